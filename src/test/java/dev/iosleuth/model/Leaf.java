package dev.iosleuth.model;

/** A device with nothing under it on this host: it keeps the truth. */
interface Leaf extends SimDevice {
  LeafTruth truth();
}

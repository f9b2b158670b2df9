/**
 * Holds the ledger against what loads counted themselves on real stacks, which {@code lab/run}
 * played in a guest: kept recordings without qemu, and fresh ones with it.
 */
package dev.iosleuth.lab;

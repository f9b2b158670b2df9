/**
 * A small model of the Linux block layer: random loads pass through random stacks bio by bio, and
 * the model keeps both the counters that the kernel would show and the truth of who caused what on
 * each leaf. It knows nothing of the ledger's rules.
 */
package dev.iosleuth.model;

package dev.iosleuth.ledger;

/**
 * One payer's fraction of what entered at one device in one direction.
 *
 * @param bytes fraction, 0 to 1
 * @param arrivals fraction, 0 to 1
 */
record Slice(Claimant.Payer payer, Basis basis, double bytes, double arrivals) {}

/** The books of several hosts side by side: what a guest caused on its own and on its peers. */
@NullMarked
package dev.iosleuth.ledger.replica;

import org.jspecify.annotations.NullMarked;

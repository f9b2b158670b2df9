/** Two samples become balanced postings: conservation rules, accounts, amplification. */
@NullMarked
package dev.iosleuth.ledger;

import org.jspecify.annotations.NullMarked;

/** A guest's disks twice: as it counted them itself and as its host did, and why both differ. */
@NullMarked
package dev.iosleuth.ledger.guest;

import org.jspecify.annotations.NullMarked;

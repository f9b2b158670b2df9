/** Quantities and identities of the block layer: the only home of 512 and of counter widths. */
@NullMarked
package dev.iosleuth.unit;

import org.jspecify.annotations.NullMarked;

/**
 * The three outcomes of a reading, and cursors over text: the only place where numbers are parsed.
 */
@NullMarked
package dev.iosleuth.reading;

import org.jspecify.annotations.NullMarked;

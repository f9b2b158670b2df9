/** The live screen: what was seen and what was typed, as lines of styled text; no I/O. */
@NullMarked
package dev.iosleuth.view.screen;

import org.jspecify.annotations.NullMarked;

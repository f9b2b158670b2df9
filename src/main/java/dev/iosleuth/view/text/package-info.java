/** Pure functions from models to terminal text. */
@NullMarked
package dev.iosleuth.view.text;

import org.jspecify.annotations.NullMarked;

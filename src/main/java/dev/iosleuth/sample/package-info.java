/** All readings of one instant, who collects them, and the recording format. */
@NullMarked
package dev.iosleuth.sample;

import org.jspecify.annotations.NullMarked;

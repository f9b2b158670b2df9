/** Samples in a file: what is kept, how it is masked, who writes it and how it is read again. */
@NullMarked
package dev.iosleuth.recording;

import org.jspecify.annotations.NullMarked;

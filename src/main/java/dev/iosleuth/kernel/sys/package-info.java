/** One class per file or directory of /sys: text to record, no I/O. */
@NullMarked
package dev.iosleuth.kernel.sys;

import org.jspecify.annotations.NullMarked;

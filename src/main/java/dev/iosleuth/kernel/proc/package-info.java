/** One class per file of /proc, named after the file: text to record, no I/O. */
@NullMarked
package dev.iosleuth.kernel.proc;

import org.jspecify.annotations.NullMarked;

/** One class per file of the cgroup file systems, v1 and v2: text to record, no I/O. */
@NullMarked
package dev.iosleuth.kernel.cgroup;

import org.jspecify.annotations.NullMarked;

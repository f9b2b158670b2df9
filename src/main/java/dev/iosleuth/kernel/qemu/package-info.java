/** What qemu says: its command line and the answers of its monitors. No I/O. */
@NullMarked
package dev.iosleuth.kernel.qemu;

import org.jspecify.annotations.NullMarked;

/** Messages of netlink sockets: bytes to record, no I/O. */
@NullMarked
package dev.iosleuth.kernel.netlink;

import org.jspecify.annotations.NullMarked;

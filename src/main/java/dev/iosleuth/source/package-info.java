/** Everything that touches a host, a captured tree or an archive: rooted reads, tools, clocks. */
@NullMarked
package dev.iosleuth.source;

import org.jspecify.annotations.NullMarked;

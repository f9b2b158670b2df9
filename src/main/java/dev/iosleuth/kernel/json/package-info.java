/** JSON of others, bounded in size and depth, where every reading keeps its place. No I/O. */
@NullMarked
package dev.iosleuth.kernel.json;

import org.jspecify.annotations.NullMarked;

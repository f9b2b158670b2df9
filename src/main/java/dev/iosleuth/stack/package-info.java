/** The graph from guests and files to the leaves; no rates. */
@NullMarked
package dev.iosleuth.stack;

import org.jspecify.annotations.NullMarked;

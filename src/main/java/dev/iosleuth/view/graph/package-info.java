/** Pure functions from a stack to dot and svg. */
@NullMarked
package dev.iosleuth.view.graph;

import org.jspecify.annotations.NullMarked;

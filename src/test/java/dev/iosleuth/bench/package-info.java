/** Benchmarks; run by the scripts in bench/, not with the tests. */
@NullMarked
package dev.iosleuth.bench;

import org.jspecify.annotations.NullMarked;

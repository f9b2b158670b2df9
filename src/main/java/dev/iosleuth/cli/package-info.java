/** Wiring, arguments, exit codes: the only place that chooses the live host. */
@NullMarked
package dev.iosleuth.cli;

import org.jspecify.annotations.NullMarked;

/**
 * Explains what was seen: rules look at the figures, the stack and the books of a {@link
 * dev.iosleuth.finding.Case} and give findings whose every figure names where it comes from.
 */
@NullMarked
package dev.iosleuth.finding;

import org.jspecify.annotations.NullMarked;

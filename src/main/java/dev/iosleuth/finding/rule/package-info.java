/** The rules, one class each, named after its id; {@code Rules} lists them. */
@NullMarked
package dev.iosleuth.finding.rule;

import org.jspecify.annotations.NullMarked;

/** What can be told from series of figures, and how surely. */
@NullMarked
package dev.iosleuth.finding.statistics;

import org.jspecify.annotations.NullMarked;

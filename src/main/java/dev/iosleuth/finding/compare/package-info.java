/** Two recordings or logs held against each other: what changed, and how surely. */
@NullMarked
package dev.iosleuth.finding.compare;

import org.jspecify.annotations.NullMarked;

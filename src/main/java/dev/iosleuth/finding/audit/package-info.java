/** Whose a setting is: the kernel's, the distribution's, or somebody's who set it here. */
@NullMarked
package dev.iosleuth.finding.audit;

import org.jspecify.annotations.NullMarked;

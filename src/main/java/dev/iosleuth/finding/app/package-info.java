/** What users feel, held against what the disks, guests and jobs did meanwhile. */
@NullMarked
package dev.iosleuth.finding.app;

import org.jspecify.annotations.NullMarked;

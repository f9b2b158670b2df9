/**
 * One class per output of an administration tool (dmsetup, drbdsetup, lvs, zpool): text to record.
 */
@NullMarked
package dev.iosleuth.kernel.tool;

import org.jspecify.annotations.NullMarked;

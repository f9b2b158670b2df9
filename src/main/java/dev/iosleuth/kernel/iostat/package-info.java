/**
 * What iostat, sar, vmstat, pidstat and iotop print, and series of /proc/diskstats: a stream of
 * lines to a stream of reports, by the names in the headings, in constant memory. No I/O of its
 * own.
 */
@NullMarked
package dev.iosleuth.kernel.iostat;

import org.jspecify.annotations.NullMarked;

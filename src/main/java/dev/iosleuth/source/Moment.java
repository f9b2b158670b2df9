package dev.iosleuth.source;

import java.time.Instant;

/**
 * Where and when a tree is.
 *
 * @param host its host name
 * @param nanos monotonic: CLOCK_BOOTTIME of the live host, as recorded, or /proc/uptime of a bare
 *     tree
 */
public record Moment(String host, Instant wall, long nanos) {}

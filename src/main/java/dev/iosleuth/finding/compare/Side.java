package dev.iosleuth.finding.compare;

import java.time.Instant;
import java.util.Optional;

/**
 * One of the two.
 *
 * @param file as it was typed
 * @param host its name; empty where nothing tells
 * @param start of the first interval, where it is known
 * @param end of the last one
 * @param timed whether it is known how long its intervals are
 */
public record Side(
    String file,
    String host,
    Optional<Instant> start,
    Optional<Instant> end,
    boolean timed,
    Observations observations,
    Circumstances circumstances) {}

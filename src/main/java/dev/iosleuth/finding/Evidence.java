package dev.iosleuth.finding;

import java.util.Optional;

/**
 * One figure that a finding stands on.
 *
 * @param what in a few words
 * @param threshold that it crossed
 * @param source the text of the {@link Source} that it was computed by
 */
public record Evidence(
    String what, Fact value, String unit, Optional<Threshold> threshold, String source) {}

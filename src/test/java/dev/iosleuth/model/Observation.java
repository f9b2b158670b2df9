package dev.iosleuth.model;

import dev.iosleuth.sample.Sample;
import java.util.Map;

/**
 * A sample, and what it cannot show.
 *
 * @param totals every device's counters without wrap-around, as they stood when they were read
 * @param truths of each leaf at that instant
 * @param progress sectors that the job of each array has done
 */
record Observation(
    Sample sample,
    Map<String, Stats.Totals> totals,
    Map<String, Map<Cause, LeafTruth.Amount>> truths,
    Map<String, Long> progress) {}

package dev.iosleuth.finding.app;

import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.statistics.Association;
import java.util.Optional;

/**
 * What may move response times.
 *
 * @param kind {@code device}, or an account's kind in lower case
 * @param name under others' control
 * @param figure wait_ms, util_percent, kib_per_second, device_ms
 * @param association its lag in intervals
 * @param lagSeconds by which response times follow
 * @param visible the least strength that would have been shown
 * @param sure empty where nothing is shown: chance may do as much. Response times that fall when it
 *     rises are shown with a negative strength
 */
public record Mover(
    String kind,
    String name,
    String figure,
    Association association,
    double lagSeconds,
    double visible,
    Optional<Confidence> sure) {
  public boolean shown() {
    return sure.isPresent();
  }
}

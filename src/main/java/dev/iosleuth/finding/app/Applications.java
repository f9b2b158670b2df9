package dev.iosleuth.finding.app;

import dev.iosleuth.finding.Case;
import dev.iosleuth.kernel.tool.ResponseTimes;
import dev.iosleuth.reading.Reading;
import java.util.List;

/** Each series of a file of response times, held against one host or log. */
public record Applications(List<Application> applications) {
  /**
   * One series.
   *
   * @param name of the series, or of the file where it has none; under others' control
   * @param file that it is in
   * @param guessed whether nothing told the unit
   */
  public record Application(
      String name, String file, ResponseTimes.Unit unit, boolean guessed, Reading<Movers> movers) {}

  public Applications {
    applications = List.copyOf(applications);
  }

  /**
   * @param file its name
   * @param kind of what the case calls devices: {@code device}, {@code process}
   */
  public static Applications of(Case given, ResponseTimes times, String file, String kind) {
    return new Applications(
        times.series().stream()
            .map(series ->
                new Application(
                    series.name().isEmpty() ? file : series.name(),
                    file,
                    series.unit(),
                    series.guessed(),
                    Movers.of(given, series, kind)))
            .toList());
  }

  /** Whether there is an answer for each. */
  public boolean told() {
    return applications.stream().allMatch(one -> one.movers() instanceof Reading.Known<Movers>);
  }
}

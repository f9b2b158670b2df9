package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Source;
import dev.iosleuth.kernel.sys.SasPhy;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.HostSettings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of a SAS controller to an expander, of several links that carry what is behind it
 * together.
 *
 * @param phys its links
 */
record WidePort(String name, List<String> phys) {
  /** Kilobits a second up to which 8 of 10 bits carry data (SAS-1 to SAS-3). */
  private static final long EIGHT_OF_TEN = 12_000_000;

  private static final double BITS = 8;
  private static final double KIB = 1.024;

  WidePort {
    phys = List.copyOf(phys);
  }

  /** Those of the host's own controllers: an expander's ports have three numbers. */
  static List<WidePort> of(HostSettings settings) {
    return settings.sasPorts().values().stream()
        .distinct()
        .sorted()
        .filter(port -> port.matches("port-\\d+:\\d+"))
        .map(port -> new WidePort(port, settings.phys(port)))
        .toList();
  }

  /** Whether a disk lies behind it: {@code …/host0/port-0:0/expander-0:0/port-0:0:1/…}. */
  boolean leadsTo(HostSettings settings, String disk) {
    return settings.places().getOrDefault(disk, "").contains("/" + name + "/expander-");
  }

  /** Data of all its links; empty where none tells its rate. */
  Optional<Source> kibPerSecond(HostSettings settings) {
    return phys.stream()
        .filter(phy -> rate(settings, phy).isPresent())
        .map(phy ->
            LinkSpeed.link(
                    phy,
                    "negotiated_linkrate",
                    s -> Optional.ofNullable(s.sasPhys().get(phy)).map(SasPhy::kilobits))
                .times(data(rate(settings, phy).orElse(0L)) / BITS / KIB))
        .reduce(Source::plus);
  }

  private static Optional<Long> rate(HostSettings settings, String phy) {
    return Optional.ofNullable(settings.sasPhys().get(phy))
        .flatMap(known -> known.kilobits().optional());
  }

  /** The part of the bits that is data. */
  private static double data(long kilobits) {
    return kilobits <= EIGHT_OF_TEN ? 8.0 / 10 : 128.0 / 150;
  }

  /** What the links of the expander behind a port can; absent where there is none. */
  static Reading<Long> farEnd(HostSettings settings, String port) {
    Pattern expander = Pattern.compile("/" + Pattern.quote(port) + "/expander-([0-9:]+)/");
    Optional<String> number =
        settings.places().values().stream()
            .map(expander::matcher)
            .filter(Matcher::find)
            .map(found -> found.group(1))
            .findFirst();
    return number
        .flatMap(of ->
            settings.sasPhys().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("phy-" + of + ":"))
                .flatMap(entry -> entry.getValue().hardwareMaximum().optional().stream())
                .max(Long::compare))
        .map(Reading::known)
        .orElse(Reading.absent("there is no expander"));
  }
}

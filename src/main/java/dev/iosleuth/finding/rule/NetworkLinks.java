package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Input.Lack;
import dev.iosleuth.kernel.proc.NetBonding;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.HostSettings.NetInterface;
import dev.iosleuth.sample.Sample;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tells how fast links are, and which of them are bound together. */
final class NetworkLinks {
  /**
   * Each interface has the file; of a link without a speed it is -1 or answers with an error, and
   * then so does duplex: a recording has both or neither. net/core/net-sysfs.c, speed_show(),
   * duplex_show().
   */
  static final Input SPEEDS = Input.each("sys/class/net/*/speed", NetworkLinks::speeds);

  static final Input BONDS = Input.each("proc/net/bonding/*", NetworkLinks::bonds);

  private NetworkLinks() {}

  private static Stream<Lack> speeds(Sample sample) {
    HostSettings settings = sample.topology().settings();
    return sample.system().network().map(NetDev::interfaces).orElse(List.of()).stream()
        .map(NetDev.Interface::name)
        .filter(name -> !name.equals("lo"))
        .flatMap(
            name -> speed(name, Optional.ofNullable(settings.interfaces().get(name))).stream());
  }

  private static List<Lack> speed(String name, Optional<NetInterface> known) {
    Reading<Long> speed =
        known.map(NetInterface::megabits).orElse(Reading.absent("no such directory"));
    boolean refused = known.isPresent() && known.get().duplex() instanceof Reading.Absent;
    boolean missing = speed.whyNot().filter(why -> why.startsWith("no such")).isPresent();
    return (missing && !refused) || speed instanceof Reading.Malformed
        ? Input.lack("sys/class/net/" + name + "/speed", speed)
        : List.of();
  }

  /** What is bound says so itself: a bond that names fewer legs was cut. */
  private static Stream<Lack> bonds(Sample sample) {
    HostSettings settings = sample.topology().settings();
    return settings.interfaces().values().stream()
        .flatMap(one -> one.master().stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .flatMap(bound ->
            bond(bound.getKey(), bound.getValue(), settings.bonds().get(bound.getKey())).stream());
  }

  /** A bridge is a master, too, and has no such file. */
  private static Optional<Lack> bond(String name, long legs, @Nullable NetBonding bond) {
    String path = "proc/net/bonding/" + name;
    if (bond == null) {
      return name.startsWith("bond")
          ? Optional.of(new Lack(path, "no such file, or not understood, and it has legs"))
          : Optional.empty();
    }
    return bond.legs().size() < legs
        ? Optional.of(
            new Lack(path, "it names " + bond.legs().size() + " of the bond's " + legs + " legs"))
        : Optional.empty();
  }
}

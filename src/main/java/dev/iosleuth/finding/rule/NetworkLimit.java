package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.NetBonding;
import dev.iosleuth.kernel.proc.NetDev;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.HostSettings;
import dev.iosleuth.sample.HostSettings.NetInterface;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** An interface or a remote mount at its limit, or a bond that uses one leg alone. */
final class NetworkLimit implements Rule {
  private static final String DEV = "proc/net/dev";
  private static final double BYTES_PER_MEGABIT = 125_000;

  /**
   * drivers/net/tun.c says 10 Mbit/s of each tap, whatever it can; no card is that slow any more.
   */
  private static final long TAP_MEGABITS = 10;

  private static final Threshold FULL =
      new Threshold(
          "use of the link",
          80,
          "%",
          "chosen: frames, headers and pauses between them leave some 95 % of a link for data, and"
              + " queues build up before that");
  private static final Threshold ONE_LEG =
      new Threshold(
          "part of a bond's traffic on one leg",
          90,
          "%",
          "Documentation/networking/bonding.rst, xmit_hash_policy: by layer 2 all traffic to one"
              + " neighbour takes the same leg");
  private static final Threshold BUSY =
      new Threshold(
          "use of that leg", 40, "%", "chosen: below that a second leg would help nobody");

  @Override
  public About about() {
    return new About(
        "network-limit",
        "the network is at its limit, not the disks",
        "With replication, remote file systems and network disks a write is done when the other side"
            + " has it: where the link between is full, disks look slow that have nothing to do. A"
            + " bond of two links helps only if its traffic is spread over them.",
        "/proc/net/dev against the speed of the link: at least "
            + Words.percent(FULL.value())
            + " in one direction; or one leg of a bond carries at least "
            + Words.percent(ONE_LEG.value())
            + " of what it sends; or a mount of NFS has at least "
            + Words.whole(RemoteMounts.UNDER_WAY.value())
            + " reads and writes under way, and says whether they wait here or for the server.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(FULL, ONE_LEG, BUSY, RemoteMounts.UNDER_WAY, RemoteMounts.QUEUED));
  }

  @Override
  public List<Input> inputs() {
    return List.of(Reads.NETWORK, NetworkLinks.SPEEDS, NetworkLinks.BONDS);
  }

  @Override
  public Verdict examine(Case given) {
    Reading<List<String>> names =
        given
            .first()
            .then(first -> first.system().network())
            .then(_ -> given.last())
            .then(last -> last.system().network())
            .from("/proc/net/dev")
            .map(network -> network.interfaces().stream().map(NetDev.Interface::name).toList());
    if (!(names instanceof Reading.Known<List<String>>(List<String> known))) {
      return Verdict.couldNotTell(names.whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    for (String name : known.stream().sorted().toList()) {
      collected.add(look(given, name, "received", NetDev.Interface::receivedBytes));
      collected.add(look(given, name, "sent", NetDev.Interface::sentBytes));
    }
    HostSettings settings =
        given.last().map(s -> s.topology().settings()).orElse(HostSettings.absent("not read"));
    new TreeMap<>(settings.bonds()).forEach((name, bond) -> collected.add(legs(given, name, bond)));
    new RemoteMounts(this, given).looks().forEach(collected::add);
    return collected.verdict();
  }

  private static Source megabits(
      String name, String direction, ToLongFunction<NetDev.Interface> bytes) {
    return HostSources.growth(
            DEV,
            name + " " + direction + "_bytes",
            s -> s.system().network().map(network -> counters(network, direction, bytes)))
        .over(HostSources.seconds().times(BYTES_PER_MEGABIT));
  }

  private static Map<String, Long> counters(
      NetDev network, String direction, ToLongFunction<NetDev.Interface> bytes) {
    Map<String, Long> counters = new HashMap<>();
    for (NetDev.Interface one : network.interfaces()) {
      counters.put(one.name() + " " + direction + "_bytes", bytes.applyAsLong(one));
    }
    return counters;
  }

  private static Source speed(String name) {
    return HostSources.file("sys/class/net/" + name + "/speed", s -> speed(s, name));
  }

  private static Reading<Long> speed(Sample sample, String name) {
    return Optional.ofNullable(sample.topology().settings().interfaces().get(name))
        .map(NetInterface::megabits)
        .orElse(Reading.absent("nothing tells the speed of " + name))
        .then(speed ->
            speed > TAP_MEGABITS ? Reading.known(speed) : Reading.absent(name + " is a tap"));
  }

  /** What has no speed of its own has no limit of its own either. */
  private Reading<Optional<Finding>> look(
      Case given, String name, String direction, ToLongFunction<NetDev.Interface> bytes) {
    Source rate = megabits(name, direction, bytes);
    Source use = rate.over(speed(name)).times(100);
    Reading<Double> amount = use.amount(given);
    if (amount.optional().isEmpty() && speed(name).amount(given) instanceof Reading.Known) {
      return Verdict.untold(name + ": " + amount.whyNot().orElse("?"));
    }
    double percent = amount.orElse(0.0);
    if (percent < FULL.value()) {
      return Verdict.none();
    }
    return Finding.of(this, new Subject("interface", name))
        .says(
            name
                + " is full: "
                + Words.whole(rate.amount(given).orElse(0.0))
                + " of "
                + Words.whole(speed(name).amount(given).orElse(0.0))
                + " Mbit/s "
                + direction)
        .evidence(FULL.name(), use, FULL)
        .evidence("rate", rate, "Mbit/s")
        .sure(Confidence.HIGH)
        .or("the link agreed on less than it can: ethtool says what both ends offer")
        .act("ethtool " + Shell.quote(name) + "  # speed and duplex")
        .act("another link for replication, a faster one, or a bond that spreads its traffic")
        .check("sar -n DEV 5")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> legs(Case given, String name, NetBonding bond) {
    List<String> up =
        bond.legs().stream()
            .filter(leg -> leg.status().equals("up"))
            .map(NetBonding.Leg::name)
            .toList();
    if (bond.oneLegOnly() || up.size() < 2) {
      return Verdict.none();
    }
    var rates = new ArrayList<Source>();
    up.forEach(leg -> rates.add(megabits(leg, "sent", NetDev.Interface::sentBytes)));
    for (Source rate : rates) {
      if (rate.amount(given).whyNot().isPresent()) {
        return Verdict.untold(name + ": " + rate.amount(given).whyNot().orElse("?"));
      }
    }
    Source all = rates.stream().reduce(Source::plus).orElseThrow();
    Source most =
        rates.stream()
            .max(Comparator.comparingDouble(rate -> rate.amount(given).orElse(0.0)))
            .orElseThrow();
    String leg = up.get(rates.indexOf(most));
    Source part = most.over(all).times(100);
    Source use = most.over(speed(leg)).times(100);
    boolean one =
        part.amount(given).orElse(0.0) >= ONE_LEG.value()
            && use.amount(given).orElse(0.0) >= BUSY.value();
    if (!one) {
      return Verdict.none();
    }
    boolean hashed = bond.hashPolicy().map(policy -> policy.startsWith("layer3+4")).orElse(false);
    Finding.Draft draft = Finding.of(this, new Subject("interface", name));
    if (!hashed) {
      draft.act("ip link set " + Shell.quote(name) + " type bond xmit_hash_policy layer3+4");
    }
    return draft
        .says(
            name
                + " sends over "
                + leg
                + " alone ("
                + Words.percent(use.amount(given).orElse(0.0))
                + " full), of "
                + up.size()
                + " legs"
                + bond.hashPolicy().map(policy -> "; its hash is " + policy).orElse(""))
        .evidence(ONE_LEG.name(), part, ONE_LEG)
        .evidence(BUSY.name(), use, BUSY)
        .sure(Confidence.MEDIUM)
        .or("all of it is one connection, which no hash can spread")
        .act("more connections at a time: one goes over one leg, whatever is hashed")
        .act("the switch hashes what comes in: set it there, too")
        .check("cat /proc/net/bonding/" + name + "; sar -n DEV 5")
        .in(given)
        .map(Optional::of);
  }
}

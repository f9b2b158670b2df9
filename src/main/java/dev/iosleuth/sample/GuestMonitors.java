package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.qemu.AgentSocket;
import dev.iosleuth.kernel.qemu.BlockDisk;
import dev.iosleuth.kernel.qemu.BlockJob;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DomainDisk;
import dev.iosleuth.kernel.qemu.Domstats;
import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.kernel.qemu.Monitor;
import dev.iosleuth.kernel.qemu.Monitor.Protocol;
import dev.iosleuth.kernel.qemu.Monitor.Transport;
import dev.iosleuth.kernel.qemu.MonitorCounters;
import dev.iosleuth.kernel.qemu.MonitorDisks;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Guest.Manager;
import dev.iosleuth.sample.GuestCounters.Teller;
import dev.iosleuth.source.Monitors;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import dev.iosleuth.source.monitor.Silence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the monitors of all guests, side by side: for counters each time, for what the disks are
 * when a guest is new or its disks changed, since for that qemu looks at the image files. The
 * collector and the recording's writer ask by the same rules, so that a replay finds what it asks
 * for.
 */
public final class GuestMonitors {
  /** A description that did not come is not asked for again before. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  /** If all are silent again, so many take 0.6 s: eight at a time, of which each holds up 10 ms. */
  private static final int MOST_AGAIN = 256;

  private static final Reading<GuestCounters> NO_MONITOR =
      Reading.absent("it has no monitor on a unix socket");

  private final GuestAgents agents = new GuestAgents();
  private final Manner manner;
  private Map<ProcessId, Known> known = new HashMap<>();

  /** How they are asked. */
  public enum Manner {
    /** Once. */
    BRIEFLY,
    /** Who was held or did not answer in time once more, after all others. */
    PATIENTLY;

    public static Manner of(Set<Collector.Ask> also) {
      return also.contains(Collector.Ask.MONITORS_TWICE) ? PATIENTLY : BRIEFLY;
    }
  }

  public GuestMonitors(Manner manner) {
    this.manner = manner;
  }

  /** Whom to ask, and how it is called. */
  public record Asked(
      ProcessId process, String name, Manager manager, List<Monitor> monitors, boolean hasAgent) {
    public static Asked of(PidStat process, List<String> arguments, CommandLine command) {
      return new Asked(
          new ProcessId(process.pid(), process.startTicks()),
          GuestNames.name(command, process),
          GuestNames.manager(command, arguments),
          command.monitors(),
          AgentSocket.find(arguments).isPresent());
    }

    boolean hasMonitor(Protocol protocol) {
      return !isLibvirts()
          && monitors.stream()
              .anyMatch(m -> m.protocol() == protocol && m.transport() == Transport.UNIX);
    }

    /** Only libvirt itself may talk to it. */
    boolean isLibvirts() {
      return manager.isLibvirts();
    }

    int pid() {
      return process.pid();
    }
  }

  /**
   * What is known of a guest's disks.
   *
   * @param signs of the disks when they were asked about
   * @param disks absent where they could not be described
   */
  private record Known(List<Sign> signs, Reading<MonitorDisks> disks, long nanos) {}

  /** What changes when a disk is another one, in another image, or worked on. */
  private record Sign(String key, String node) {}

  /**
   * What was said.
   *
   * @param texts by path, as it was said: for recordings
   * @param counters by guest; of each that was asked for
   * @param inside what agents told, of each guest that has one and was asked
   * @param domains what the disks of libvirt's are now, of each that it told of
   */
  public record Round(
      Map<String, Reading<Text>> texts,
      Map<ProcessId, Reading<GuestCounters>> counters,
      Map<ProcessId, Reading<GuestDiskstats>> inside,
      Map<ProcessId, List<DomainDisk>> domains) {
    static Round none() {
      return new Round(new LinkedHashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    Reading<GuestCounters> of(ProcessId guest) {
      return counters.getOrDefault(guest, Reading.absent("not asked"));
    }

    private Reading<Text> text(String path) {
      return texts.getOrDefault(path, Reading.absent("not asked"));
    }
  }

  void forget() {
    known = new HashMap<>();
    agents.forget();
  }

  /** What a guest's disks are, as far as that was told last. */
  Optional<MonitorDisks> described(ProcessId guest) {
    return Optional.ofNullable(known.get(guest)).flatMap(k -> k.disks().optional());
  }

  /**
   * @param inside whether the agents within the guests are asked, too
   */
  public Round ask(Tree tree, List<Asked> guests, boolean inside, Findings findings) {
    var round = Round.none();
    if (guests.isEmpty()) {
      forget();
      return round;
    }
    counters(tree, guests, round, findings);
    libvirt(tree, guests, round, findings);
    describe(tree, guests, round, findings);
    if (inside) {
      // last: one that is silent holds up nothing else
      agents.ask(tree, guests, round, findings);
    }
    var still = new HashMap<ProcessId, Known>();
    for (Asked guest : guests) {
      Known of = known.get(guest.process());
      if (of != null) {
        still.put(guest.process(), of);
      }
    }
    known = still;
    return round;
  }

  private void counters(Tree tree, List<Asked> guests, Round round, Findings findings) {
    var paths = new ArrayList<String>();
    for (Asked guest : guests) {
      path(guest).ifPresent(paths::add);
    }
    round.texts().putAll(tree.readAll(paths));
    var others = new ArrayList<String>();
    for (Asked guest : guests) {
      if (isHeld(guest, round) && guest.hasMonitor(Protocol.HMP)) {
        others.add(Monitors.HMP_COUNTERS.path(guest.pid()));
      }
    }
    if (!others.isEmpty()) {
      round.texts().putAll(tree.readAll(others));
    }
    again(tree, unheard(guests, round), round);
    for (Asked guest : guests) {
      if (!guest.isLibvirts()) {
        round.counters().put(guest.process(), findings.noted(counters(guest, round, findings)));
      }
    }
  }

  /** Paths of the monitors of those of whom none told anything. */
  private static Set<String> unheard(List<Asked> guests, Round round) {
    var unheard = new LinkedHashSet<String>();
    for (Asked guest : guests) {
      Reading<Text> people = round.text(Monitors.HMP_COUNTERS.path(guest.pid()));
      if (!(people instanceof Reading.Known<Text>)) {
        path(guest).ifPresent(unheard::add);
        unheard.add(Monitors.HMP_COUNTERS.path(guest.pid()));
      }
    }
    return unheard;
  }

  /** Another try of those of whom it may come to more than the first. */
  private void again(Tree tree, Collection<String> paths, Round round) {
    if (manner == Manner.BRIEFLY) {
      return;
    }
    List<String> waiting =
        paths.stream()
            .filter(path ->
                round.text(path) instanceof Reading.Absent<Text>(String why) && Silence.passes(why))
            .limit(MOST_AGAIN)
            .toList();
    if (!waiting.isEmpty()) {
      tree.readAll(waiting)
          .forEach((path, said) -> round.texts().merge(path, said, GuestMonitors::better));
    }
  }

  /**
   * Whoever was silent may have our own first connection in its queue still: that is no other's.
   */
  private static Reading<Text> better(Reading<Text> first, Reading<Text> second) {
    String why = second.whyNot().orElse("");
    return second instanceof Reading.Absent<Text>
        ? Reading.absent((Silence.isHeld(why) ? first.whyNot().orElse(why) : why) + ", twice")
        : second;
  }

  private static Optional<String> path(Asked guest) {
    if (guest.hasMonitor(Protocol.QMP)) {
      return Optional.of(Monitors.QMP_COUNTERS.path(guest.pid()));
    }
    return guest.hasMonitor(Protocol.HMP)
        ? Optional.of(Monitors.HMP_COUNTERS.path(guest.pid()))
        : Optional.empty();
  }

  private static boolean isHeld(Asked guest, Round round) {
    return round.text(Monitors.QMP_COUNTERS.path(guest.pid()))
            instanceof Reading.Absent<Text>(String why)
        && Silence.isHeld(why);
  }

  private static Reading<GuestCounters> counters(Asked guest, Round round, Findings findings) {
    String people = Monitors.HMP_COUNTERS.path(guest.pid());
    boolean held = round.text(Monitors.QMP_COUNTERS.path(guest.pid())) instanceof Reading.Absent;
    if (held && round.texts().containsKey(people)) {
      return counters(round.text(people).then(MonitorCounters::hmp), Teller.HMP, people, findings);
    }
    return path(guest)
        .map(path ->
            counters(round.text(path).then(MonitorCounters::qmp), Teller.QMP, path, findings))
        .orElse(NO_MONITOR);
  }

  private static Reading<GuestCounters> counters(
      Reading<MonitorCounters> said, Teller teller, String path, Findings findings) {
    return said.then(answer ->
        answer
            .disks()
            .map(rows -> {
              findings.damaged(path, rows.damaged());
              Optional<Rows<BlockJob>> jobs = answer.jobs().optional();
              jobs.ifPresent(j -> findings.damaged(path, j.damaged()));
              return new GuestCounters(
                  answer.nanos(),
                  answer.held(),
                  answer.status(),
                  teller,
                  rows.rows(),
                  jobs.map(Rows::rows).orElse(List.of()));
            }));
  }

  /** One question for all of its guests. */
  private static void libvirt(Tree tree, List<Asked> guests, Round round, Findings findings) {
    List<Asked> domains = guests.stream().filter(Asked::isLibvirts).toList();
    if (domains.isEmpty()) {
      return;
    }
    String path = Tools.DOMSTATS.path();
    Reading<Text> text = tree.read(path);
    round.texts().put(path, text);
    Reading<Domstats> stats = text.map(Domstats::parse);
    stats.optional().ifPresent(s -> findings.damaged(path, s.damaged()));
    for (Asked guest : domains) {
      round
          .counters()
          .put(guest.process(), stats.then(s -> domain(guest, s, text, round, findings)));
    }
  }

  private static Reading<GuestCounters> domain(
      Asked guest, Domstats stats, Reading<Text> text, Round round, Findings findings) {
    List<Domstats.Domain> named =
        stats.domains().stream().filter(d -> d.name().equals(guest.name())).toList();
    if (named.size() != 1) {
      return Reading.absent("libvirt tells nothing of it");
    }
    Domstats.Domain domain = named.getFirst();
    findings.damagedOf(guest.name(), domain.damaged());
    var counters = new ArrayList<DiskCounters>();
    var disks = new ArrayList<DomainDisk>();
    domain
        .byTarget()
        .forEach((target, rows) -> {
          counters.add(rows.getFirst().counters());
          disks.add(new DomainDisk(target, rows.stream().map(Domstats.Disk::layer).toList()));
        });
    round.domains().put(guest.process(), disks);
    return Reading.known(
        new GuestCounters(
            text.map(Text::nanos).orElse(0L),
            OptionalLong.empty(),
            domain.state(),
            Teller.LIBVIRT,
            counters,
            List.of()));
  }

  private void describe(Tree tree, List<Asked> guests, Round round, Findings findings) {
    var due = new LinkedHashMap<String, Asked>();
    for (Asked guest : guests) {
      if (round.of(guest.process()) instanceof Reading.Known<GuestCounters>(GuestCounters now)
          && now.teller() != Teller.LIBVIRT
          && isDue(known.get(guest.process()), now)) {
        Monitors topic = now.teller() == Teller.QMP ? Monitors.QMP_DISKS : Monitors.HMP_DISKS;
        due.put(topic.path(guest.pid()), guest);
      }
    }
    if (!due.isEmpty()) {
      Map<String, Reading<Text>> said = tree.readAll(due.keySet());
      round.texts().putAll(said);
      again(tree, due.keySet(), round);
      due.forEach((path, guest) -> describe(path, guest, round, findings));
    }
    round.counters().replaceAll((guest, counters) -> counters.map(c -> named(guest, c)));
  }

  private static boolean isDue(@Nullable Known before, GuestCounters now) {
    if (before == null) {
      return true;
    }
    boolean failed = before.disks().optional().isEmpty();
    return !before.signs().equals(signs(now))
        || (failed && now.nanos() - before.nanos() > PATIENCE);
  }

  /** A job puts nodes above its disk, and takes them away when it ends. */
  private static List<Sign> signs(GuestCounters counters) {
    return Stream.concat(
            counters.disks().stream().map(d -> new Sign(d.key(), d.node())),
            counters.jobs().stream().map(job -> new Sign(job.id(), job.type())))
        .toList();
  }

  private void describe(String path, Asked guest, Round round, Findings findings) {
    if (round.of(guest.process()) instanceof Reading.Known<GuestCounters>(GuestCounters now)) {
      Reading<MonitorDisks> disks =
          findings.noted(
              round
                  .text(path)
                  .then(now.teller() == Teller.QMP ? MonitorDisks::qmp : MonitorDisks::hmp));
      disks
          .optional()
          .flatMap(d -> d.disks().optional())
          .ifPresent(rows -> findings.damaged(path, rows.damaged()));
      known.put(guest.process(), new Known(signs(now), disks, now.nanos()));
    }
  }

  /** The monitor for people does not name all of the disks that it counts. */
  private GuestCounters named(ProcessId guest, GuestCounters told) {
    Optional<Rows<BlockDisk>> disks =
        told.teller() == Teller.HMP
            ? described(guest).flatMap(d -> d.disks().optional())
            : Optional.empty();
    return disks
        .map(rows ->
            new GuestCounters(
                told.nanos(),
                told.held(),
                told.status(),
                told.teller(),
                MonitorCounters.named(told.disks(), rows.rows()),
                told.jobs()))
        .orElse(told);
  }
}

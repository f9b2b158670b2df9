package dev.iosleuth.sample;

import dev.iosleuth.kernel.qemu.BlockJob;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.DomainDisk;
import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.kernel.qemu.Image;
import dev.iosleuth.kernel.qemu.MonitorDisks;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The guests of a host, and what they counted themselves. A command line is read once a process; a
 * guest of which nothing changed is the very same as in the sample before.
 */
final class GuestReader {
  private final GuestMonitors monitors;
  private final ContainerReader containers = new ContainerReader();
  private Map<ProcessId, Seen> seen = new HashMap<>();
  private Map<ProcessId, String> names = new HashMap<>();

  GuestReader() {
    this(GuestMonitors.Manner.BRIEFLY);
  }

  GuestReader(GuestMonitors.Manner manner) {
    this.monitors = new GuestMonitors(manner);
  }

  /** What a guest was made of. */
  private record Seen(
      List<String> arguments,
      CommandLine command,
      Reading<List<OpenFile>> files,
      Topology topology,
      Others others,
      Counted counted,
      Optional<String> doubt,
      Guest guest) {
    @SuppressWarnings("ReferenceEquality") // the same objects while nothing was read anew
    boolean still(GuestHelpers.Master now, Topology stack, Others working, Counted told) {
      return command == now.command()
          && files == now.process().files()
          && topology == stack
          && others.served().equals(working.served())
          && others.helpers().equals(working.helpers())
          && counted.equals(told);
    }
  }

  /** Processes that work for it, and what they serve to it. */
  private record Others(
      BlockServers servers, Map<Place, GuestImage.Server> served, List<GuestHelper> helpers) {}

  /**
   * What was told of its disks beside their figures.
   *
   * @param domain by libvirt
   * @param jobs names of those that work on them
   */
  private record Counted(
      Optional<MonitorDisks> described,
      List<MonitoredDisks.Names> disks,
      List<DomainDisk> domain,
      List<BlockJob.Name> jobs) {
    static final Counted NOTHING = new Counted(Optional.empty(), List.of(), List.of(), List.of());
  }

  /**
   * @param counters by the guests' processes, of each whose disks were asked about
   * @param inside what their agents told, of each that has one
   */
  record Now(
      List<Guest> guests,
      Map<ProcessId, Reading<GuestCounters>> counters,
      Map<ProcessId, Reading<GuestDiskstats>> inside) {
    static Now of(List<Guest> guests) {
      return new Now(guests, Map.of(), Map.of());
    }
  }

  /** Whom to ask. */
  enum Asking {
    NOBODY,
    MONITORS,
    /** The agents within the guests, too. */
    AGENTS_TOO
  }

  void forget() {
    forgetMachines();
    names = new HashMap<>();
    containers.forget();
  }

  private void forgetMachines() {
    seen = new HashMap<>();
    monitors.forget();
  }

  /**
   * @param asking whether the guests' monitors and agents are asked
   */
  Now read(
      Tree tree,
      Topology topology,
      Map<Integer, ProcessSample> processes,
      Asking asking,
      Findings findings) {
    List<Guest> kept = containers.read(tree, topology, processes);
    List<ProcessSample> emulators = emulators(processes);
    if (emulators.isEmpty()) {
      forgetMachines();
      return Now.of(unique(kept));
    }
    var masters = new ArrayList<GuestHelpers.Master>();
    for (ProcessSample process : emulators) {
      masters.add(new GuestHelpers.Master(process, command(process, findings)));
    }
    var said = new Findings();
    GuestMonitors.Round round =
        asking == Asking.NOBODY
            ? GuestMonitors.Round.none()
            : monitors.ask(
                tree,
                masters.stream().map(GuestReader::asked).toList(),
                asking == Asking.AGENTS_TOO,
                said);
    var counted = new HashMap<ProcessId, Counted>();
    masters.forEach(m -> counted.put(m.process().id(), counted(m.process().id(), round)));
    var servers = BlockServers.among(tree, topology, processes.values());
    Map<ProcessId, Map<Place, GuestImage.Server>> served =
        servers.isEmpty() ? Map.of() : served(masters, counted, servers);
    Map<ProcessId, List<GuestHelper>> helpers =
        GuestHelpers.of(masters, processes.values(), clients(served, servers));
    var now = new HashMap<ProcessId, Seen>();
    var guests = new ArrayList<Guest>();
    for (GuestHelpers.Master master : masters) {
      ProcessId id = master.process().id();
      List<GuestHelper> help = helpers.getOrDefault(id, List.of());
      var theirs = new Others(servers, served.getOrDefault(id, Map.of()), help);
      Seen guest = guest(tree, topology, master, theirs, counted.getOrDefault(id, Counted.NOTHING));
      now.put(id, guest);
      guests.add(guest.guest());
      guest.doubt().ifPresent(doubt -> findings.gap(guest.guest().name(), doubt));
    }
    seen = now;
    guests.addAll(kept);
    List<Guest> named = unique(guests);
    findings.addAll(said, named);
    return new Now(named, round.counters(), round.inside());
  }

  private List<Guest> unique(List<Guest> guests) {
    List<Guest> unique = GuestNames.unique(guests, names);
    names = new HashMap<>();
    unique.forEach(guest -> guest.process().ifPresent(id -> names.put(id, guest.name())));
    return unique;
  }

  private static List<ProcessSample> emulators(Map<Integer, ProcessSample> processes) {
    var emulators = new ArrayList<ProcessSample>();
    for (ProcessSample process : processes.values()) {
      if (Guests.is(process)) {
        emulators.add(process);
      }
    }
    emulators.sort(Comparator.comparingInt(process -> process.stat().pid()));
    return Launchers.without(emulators);
  }

  private CommandLine command(ProcessSample process, Findings findings) {
    List<String> arguments = arguments(process);
    CommandLine command =
        Optional.ofNullable(seen.get(process.id()))
            .filter(before -> before.arguments().equals(arguments))
            .map(Seen::command)
            .orElseGet(() -> CommandLine.parse(arguments));
    findings.damaged("proc/" + process.stat().pid() + "/cmdline", command.damaged());
    return command;
  }

  private static List<String> arguments(ProcessSample process) {
    return process.command().orElse(List.of());
  }

  private static GuestMonitors.Asked asked(GuestHelpers.Master guest) {
    return GuestMonitors.Asked.of(
        guest.process().stat(), arguments(guest.process()), guest.command());
  }

  /** While nobody is asked, or answers, the disks are what they were. */
  private Counted counted(ProcessId guest, GuestMonitors.Round round) {
    if (round.of(guest) instanceof Reading.Known<GuestCounters>(GuestCounters counters)) {
      return new Counted(
          monitors.described(guest),
          counters.disks().stream().map(MonitoredDisks.Names::of).toList(),
          round.domains().getOrDefault(guest, List.of()),
          counters.jobs().stream().map(BlockJob::name).toList());
    }
    Seen before = seen.get(guest);
    return before == null ? Counted.NOTHING : before.counted();
  }

  /** By the guests, what others on this host serve to them. */
  private static Map<ProcessId, Map<Place, GuestImage.Server>> served(
      List<GuestHelpers.Master> masters, Map<ProcessId, Counted> counted, BlockServers servers) {
    var served = new HashMap<ProcessId, Map<Place, GuestImage.Server>>();
    for (GuestHelpers.Master master : masters) {
      ProcessId id = master.process().id();
      var its = new HashMap<Place, GuestImage.Server>();
      Stream.concat(
              master.command().drives().stream().flatMap(drive -> drive.chain().stream()),
              Optional.ofNullable(counted.get(id)).flatMap(Counted::described).stream()
                  .flatMap(GuestReader::images))
          .map(Image::place)
          .distinct()
          .forEach(place -> servers.of(place).ifPresent(server -> its.put(place, server)));
      served.put(id, its);
    }
    return served;
  }

  private static Stream<Image> images(MonitorDisks described) {
    return described.disks().optional().stream()
        .flatMap(rows -> rows.rows().stream())
        .flatMap(disk -> disk.inserted().stream())
        .flatMap(node -> node.chain().stream());
  }

  /** The guests of each server. */
  private static Map<ProcessId, Set<ProcessId>> clients(
      Map<ProcessId, Map<Place, GuestImage.Server>> served, BlockServers servers) {
    var clients = new HashMap<ProcessId, Set<ProcessId>>();
    served.forEach((guest, places) ->
        places.keySet().stream()
            .flatMap(place -> servers.at(place).stream())
            .forEach(server -> clients.computeIfAbsent(server, _ -> new HashSet<>()).add(guest)));
    return clients;
  }

  private Seen guest(
      Tree tree, Topology topology, GuestHelpers.Master master, Others others, Counted counted) {
    ProcessSample process = master.process();
    CommandLine command = master.command();
    Seen before = seen.get(process.id());
    if (before != null && before.still(master, topology, others, counted)) {
      return before;
    }
    var places = new GuestDisks(tree, topology, process, others.servers());
    Guest.Manager manager = GuestNames.manager(command, arguments(process), topology);
    Disks disks = disks(places, command, manager, counted);
    var guest =
        new Guest(
            Guest.Kind.MACHINE,
            GuestNames.name(command, process.stat()),
            GuestNames.title(command),
            manager,
            GuestNames.uuid(command),
            counted
                .described()
                .map(MonitorDisks::version)
                .orElse(Reading.absent("its monitor did not tell")),
            Optional.of(process.id()),
            disks.all(),
            disks.others(),
            command.monitors(),
            others.helpers(),
            Set.of());
    return new Seen(
        arguments(process),
        command,
        process.files(),
        topology,
        others,
        counted,
        disks.doubt(),
        guest);
  }

  /**
   * @param others what is open beside them
   * @param doubt what is not known of them
   */
  private record Disks(List<GuestDisk> all, List<GuestImage> others, Optional<String> doubt) {}

  private static Disks disks(
      GuestDisks places, CommandLine command, Guest.Manager manager, Counted counted) {
    List<GuestDisk> asked = places.of(command);
    if (manager.isLibvirts()) {
      var domain = new LibvirtDisks(places::image);
      List<GuestDisk> now = domain.join(asked, counted.domain());
      return new Disks(now, domain.copies(), LibvirtDisks.unmatched(asked, now));
    }
    var monitored = new MonitoredDisks(places::image);
    List<GuestDisk> now =
        monitored.join(asked, counted.described(), counted.disks(), counted.jobs());
    return new Disks(
        now,
        counted.described().map(told -> monitored.others(now, told)).orElse(List.of()),
        Optional.empty());
  }
}

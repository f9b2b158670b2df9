package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.EndedGuests;
import dev.iosleuth.ledger.EntryFlow;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.GuestFlow;
import dev.iosleuth.ledger.GuestFlows;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.GuestImages;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts what the guests counted beside what the host counted of the same disks. */
public final class GuestViews {
  private static final Reading<GuestView.Both> NOT_MEASURED =
      Reading.absent("no interval was measured");

  private static final Reading<DiskCounters> ENDED_GROUPS =
      Reading.absent("it ended within the interval, and what its cgroups counted with it");

  private final Sample sample;
  private final Stack stack;
  private final GuestImages images;
  private final Optional<Interval> interval;

  /** The books of an interval, and what the guests counted in it. */
  private record Interval(Sample before, Ledger ledger, GuestFlows guests) {}

  private GuestViews(Sample sample, Stack stack, Optional<Interval> interval) {
    this.sample = sample;
    this.stack = stack;
    this.images = new GuestImages(stack);
    this.interval = interval;
  }

  /** At one moment. */
  public static List<GuestView> of(Sample sample, Stack stack) {
    return new GuestViews(sample, stack, Optional.empty()).all();
  }

  /** Over an interval, at whose end the stack was as it is given. */
  public static List<GuestView> of(Sample before, Sample after, Stack stack, Ledger ledger) {
    var interval = new Interval(before, ledger, GuestFlows.between(before, after));
    return new GuestViews(after, stack, Optional.of(interval)).all();
  }

  private List<GuestView> all() {
    return Stream.concat(
            sample.guests().stream().map(this::view),
            interval.stream()
                .flatMap(
                    i -> new EndedGuests(i.before(), sample).all().stream().map(g -> ended(i, g))))
        .toList();
  }

  /**
   * Of what a machine's disks did the devices among them tell: whole ones are its own. A container
   * shares them with this host.
   */
  private GuestView ended(Interval measured, Guest guest) {
    Reading<DiskCounters> gone = Reading.absent(GuestView.ENDED.whyNot().orElse(""));
    boolean container = guest.kind() == Guest.Kind.CONTAINER;
    Reading<DiskCounters> shared = container ? ENDED_GROUPS : gone;
    var totals = new GuestView.Both(0, gone, 0, gone);
    return new GuestView(
        guest,
        GuestView.ENDED,
        Reading.absent(GuestView.ENDED.whyNot().orElse("")),
        guest.disks().stream()
            .map(disk -> {
              Optional<Node> device =
                  disk.images().stream()
                      .findFirst()
                      .flatMap(GuestImage::device)
                      .flatMap(this::device);
              return new GuestView.OfDisk(
                  disk,
                  device.map(node -> List.copyOf(stack.below(node.id()))).orElse(List.of()),
                  totals,
                  Reading.known(
                      device
                          .filter(_ -> !container)
                          .map(node -> counted(measured, node, gone))
                          .orElse(new GuestView.Both(0, gone, 0, shared))),
                  "");
            })
            .toList());
  }

  private Optional<Node> device(DevNo dev) {
    return stack.nodes().values().stream()
        .filter(node -> node.isDevice() && node.dev().equals(Optional.of(dev)))
        .findFirst();
  }

  private GuestView view(Guest guest) {
    Reading<GuestCounters> told = sample.told(guest);
    Reading<List<GuestInside>> inside =
        sample
            .inside(guest)
            .map(now ->
                interval
                    .map(i -> GuestInside.between(i.before().inside(guest), now))
                    .orElseGet(() -> GuestInside.of(now)));
    return new GuestView(
        guest,
        told,
        inside,
        guest.disks().stream()
            .map(disk -> view(guest, disk, told, only(guest, disk, inside)))
            .toList());
  }

  /** The guest's own name of a disk is certain where it has only one. */
  private static Optional<GuestInside> only(
      Guest guest, GuestDisk disk, Reading<List<GuestInside>> inside) {
    List<GuestInside> whole =
        inside.orElse(List.of()).stream().filter(GuestInside::isWhole).toList();
    long disks = guest.disks().stream().filter(d -> d.medium() == Medium.DISK).count();
    return whole.size() == 1 && disks == 1 && disk.medium() == Medium.DISK
        ? Optional.of(whole.getFirst())
        : Optional.empty();
  }

  private GuestView.OfDisk view(
      Guest guest, GuestDisk disk, Reading<GuestCounters> told, Optional<GuestInside> inside) {
    Optional<NodeId> top =
        disk.images().stream()
            .findFirst()
            .flatMap(i -> images.of(guest, i))
            .filter(id -> stack.node(id).isDevice() || stack.node(id).kind() != Node.Kind.REMOTE);
    Reading<DiskCounters> own =
        told.then(counters ->
            counters
                .of(disk)
                .map(Reading::known)
                .orElse(Reading.absent("nobody tells what was counted of it")));
    boolean container = guest.kind() == Guest.Kind.CONTAINER;
    Reading<DiskCounters> total =
        container ? contained(sample, guest, top) : total(guest, disk, top);
    var totals = new GuestView.Both(0, own, 0, total);
    Reading<GuestView.Both> within =
        interval
            .map(i -> container ? within(i, guest, own, top) : within(i, guest, disk, top))
            .orElse(NOT_MEASURED);
    List<NodeId> backing = backing(guest, disk);
    var jobs =
        new GuestJobs(
            guest,
            disk,
            told.map(GuestCounters::jobs).orElse(List.of()),
            earlier(guest).flatMap(then -> of(then, disk)));
    String why =
        new GuestReasons(stack, guest, disk, backing, jobs).words(within, apart(guest), inside);
    return new GuestView.OfDisk(disk, backing, totals, within, why);
  }

  /** The same at the beginning of the interval. */
  private Optional<Guest> earlier(Guest guest) {
    return interval.flatMap(i ->
        i.before().guests().stream()
            .filter(then -> then.process().isPresent() && then.process().equals(guest.process()))
            .findFirst());
  }

  private static Optional<GuestDisk> of(Guest guest, GuestDisk disk) {
    return guest.disks().stream().filter(disk::is).findFirst();
  }

  /** Seconds between the readings of both sides: the guest's monitor is asked last. */
  private double apart(Guest guest) {
    return interval.map(i -> apart(i.before(), guest) + apart(sample, guest)).orElse(0.0);
  }

  private static double apart(Sample at, Guest guest) {
    long counted = at.diskstats().map(Diskstats::nanos).orElse(at.nanos());
    return at.told(guest).map(told -> Math.abs(told.nanos() - counted) / 1e9).orElse(0.0);
  }

  private List<NodeId> backing(Guest guest, GuestDisk disk) {
    var below = new LinkedHashSet<NodeId>();
    for (GuestImage image : disk.images()) {
      images.of(guest, image).ifPresent(id -> below.addAll(stack.below(id)));
    }
    return List.copyOf(below);
  }

  private Reading<DiskCounters> total(Guest guest, GuestDisk disk, Optional<NodeId> top) {
    if (top.isEmpty()) {
      return Reading.absent(elsewhere(disk));
    }
    Node node = stack.node(top.get());
    return node.isDevice()
        ? sample
            .counters(node.kernelName())
            .map(row -> sinceUp(node, HostSide.of(row)))
            .orElse(Reading.absent("the kernel does not count it"))
        : Reading.absent(
            "the kernel counts no I/O by file since the beginning: --interval shows what of it"
                + " reaches the disk"
                + moved(guest, disk));
  }

  /** Attaching another file does not set a loop device's counters back, drivers/block/loop.c. */
  private static Reading<DiskCounters> sinceUp(Node node, DiskCounters counters) {
    return node.kind() == Node.Kind.LOOP
        ? Reading.absent(
            "a loop device goes on counting when it gets another file: what it counted may be of"
                + " former ones; --interval shows what is done now")
        : Reading.known(counters);
  }

  /** All that is known of it by files, its program's and all its disks' together. */
  private String moved(Guest guest, GuestDisk disk) {
    Optional<GuestImage.Server> server =
        disk.images().stream().findFirst().flatMap(GuestImage::server);
    String who = server.map(GuestImage.Server::program).orElse("its process");
    return server
        .map(its -> its.process().pid())
        .or(guest::pid)
        .flatMap(pid -> Optional.ofNullable(sample.processes().get(pid)))
        .flatMap(process -> process.io().optional())
        .map(io ->
            "; %s read %,d and wrote %,d bytes on disks since it started, in all"
                .formatted(who, io.readBytes(), io.writeBytes()))
        .orElse("");
  }

  private static String elsewhere(GuestDisk disk) {
    return disk.images().stream()
        .findFirst()
        .map(image ->
            switch (image.place()) {
              case Place.File _, Place.Device _, Place.Descriptors _ ->
                  "it lies on no disk that can be seen here: in memory, or in mounts that do not"
                      + " lead to one";
              case Place.Remote _, Place.VhostUser _ when image.server().isPresent() ->
                  image.server().get().program()
                      + " serves it, and which file that is could not be found";
              case Place.Remote(String _, String address) when address.startsWith("unix:") ->
                  "a process of this host serves it that could not be found";
              case Place.Remote _ -> "it does not lie on this host";
              case Place.VhostUser _ -> "another process serves it";
              case Place.Other _ -> "qemu makes it itself";
            })
        .orElse("there is no medium in it");
  }

  private GuestView.Both reading(
      Reading<GuestFlow> flow, GuestDisk disk, double hostSeconds, Reading<DiskCounters> host) {
    Reading<DiskCounters> own =
        flow.then(f ->
            f.disks().stream()
                .filter(d -> d.disk().equals(disk))
                .findFirst()
                .map(GuestFlow.OfDisk::counters)
                .orElse(Reading.absent("nobody tells what was counted of it")));
    return new GuestView.Both(flow.map(GuestFlow::seconds).orElse(0.0), own, hostSeconds, host);
  }

  private Reading<GuestView.Both> within(
      Interval measured, Guest guest, GuestDisk disk, Optional<NodeId> top) {
    Reading<GuestFlow> flow = measured.guests().of(guest.name());
    if (top.isEmpty()) {
      Reading<DiskCounters> host = Reading.absent(elsewhere(disk));
      return Reading.known(reading(flow, disk, measured.ledger().seconds(), host));
    }
    Node node = stack.node(top.get());
    if (!node.isDevice()) {
      Reading<DiskCounters> host =
          file(measured.ledger(), node)
              .then(part -> alone(guest, node, part))
              .then(part -> seen(guest, part))
              .map(HostSide::of);
      return Reading.known(reading(flow, disk, measured.ledger().seconds(), host));
    }
    Reading<Flow> counted = flow(measured, node);
    double seconds = counted.map(Flow::seconds).orElse(measured.ledger().seconds());
    return Reading.known(reading(flow, disk, seconds, counted.map(HostSide::of)));
  }

  private static GuestView.Both counted(
      Interval measured, Node device, Reading<DiskCounters> guest) {
    Reading<Flow> flow = flow(measured, device);
    double seconds = flow.map(Flow::seconds).orElse(measured.ledger().seconds());
    return new GuestView.Both(0, guest, seconds, flow.map(HostSide::of));
  }

  private static Reading<Flow> flow(Interval measured, Node device) {
    return measured.ledger().devices().stream()
        .filter(d -> d.node().id().equals(device.id()))
        .findFirst()
        .map(DeviceLedger::flow)
        .orElse(Reading.absent("it is not in the books"));
  }

  private Reading<DiskCounters> contained(Sample at, Guest guest, Optional<NodeId> top) {
    return top.map(home -> ContainerIo.since(at, stack, guest, home))
        .orElse(Reading.absent("it does not lie on this host"));
  }

  /**
   * By its cgroups' figures, else by what the books say of its processes: of one that began within
   * the interval the groups may be those of another one before.
   */
  private Reading<GuestView.Both> within(
      Interval measured, Guest guest, Reading<DiskCounters> own, Optional<NodeId> top) {
    double seconds = measured.ledger().seconds();
    Reading<DiskCounters> counted =
        contained(sample, guest, top)
            .then(now ->
                earlier(guest)
                    .map(_ -> contained(measured.before(), guest, top))
                    .orElse(Reading.absent("it began within the interval"))
                    .then(now::since));
    Reading<DiskCounters> host =
        counted instanceof Reading.Known<DiskCounters> || top.isEmpty()
            ? counted
            : into(measured.ledger(), guest, top.get()).map(HostSide::of);
    return Reading.known(new GuestView.Both(0, own, seconds, host));
  }

  private Reading<EdgeFlow> into(Ledger ledger, Guest guest, NodeId home) {
    return ledger.entries().stream()
        .filter(entry -> entry.edge().lower().equals(home))
        .filter(entry -> images.node(guest).map(Node::id).equals(Optional.of(entry.edge().upper())))
        .findFirst()
        .map(EntryFlow::flow)
        .orElse(Reading.absent("it lies on no device of this host"));
  }

  /** Nobody counts by file: what it did in one that it has left may be in these figures. */
  private Reading<EdgeFlow> alone(Guest guest, Node file, EdgeFlow flow) {
    Set<OpenFile> still = files(guest);
    Optional<OpenFile> now =
        still.stream().filter(open -> open.path().equals(file.name())).findFirst();
    boolean left =
        earlier(guest).map(GuestViews::files).orElse(Set.of()).stream()
            .filter(then -> now.map(OpenFile::dev).equals(Optional.of(then.dev())))
            .anyMatch(then -> still.stream().noneMatch(n -> n.path().equals(then.path())));
    return left
        ? Reading.absent(
            "the guest had another file there at the beginning: what it did is not counted by file")
        : Reading.known(flow);
  }

  private static Set<OpenFile> files(Guest guest) {
    return Stream.concat(
            guest.disks().stream().flatMap(disk -> disk.images().stream()), guest.others().stream())
        .flatMap(image -> image.open().stream())
        .filter(open -> open.kind() == OpenFile.Kind.FILE)
        .collect(Collectors.toSet());
  }

  /** Nothing on a file's account is no 0 where the process's own I/O could not be read. */
  private Reading<EdgeFlow> seen(Guest guest, EdgeFlow flow) {
    boolean nothing = bytes(flow.reads()) == 0 && bytes(flow.writes()) == 0;
    Optional<String> hidden =
        guest
            .pid()
            .flatMap(pid -> Optional.ofNullable(sample.processes().get(pid)))
            .flatMap(process -> process.io().whyNot());
    return nothing && hidden.isPresent()
        ? Reading.absent("what its process moved could not be read (" + hidden.get() + ")")
        : Reading.known(flow);
  }

  private static long bytes(EdgeFlow.Amount amount) {
    return amount.bytesBelow();
  }

  /** What of a file's I/O reached the file system below. */
  private Reading<EdgeFlow> file(Ledger ledger, Node file) {
    List<Edge> below = new ArrayList<>(stack.lowers(file.id()));
    return ledger.entries().stream()
        .filter(entry -> below.contains(entry.edge()))
        .findFirst()
        .map(EntryFlow::flow)
        .orElse(Reading.absent("it lies on no device of this host"));
  }
}

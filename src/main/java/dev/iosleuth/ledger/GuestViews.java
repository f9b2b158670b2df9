package dev.iosleuth.ledger;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.GuestImages;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Puts what the guests counted beside what the host counted of the same disks. */
public final class GuestViews {
  private static final Reading<GuestView.Both> NOT_MEASURED =
      Reading.absent("no interval was measured");

  private final Sample sample;
  private final Stack stack;
  private final GuestImages images;
  private final Optional<Interval> interval;

  /** The books of an interval, and what the guests counted in it. */
  private record Interval(Ledger ledger, GuestFlows guests) {}

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
    var interval = new Interval(ledger, GuestFlows.between(before, after));
    return new GuestViews(after, stack, Optional.of(interval)).all();
  }

  private List<GuestView> all() {
    return sample.guests().stream().map(this::view).toList();
  }

  private GuestView view(Guest guest) {
    Reading<GuestCounters> told = sample.told(guest);
    return new GuestView(
        guest, told, guest.disks().stream().map(disk -> view(guest, disk, told)).toList());
  }

  private GuestView.OfDisk view(Guest guest, GuestDisk disk, Reading<GuestCounters> told) {
    Optional<NodeId> top = disk.images().stream().findFirst().flatMap(i -> images.of(guest, i));
    Reading<DiskCounters> own =
        told.then(counters ->
            counters
                .of(disk)
                .map(Reading::known)
                .orElse(Reading.absent("nobody tells what was counted of it")));
    var totals = new GuestView.Both(0, own, 0, total(top));
    Reading<GuestView.Both> within =
        interval.map(i -> within(i, guest, disk, top)).orElse(NOT_MEASURED);
    List<NodeId> backing = backing(guest, disk);
    String why = new GuestReasons(stack, guest, disk, backing).words(within);
    return new GuestView.OfDisk(disk, backing, totals, within, why);
  }

  private List<NodeId> backing(Guest guest, GuestDisk disk) {
    var below = new LinkedHashSet<NodeId>();
    for (GuestImage image : disk.images()) {
      images.of(guest, image).ifPresent(id -> below.addAll(stack.below(id)));
    }
    return List.copyOf(below);
  }

  private Reading<DiskCounters> total(Optional<NodeId> top) {
    if (top.isEmpty()) {
      return Reading.absent("it does not lie on this host");
    }
    Node node = stack.node(top.get());
    return node.isDevice()
        ? sample
            .counters(node.kernelName())
            .map(row -> Reading.known(HostSide.of(row)))
            .orElse(Reading.absent("the kernel does not count it"))
        : Reading.absent("I/O on a file is not counted since the beginning, only in an interval");
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
      Reading<DiskCounters> host = Reading.absent("it does not lie on this host");
      return Reading.known(reading(flow, disk, measured.ledger().seconds(), host));
    }
    Node node = stack.node(top.get());
    if (!node.isDevice()) {
      Reading<DiskCounters> host = file(measured.ledger(), node).map(HostSide::of);
      return Reading.known(reading(flow, disk, measured.ledger().seconds(), host));
    }
    Reading<Flow> counted =
        measured.ledger().devices().stream()
            .filter(device -> device.node().id().equals(node.id()))
            .findFirst()
            .map(DeviceLedger::flow)
            .orElse(Reading.absent("it is not in the books"));
    double seconds = counted.map(Flow::seconds).orElse(measured.ledger().seconds());
    return Reading.known(reading(flow, disk, seconds, counted.map(HostSide::of)));
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

package dev.iosleuth.ledger.guest;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Why a guest and its host count differently what is done on one disk, in words: by what lies
 * between the two, and by the figures of an interval where there is one.
 */
final class GuestReasons {
  /** Two counters tell of the same bytes if they differ by no more: they are read in turn. */
  private static final double ALIKE = 0.05;

  /** Times are told in words where they differ by more. */
  private static final double NOTED = 0.25;

  private static final double NOTED_MS = 0.5;

  /** Two counters that are read in turn may miss what moved between, at most so much faster. */
  private static final double BURST = 4;

  private static final Set<String> PLAIN = Set.of("raw", "luks", "");

  private static final String QUORUM = "quorum";

  private final Stack stack;
  private final Guest guest;
  private final GuestDisk disk;
  private final List<NodeId> backing;
  private final GuestJobs jobs;
  private final List<String> sentences = new ArrayList<>();

  GuestReasons(Stack stack, Guest guest, GuestDisk disk, List<NodeId> backing, GuestJobs jobs) {
    this.jobs = jobs;
    this.stack = stack;
    this.guest = guest;
    this.disk = disk;
    this.backing = backing;
  }

  /**
   * @param apart seconds between the times at which the two sides were read, at both ends
   * @param inside what the guest's own kernel counted of this disk, where it is certain which it is
   */
  String words(Reading<GuestView.Both> interval, double apart, Optional<GuestInside> inside) {
    Optional<GuestImage> top = disk.images().stream().findFirst();
    if (top.isEmpty()) {
      return "there is no medium in it";
    }
    if (guest.kind() == Guest.Kind.CONTAINER) {
      return contained(top.get());
    }
    top.get()
        .server()
        .ifPresent(server ->
            say(
                "%s (pid %d) on this host serves it, and does its I/O"
                    .formatted(server.program(), server.process().pid())));
    switch (top.get().place()) {
      case Place.Remote _ when top.get().server().isPresent() -> cache();
      case Place.Remote(String kind, String _) ->
          say("qemu reaches it itself by " + kind + ", past the block layer of this host");
      case Place.VhostUser _ when top.get().server().isPresent() -> {
        say("qemu counts nothing of it");
        cache();
      }
      case Place.VhostUser _ -> say("another process serves it: qemu counts nothing of it");
      case Place.Other _ when isNull(top.get()) ->
          say("no disk: qemu answers each request itself and keeps nothing");
      case Place.File _, Place.Device _, Place.Descriptors _, Place.Other _ -> cache();
    }
    jobs.words().forEach(this::say);
    Optional<DiskCounters> own = interval.optional().flatMap(b -> b.guest().optional());
    Optional<DiskCounters> host = interval.optional().flatMap(b -> b.host().optional());
    own.ifPresent(did ->
        inside.flatMap(i -> i.interval().optional()).ifPresent(kernel -> inside(kernel, did)));
    own.ifPresent(this::merged);
    if (own.isPresent() && host.isPresent()) {
      double seconds = interval.map(GuestView.Both::seconds).orElse(0.0);
      double skew = Math.min(1, BURST * apart / Math.max(1e-3, seconds));
      if (!counted(host.get())) {
        say(
            "the kernel counts no operations by file: those of the host are this file's share of"
                + " its disk's");
      }
      if (!jobs.any()) {
        compare("reads", own.get(), host.get(), skew, DiskCounters::reads);
        compare("writes", own.get(), host.get(), skew, DiskCounters::writes);
      }
      discards(own.get());
    }
    format();
    below();
    return String.join("; ", sentences);
  }

  /** There is one view only. */
  private String contained(GuestImage home) {
    if (home.place() instanceof Place.Remote(String kind, String _)) {
      say("it lies on another host, reached by " + kind + ": no disk of this one");
    } else {
      say("one view only: this host's kernel does its I/O and counts it by cgroup");
    }
    if (home.open().isPresent()) {
      say("it lives in a directory of a file system that is not its own");
    }
    below();
    return String.join("; ", sentences);
  }

  private void say(String sentence) {
    sentences.add(sentence);
  }

  /** What lies between the guest's own kernel and qemu. */
  private void inside(DiskCounters kernel, DiskCounters own) {
    long merged = value(kernel.reads().merged()) + value(kernel.writes().merged());
    if (merged > 0) {
      say("the guest's kernel merged %,d operations before qemu saw them".formatted(merged));
    }
    queued("read", kernel.reads(), own.reads());
    queued("write", kernel.writes(), own.writes());
  }

  private void queued(String what, Requests kernel, Requests own) {
    double felt = mean(kernel);
    double taken = mean(own);
    if (felt > taken * (1 + NOTED) && felt - taken >= NOTED_MS) {
      say(
          String.format(
              Locale.ROOT,
              "a %s takes %.1f ms inside the guest, %.1f of it from qemu on: the rest is the"
                  + " guest's own queue and processors",
              what,
              felt,
              taken));
    }
  }

  /** Milliseconds; NaN without operations. */
  private static double mean(Requests requests) {
    long ops = value(requests.operations());
    return ops > 0 && requests.nanos().optional().isPresent()
        ? value(requests.nanos()) / 1e6 / ops
        : Double.NaN;
  }

  private void cache() {
    switch (disk.settings().cache()) {
      case "none", "directsync" -> say("past the host's page cache");
      case "writeback", "" ->
          say(
              "through the host's page cache: writes reach the disk later, as pages or more; reads"
                  + " may need none");
      case "writethrough" ->
          say("through the host's page cache, each write followed by a flush; reads may need none");
      case "unsafe" ->
          say("through the host's page cache, and flushes are thrown away (cache=unsafe)");
      default -> {
        // a mode that later qemus may have
      }
    }
  }

  private void merged(DiskCounters own) {
    long merged = value(own.reads().merged()) + value(own.writes().merged());
    long ops = value(own.reads().operations()) + value(own.writes().operations());
    if (merged > 0) {
      say("qemu merged %,d of %,d operations before they went down".formatted(merged, ops));
    }
  }

  private void compare(
      String what,
      DiskCounters own,
      DiskCounters host,
      double skew,
      Function<DiskCounters, Requests> direction) {
    Requests asked = direction.apply(own);
    Requests done = direction.apply(host);
    double bytes = value(asked.bytes());
    double arrived = value(done.bytes());
    long passed = value(asked.operations()) - value(asked.merged());
    long arrivals = value(done.operations()) + value(done.merged());
    double off = Math.abs(bytes - arrived);
    double most = Math.max(bytes, arrived);
    boolean alike = off <= most * ALIKE;
    if (counted(host) && value(done.merged()) > 0) {
      say(
          "of %,d %s %,d were merged into others on the host"
              .formatted(arrivals, what, value(done.merged())));
    }
    boolean more =
        counted(host) && alike && passed > 0 && arrivals > passed * (1 + ALIKE) && isDirect();
    long flushes = what.equals("writes") ? value(own.flushes().operations()) : 0;
    if (more && arrivals <= passed + 2 * flushes) {
      say("flushes are counted as empty writes, too, on the host");
    } else if (more) {
      say("%,d %s were split into %,d".formatted(passed, what, arrivals));
    }
    if (!alike && off <= most * (ALIKE + skew)) {
      // what moved between the two readings would explain it
      return;
    }
    if (!alike && bytes > 0) {
      say(
          "%s: %s bytes for 1 of the guest's%s"
              .formatted(
                  what,
                  String.format(Locale.ROOT, "%.2f", arrived / bytes),
                  isDirect() ? "" : ", the rest is or was in the page cache"));
    }
  }

  /** A device counts operations and their time; of a file they are a share of its disk's. */
  private static boolean counted(DiskCounters host) {
    return host.writes().nanos().optional().isPresent();
  }

  private boolean isDirect() {
    String cache = disk.settings().cache();
    return cache.equals("none") || cache.equals("directsync");
  }

  private void discards(DiskCounters own) {
    if (value(own.unmaps().operations()) > 0 && disk.settings().discard().equals("ignore")) {
      say("discards end in qemu (discard=ignore)");
    }
  }

  private static boolean isNull(GuestImage image) {
    return image.place() instanceof Place.Other(String driver, String _)
        && driver.startsWith("null-");
  }

  private void format() {
    if (disk.format().equals(QUORUM)) {
      say("each write goes to all %d of its images (quorum)".formatted(disk.images().size()));
      return;
    }
    if (!PLAIN.contains(disk.format()) && !isNull(disk.images().getFirst())) {
      say(
          "the "
              + disk.format()
              + " format adds reads and writes of its own tables"
              + (disk.images().size() > 1
                  ? ", and what it does not hold is read from what it is backed by"
                  : ""));
    }
  }

  private void below() {
    for (NodeId id : backing) {
      Node node = stack.node(id);
      String name = node.name().isEmpty() ? node.kernelName() : node.name();
      switch (node.kind()) {
        case DRBD ->
            say(name + " sends each write to the other host too, and keeps a log of its own");
        case ARRAY -> {
          String level = node.attribute("level");
          if (level.equals("raid1") || level.equals("raid10")) {
            say("each write goes to every copy of " + name + " (" + level + ")");
          } else if (level.startsWith("raid4")
              || level.startsWith("raid5")
              || level.startsWith("raid6")) {
            say("each write renews the parity of " + name + " (" + level + ")");
          }
        }
        case GUEST,
            PROCESS,
            CGROUP,
            FILE,
            FILESYSTEM,
            SWAP,
            POOL,
            PARTITION,
            VOLUME,
            LOOP,
            CACHE,
            DISK,
            REMOTE,
            MEMORY,
            PATH,
            PEER -> {
          // what these add is told with the steps between them
        }
      }
    }
    boolean shared = backing.stream().limit(1).anyMatch(id -> stack.uppers(id).size() > 1);
    if (shared) {
      say("others than " + guest.name() + " have it open too");
    }
  }

  private static long value(Reading<Long> reading) {
    return reading.orElse(0L);
  }
}

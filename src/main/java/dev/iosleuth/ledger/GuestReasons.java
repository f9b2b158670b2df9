package dev.iosleuth.ledger;

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

  private static final Set<String> PLAIN = Set.of("raw", "luks", "");

  private final Stack stack;
  private final Guest guest;
  private final GuestDisk disk;
  private final List<NodeId> backing;
  private final List<String> sentences = new ArrayList<>();

  GuestReasons(Stack stack, Guest guest, GuestDisk disk, List<NodeId> backing) {
    this.stack = stack;
    this.guest = guest;
    this.disk = disk;
    this.backing = backing;
  }

  String words(Reading<GuestView.Both> interval) {
    Optional<GuestImage> top = disk.images().stream().findFirst();
    if (top.isEmpty()) {
      return "there is no medium in it";
    }
    switch (top.get().place()) {
      case Place.Remote(String kind, String _) ->
          say("qemu reaches it itself by " + kind + ", past the block layer of this host");
      case Place.VhostUser _ -> say("another process serves it: qemu counts nothing of it");
      case Place.File _, Place.Device _, Place.Descriptors _, Place.Other _ -> cache();
    }
    Optional<DiskCounters> own = interval.optional().flatMap(b -> b.guest().optional());
    Optional<DiskCounters> host = interval.optional().flatMap(b -> b.host().optional());
    own.ifPresent(this::merged);
    if (own.isPresent() && host.isPresent()) {
      double sameTime =
          interval.map(b -> b.seconds() / Math.max(1e-3, b.hostSeconds())).orElse(1.0);
      compare("reads", own.get(), host.get(), sameTime, DiskCounters::reads);
      compare("writes", own.get(), host.get(), sameTime, DiskCounters::writes);
      discards(own.get());
    }
    format();
    below();
    return String.join("; ", sentences);
  }

  private void say(String sentence) {
    sentences.add(sentence);
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
      double sameTime,
      Function<DiskCounters, Requests> direction) {
    Requests asked = direction.apply(own);
    Requests done = direction.apply(host);
    double bytes = value(asked.bytes());
    double arrived = value(done.bytes()) * sameTime;
    long passed = value(asked.operations()) - value(asked.merged());
    long arrivals = value(done.operations()) + value(done.merged());
    boolean alike = Math.abs(bytes - arrived) <= Math.max(bytes, arrived) * ALIKE;
    if (value(done.merged()) > 0) {
      say(
          "of %,d %s %,d were merged into others on the host"
              .formatted(arrivals, what, value(done.merged())));
    }
    boolean more = alike && passed > 0 && arrivals > passed * (1 + ALIKE) && isDirect();
    long flushes = what.equals("writes") ? value(own.flushes().operations()) : 0;
    if (more && arrivals <= passed + 2 * flushes) {
      say("flushes are counted as empty writes, too, on the host");
    } else if (more) {
      say("%,d %s were split into %,d".formatted(passed, what, arrivals));
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

  private boolean isDirect() {
    String cache = disk.settings().cache();
    return cache.equals("none") || cache.equals("directsync");
  }

  private void discards(DiskCounters own) {
    if (value(own.unmaps().operations()) > 0 && disk.settings().discard().equals("ignore")) {
      say("discards end in qemu (discard=ignore)");
    }
  }

  private void format() {
    if (!PLAIN.contains(disk.format())) {
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

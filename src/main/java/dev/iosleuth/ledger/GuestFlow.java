package dev.iosleuth.ledger;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import java.util.List;
import java.util.Optional;

/**
 * What a guest counted itself within an interval.
 *
 * @param seconds between the two times at which it was asked, or since it started
 */
public record GuestFlow(Guest guest, double seconds, List<OfDisk> disks) {
  private static final double NANOS_PER_MS = 1e6;

  public GuestFlow {
    disks = List.copyOf(disks);
  }

  /**
   * @param counters what the disk did
   */
  public record OfDisk(GuestDisk disk, Reading<DiskCounters> counters) {
    /** Operations of a direction; absent where they are not told. */
    Reading<Operations> operations(Direction direction) {
      return counters.then(c -> Operations.of(requests(c, direction)));
    }
  }

  /**
   * Of one direction.
   *
   * @param ops as the guest asked for them
   * @param merged of these, that went down within others
   */
  record Operations(double ops, double merged, double bytes, double ms) {
    static final Operations NOTHING = new Operations(0, 0, 0, 0);

    private static final double SECTOR = 512;

    /** A bio holds 256 pages (BIO_MAX_VECS, include/linux/bio.h): a larger operation is several. */
    private static final double BIO = 256 * 4096.0;

    private static Reading<Operations> of(DiskCounters.Requests requests) {
      return requests
          .operations()
          .map(ops ->
              new Operations(
                  (double) ops,
                  (double) requests.merged().orElse(0L),
                  (double) requests.bytes().orElse(0L),
                  requests.nanos().orElse(0L) / NANOS_PER_MS));
    }

    Operations plus(Operations other) {
      return new Operations(
          ops + other.ops, merged + other.merged, bytes + other.bytes, ms + other.ms);
    }

    /** Requests that went down. */
    double passed() {
      return Math.max(0, ops - merged);
    }

    /** Whether there are not more of them than their bytes allow. */
    boolean fit() {
      return passed() * SECTOR <= bytes;
    }

    /** As the kernel counts them. */
    double requests() {
      return Math.max(passed(), bytes / BIO);
    }
  }

  private static DiskCounters.Requests requests(DiskCounters counters, Direction direction) {
    return switch (direction) {
      case READ -> counters.reads();
      case WRITE -> counters.writes();
      case FLUSH -> counters.flushes();
      case DISCARD -> counters.unmaps();
    };
  }

  /**
   * Without the disks whose I/O its process does not do on this host: others serve them, or they
   * lie elsewhere. Those behind vhost-user qemu does not even count.
   */
  GuestFlow moved() {
    return new GuestFlow(
        guest,
        seconds,
        disks.stream()
            .filter(disk -> GuestFlows.server(disk.disk()).isEmpty())
            .filter(disk ->
                disk.disk().images().stream()
                    .limit(1)
                    .map(GuestImage::place)
                    .noneMatch(p -> p instanceof Place.Remote || p instanceof Place.VhostUser))
            .toList());
  }

  /** Without the disks of which nobody tells what they did: such as those behind vhost-user. */
  GuestFlow told(Direction direction) {
    return new GuestFlow(
        guest,
        seconds,
        disks.stream().filter(d -> d.operations(direction).optional().isPresent()).toList());
  }

  /** Of all disks; empty where one of them is not told. */
  Optional<Operations> sum(Direction direction) {
    Operations sum = Operations.NOTHING;
    for (OfDisk disk : disks) {
      Optional<Operations> its = disk.operations(direction).optional();
      if (its.isEmpty()) {
        return Optional.empty();
      }
      sum = sum.plus(its.get());
    }
    return Optional.of(sum);
  }

  /** How long its operations took, as it saw them; empty where a disk is not told. */
  public Optional<Wait> waited() {
    Optional<Operations> reads = sum(Direction.READ);
    Optional<Operations> writes = sum(Direction.WRITE);
    if (reads.isEmpty() || writes.isEmpty()) {
      return Optional.empty();
    }
    Operations flushes = sum(Direction.FLUSH).orElse(Operations.NOTHING);
    return Optional.of(
        new Wait(
            reads.get().ops(),
            reads.get().ms(),
            writes.get().ops(),
            writes.get().ms(),
            flushes.ops(),
            flushes.ms()));
  }

  /** What it asked for. */
  Optional<AccountTotal.Issued> issued() {
    return sum(Direction.READ)
        .flatMap(reads ->
            sum(Direction.WRITE)
                .map(writes ->
                    new AccountTotal.Issued(
                        reads.ops(),
                        writes.ops(),
                        Math.round(reads.bytes()),
                        Math.round(writes.bytes()))));
  }
}

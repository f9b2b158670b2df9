package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.Optional;

/**
 * How many superblocks and parts of its bitmap md wrote on a member of RAID1, and how much of what
 * it passes on was under way there at the end. The difference of bytes alone does not tell: one
 * page that is not yet written outweighs eight sectors of the bitmap that are.
 *
 * <p>But these are single sectors (drivers/md/md.c, super_1_load: sb_size; md-bitmap.c,
 * write_sb_page: the bytes of the last page), and what comes from above is whole pages: of the
 * sectors that a member counted more or less than the array, the odd ones are md's. That leaves
 * steps of eight, and the operations choose among them. Where blocks of 1 KiB are among the pages
 * the steps are of two, and what the kernel counts in flight chooses the nearest.
 */
final class BitmapWrites {
  private static final int SECTOR = 512;
  private static final int PAGE = 4096;

  /** bitmap_super_t, before the first bit (drivers/md/md-bitmap.h). */
  private static final int BITMAP_HEADER = 256;

  private final Stack stack;
  private final Flows flows;
  private final Layers layers;
  private final Copies copies;
  private final JobMembers jobs;
  private final Lag lag;
  private final FlushCommands commands;
  private final Sample sample;

  /**
   * @param late bios that the array had counted before this interval
   * @param underWay of what the array counted in it, not yet here
   */
  record Written(long writes, double late, Lag.Amount underWay) {}

  BitmapWrites(
      Stack stack,
      Flows flows,
      Layers layers,
      Copies copies,
      JobMembers jobs,
      Lag lag,
      Sample sample) {
    this.stack = stack;
    this.flows = flows;
    this.layers = layers;
    this.copies = copies;
    this.jobs = jobs;
    this.lag = lag;
    this.commands = new FlushCommands(stack, flows);
    this.sample = sample;
  }

  /**
   * Empty where sectors do not tell.
   *
   * @param claim what the array passed on to its member
   * @param io what that counted
   */
  Optional<Written> on(Claim claim, Flow.Io io) {
    Lag.Amount late =
        lag.of(claim.edge(), Direction.WRITE).map(Lag.Late::amount).orElse(new Lag.Amount(0, 0));
    if (!mirror(claim.edge())) {
      return Optional.empty();
    }
    double arrivals = io.arrivals() - claim.arrivals() - late.arrivals();
    long sectors = Math.round((io.bytes() - claim.bytes() - late.bytes()) / SECTOR);
    long step = Math.min(steps(claim), step(late.bytes()));
    long writes = sectors;
    double array = inFlight(claim.edge().upper());
    NodeId member = claim.edge().lower();
    double there = inFlight(member);
    if (sectors < 0 || array + there > 0) {
      double least = arrivals - mostEmpties(claim);
      if (step < PAGE / SECTOR && least == Double.NEGATIVE_INFINITY) {
        return Optional.empty();
      }
      writes =
          step < PAGE / SECTOR
              ? nearest(least + Math.min(array, there), sectors, step)
              : atLeast(Math.max(least, 0), sectors, step);
    }
    double open = (double) (writes - sectors) * SECTOR;
    boolean flushed = writes * commands.ofForcedWrite(member) <= commands.most(member);
    if (!flushed || open > claim.bytes()) {
      return Optional.empty();
    }
    double most = open / (step * SECTOR);
    double bios = open > 0 ? Math.clamp(writes - arrivals + claim.empties(), 1, most) : 0;
    var underWay = new Lag.Amount(bios, open);
    return Optional.of(new Written(writes, late.arrivals(), underWay));
  }

  /** The first number that leaves whole steps, not less than what the bytes are. */
  private static long atLeast(double least, long sectors, long step) {
    long from = Math.max(sectors, Math.round(Math.ceil(least)));
    return from + Math.floorMod(sectors - from, step);
  }

  private static long nearest(double wanted, long sectors, long step) {
    long above = atLeast(Math.max(0, wanted), sectors, step);
    long below = above - step;
    return below >= Math.max(0, sectors) && wanted - below < above - wanted ? below : above;
  }

  /**
   * Of what an array got. A sum of parts of pages may be whole pages by chance: where somebody's
   * writes are smaller in the mean, they are taken for blocks of 1 KiB (ext4's on small volumes).
   */
  private long steps(Claim claim) {
    boolean parts =
        layers.devicesAbove(claim.edge().upper()).stream()
            .map(edge -> flows.io(edge.upper(), Direction.WRITE))
            .anyMatch(io -> io.bytes() < PAGE * (io.arrivals() - claim.empties()));
    return Math.min(step(claim.bytes()), parts ? 2 : PAGE / SECTOR);
  }

  /** What bytes are whole multiples of, in sectors: a page at most, since all is whole pages. */
  private static long step(double bytes) {
    long sectors = Math.round(bytes / SECTOR);
    return sectors == 0 ? PAGE / SECTOR : Math.min(PAGE / SECTOR, Long.lowestOneBit(sectors));
  }

  /** Reads and writes under way at the end; those of one sample, but of other moments. */
  private double inFlight(NodeId device) {
    return flows.of(device).map(flow -> (double) flow.inFlightAfter()).orElse(0.0);
  }

  /**
   * Device mapper counts the flushes that it passes on (drivers/md/dm.c, __send_empty_flush), and
   * md does not: what else stands on an array may have sent any number.
   */
  private double mostEmpties(Claim claim) {
    NodeId array = claim.edge().upper();
    boolean counted =
        !layers.entered(array)
            && layers.devicesAbove(array).stream()
                .allMatch(edge -> stack.node(edge.upper()).kind() == Node.Kind.VOLUME);
    return counted ? claim.empties() : Double.POSITIVE_INFINITY;
  }

  /** Members that get all that the array gets, and of md's own single sectors only. */
  private boolean mirror(Edge member) {
    Node array = stack.node(member.upper());
    return member.role() == Edge.Role.COPY
        && array.kind() == Node.Kind.ARRAY
        && !copies.some(array)
        && jobs.most(member, Direction.WRITE) <= 0
        && array.attribute("metadata").startsWith("1.")
        && singleSectors(array.kernelName());
  }

  private boolean singleSectors(String name) {
    BlockDevice device = sample.topology().devices().get(name);
    boolean sectors =
        device != null && device.queue().logicalBlockBytes().equals(Reading.known((long) SECTOR));
    return sectors
        && sample
            .mdstat()
            .optional()
            .flatMap(stat -> stat.array(name))
            .filter(BitmapWrites::smallBitmap)
            .isPresent();
  }

  private static boolean smallBitmap(Mdstat.Array array) {
    if (array.bitmapChunk().isEmpty()) {
      return true;
    }
    long chunks = Math.ceilDiv(array.blocksKib() * 1024, array.bitmapChunk().getAsLong());
    return BITMAP_HEADER + Math.ceilDiv(chunks, Byte.SIZE) <= SECTOR;
  }
}

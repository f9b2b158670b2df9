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
 * steps of eight, and the operations choose among them.
 */
final class BitmapWrites {
  private static final int SECTOR = 512;
  private static final int PAGE = 4096;
  private static final int SECTORS_OF_PAGE = PAGE / SECTOR;

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
    long least = Math.max(0, sectors);
    if (sectors < 0 || underWay(claim.edge())) {
      if (!pages(claim.bytes()) || !pages(late.bytes())) {
        return Optional.empty();
      }
      least = Math.max(least, Math.round(Math.ceil(arrivals - mostEmpties(claim))));
    }
    long writes = least + Math.floorMod(sectors - least, SECTORS_OF_PAGE);
    double open = (double) (writes - sectors) * SECTOR;
    NodeId member = claim.edge().lower();
    boolean flushed = writes * commands.ofForcedWrite(member) <= commands.most(member);
    if (!flushed || open > claim.bytes()) {
      return Optional.empty();
    }
    var underWay = new Lag.Amount(bios(claim, writes - arrivals, open), open);
    return Optional.of(new Written(writes, late.arrivals(), underWay));
  }

  /** How many bios these bytes under way are: those that are missing, of a page at least. */
  private static double bios(Claim claim, double missing, double bytes) {
    return bytes > 0 ? Math.clamp(missing + claim.empties(), 1, bytes / PAGE) : 0;
  }

  /** In one file, but from other moments. */
  private boolean underWay(Edge member) {
    return inFlight(member.upper()) || inFlight(member.lower());
  }

  private boolean inFlight(NodeId device) {
    return flows.of(device).map(flow -> flow.inFlightAfter() > 0).orElse(false);
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

  private static boolean pages(double bytes) {
    return Math.round(bytes) % PAGE == 0;
  }
}

package dev.iosleuth.ledger;

import dev.iosleuth.reading.Fields;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a byte written to an array with parity costs its members, by how large the requests are:
 * whole stripes are written with their parity and nothing is read; of a part of a stripe each page
 * renews p more, for which md reads either what they replace or what else is in the row, whichever
 * is less (drivers/md/raid5.c, handle_stripe_dirtying).
 *
 * <p>Where requests begin is not known. Those of whole stripes' lengths are taken to begin with
 * one, all others anywhere. Only the ratios between writers matter, since the members' counters say
 * how much it was.
 *
 * @param data members that hold data in each stripe
 * @param parity members that hold its parity
 * @param chunk bytes of a stripe on one member
 */
record ParityCost(int data, int parity, double chunk) {
  /** By how much of a stripe a mean length may be off whole ones. */
  private static final double EXACT = 0.005;

  /** Beginnings within a stripe that are tried. */
  private static final int PLACES = 16;

  private static final Pattern CHUNK = Pattern.compile("([1-9]\\d{0,9}) (KiB|sectors)");

  /** What the members do for each byte or request of one writer. */
  private record Each(double written, double read, double requestsWritten, double requestsRead) {
    Each plus(Each other) {
      return new Each(
          written + other.written,
          read + other.read,
          requestsWritten + other.requestsWritten,
          requestsRead + other.requestsRead);
    }

    Each times(double factor) {
      return new Each(
          written * factor, read * factor, requestsWritten * factor, requestsRead * factor);
    }
  }

  /**
   * @param chunk as an array's node tells it: "64 KiB" of md, "128 sectors" of device-mapper
   * @return empty where that is not known
   */
  static Optional<ParityCost> of(int members, int parity, String chunk) {
    Matcher matcher = CHUNK.matcher(chunk);
    OptionalLong number = matcher.matches() ? Fields.parse(matcher.group(1)) : OptionalLong.empty();
    if (members <= parity || number.isEmpty()) {
      return Optional.empty();
    }
    double unit = matcher.group(2).equals("KiB") ? 1024 : 512;
    return Optional.of(
        new ParityCost(members - parity, parity, (double) number.getAsLong() * unit));
  }

  /**
   * The writers' shares with what they cost the members instead of what they asked for; as they are
   * where nobody costs anything (whole stripes read nothing).
   */
  List<Share> of(List<Share> writers, Direction direction) {
    List<Share> cost = writers.stream().map(share -> cost(share, direction)).toList();
    return cost.stream().mapToDouble(Share::bytes).sum() > 0 ? cost : writers;
  }

  private Share cost(Share share, Direction direction) {
    double requests = share.arrivals() - share.empties();
    if (requests <= 0 || share.bytes() <= 0) {
      return share;
    }
    Each each = each(share.bytes() / requests);
    boolean read = direction == Direction.READ;
    double done = requests * (read ? each.requestsRead() : each.requestsWritten());
    return new Share(
        share.account(),
        share.basis(),
        share.via(),
        done,
        done + (read ? 0 : share.empties()),
        share.bytes() * (read ? each.read() : each.written()),
        share.empties());
  }

  /**
   * @param size bytes of a request
   */
  private Each each(double size) {
    double stripe = chunk * data;
    if (size >= stripe && size % stripe < stripe * EXACT) {
      return parts(size, size, 0);
    }
    var sum = new Each(0, 0, 0, 0);
    for (int i = 0; i < PLACES; i++) {
      double head = Math.min(size, stripe * (i + 0.5) / PLACES);
      double whole = Math.floor((size - head) / stripe) * stripe;
      sum = sum.plus(parts(size, whole, head)).plus(parts(size, 0, size - head - whole));
    }
    return sum.times(1.0 / PLACES);
  }

  /**
   * @param size of the request whose parts they are
   * @param whole bytes of whole stripes
   * @param rest bytes within one more
   */
  private Each parts(double size, double whole, double rest) {
    // pages of a row that are written, on average
    double pages = Math.max(1, rest / chunk);
    double renewed = pages + parity;
    double needed = Math.max(0, Math.min(renewed, data - pages));
    return new Each(
        (whole * (data + parity) / data + rest * renewed / pages) / size,
        rest * needed / pages / size,
        (whole > 0 ? data + parity : 0) + (rest > 0 ? Math.ceil(renewed) : 0),
        rest > 0 ? Math.ceil(needed) : 0);
  }
}

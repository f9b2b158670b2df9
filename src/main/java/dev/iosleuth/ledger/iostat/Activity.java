package dev.iosleuth.ledger.iostat;

import dev.iosleuth.kernel.iostat.Figure;
import dev.iosleuth.kernel.iostat.Row;

/**
 * What one row says, whatever columns its layout had. NaN is what it does not say.
 *
 * @param transfers requests a second
 * @param kib read and written a second
 * @param readKib a second
 * @param writtenKib a second
 * @param waits mean of a request, ms; svctm is not used for anything
 */
public record Activity(
    double reads,
    double writes,
    double transfers,
    double kib,
    double readKib,
    double writtenKib,
    double waits,
    double queue,
    double busy) {
  private static final Figure[] REQUESTS = {
    Figure.READS_PER_SECOND, Figure.WRITES_PER_SECOND, Figure.DISCARDS_PER_SECOND
  };
  private static final Figure[] WRITTEN = {
    Figure.WRITE_KIB_PER_SECOND, Figure.WRITE_AND_DISCARD_KIB_PER_SECOND
  };
  private static final Figure[] MOVED = {
    Figure.READ_KIB_PER_SECOND, Figure.WRITE_KIB_PER_SECOND, Figure.WRITE_AND_DISCARD_KIB_PER_SECOND
  };
  private static final Figure[] WAITED = {
    Figure.READS_PER_SECOND,
    Figure.WRITES_PER_SECOND,
    Figure.DISCARDS_PER_SECOND,
    Figure.FLUSHES_PER_SECOND,
    Figure.READ_WAIT_MS,
    Figure.WRITE_WAIT_MS,
    Figure.DISCARD_WAIT_MS,
    Figure.FLUSH_WAIT_MS
  };

  public static Activity of(Row row) {
    double reads = row.figure(Figure.READS_PER_SECOND);
    double writes = row.figure(Figure.WRITES_PER_SECOND);
    double discards = row.figure(Figure.DISCARDS_PER_SECOND);
    double flushes = row.figure(Figure.FLUSHES_PER_SECOND);
    double told = row.figure(Figure.TRANSFERS_PER_SECOND);
    double all = row.anyBelowZero(REQUESTS) ? Double.NaN : sum(sum(reads, writes), discards);
    return new Activity(
        reads,
        writes,
        Double.isNaN(told) ? all : told,
        kib(row),
        row.figure(Figure.READ_KIB_PER_SECOND),
        row.anyBelowZero(WRITTEN)
            ? Double.NaN
            : sum(
                row.figure(Figure.WRITE_KIB_PER_SECOND),
                row.figure(Figure.WRITE_AND_DISCARD_KIB_PER_SECOND)),
        waits(row, reads, writes, discards, flushes, Double.isNaN(told) ? sum(all, flushes) : told),
        row.figure(Figure.QUEUE),
        row.figure(Figure.UTIL_PERCENT));
  }

  /** Nothing of each that is told. */
  Activity idle() {
    return new Activity(
        nothing(reads),
        nothing(writes),
        nothing(transfers),
        nothing(kib),
        nothing(readKib),
        nothing(writtenKib),
        Double.NaN,
        nothing(queue),
        nothing(busy));
  }

  private static double nothing(double told) {
    return Double.isNaN(told) ? Double.NaN : 0;
  }

  private static double kib(Row row) {
    double kib =
        sum(row.figure(Figure.READ_KIB_PER_SECOND), row.figure(Figure.WRITE_KIB_PER_SECOND));
    double together = row.figure(Figure.WRITE_AND_DISCARD_KIB_PER_SECOND);
    double all = row.anyBelowZero(MOVED) ? Double.NaN : sum(kib, together);
    return Double.isNaN(all) ? row.figure(Figure.KIB_PER_SECOND) : all;
  }

  /** The mean of all, as printed or of its parts; of no requests there is none. */
  private static double waits(
      Row row, double reads, double writes, double discards, double flushes, double requests) {
    double printed = row.figure(Figure.WAIT_MS);
    if (!Double.isNaN(printed)) {
      return requests > 0 || printed > 0 ? printed : Double.NaN;
    }
    if (Double.isNaN(requests) && row.layout().has(Figure.READ_KIB)) {
      // counters without the time between them: how many there were, instead of how many a second
      double read = row.figure(Figure.READ_KIB) / row.figure(Figure.READ_SIZE_KIB);
      double written = row.figure(Figure.WRITE_KIB) / row.figure(Figure.WRITE_SIZE_KIB);
      return mean(row, read, written, Double.NaN, Double.NaN, sum(read, written));
    }
    return mean(row, reads, writes, discards, flushes, requests);
  }

  private static double mean(
      Row row, double reads, double writes, double discards, double flushes, double requests) {
    double time = part(reads, row.figure(Figure.READ_WAIT_MS));
    time += part(writes, row.figure(Figure.WRITE_WAIT_MS));
    time += part(discards, row.figure(Figure.DISCARD_WAIT_MS));
    time += part(flushes, row.figure(Figure.FLUSH_WAIT_MS));
    boolean told = row.layout().has(Figure.READ_WAIT_MS) && !row.anyBelowZero(WAITED);
    return told && requests > 0 ? time / requests : Double.NaN;
  }

  private static double part(double requests, double wait) {
    return Double.isNaN(requests) || Double.isNaN(wait) ? 0 : requests * wait;
  }

  /** Of what is told; NaN where neither is. */
  private static double sum(double one, double other) {
    if (Double.isNaN(one)) {
      return other;
    }
    return Double.isNaN(other) ? one : one + other;
  }
}

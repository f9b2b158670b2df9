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
 * @param waits mean of a read, write or discard, ms: of those that transfers count. A write that
 *     waits for a flush has that in its own time; svctm is not used for anything
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

  /** With the request's own time of each. */
  private static final Figure[][] WAITS = {
    {Figure.READS_PER_SECOND, Figure.READ_WAIT_MS},
    {Figure.WRITES_PER_SECOND, Figure.WRITE_WAIT_MS},
    {Figure.DISCARDS_PER_SECOND, Figure.DISCARD_WAIT_MS},
  };

  public static Activity of(Row row) {
    double told = row.figure(Figure.TRANSFERS_PER_SECOND);
    double all = sum(row, REQUESTS);
    double moved = sum(row, MOVED);
    return new Activity(
        row.figure(Figure.READS_PER_SECOND),
        row.figure(Figure.WRITES_PER_SECOND),
        Double.isNaN(told) ? all : told,
        Double.isNaN(moved) ? row.figure(Figure.KIB_PER_SECOND) : moved,
        row.figure(Figure.READ_KIB_PER_SECOND),
        sum(row, WRITTEN),
        waits(row, told, all),
        row.figure(Figure.QUEUE),
        row.figure(Figure.UTIL_PERCENT));
  }

  /** The mean of all, as printed or of its parts; of no requests there is none. */
  private static double waits(Row row, double told, double all) {
    double printed = row.figure(Figure.WAIT_MS);
    double requests = Double.isNaN(told) ? all : told;
    if (!Double.isNaN(printed)) {
      return requests > 0 || printed > 0 ? printed : Double.NaN;
    }
    if (!row.layout().has(Figure.READ_WAIT_MS)) {
      return Double.NaN;
    }
    if (Double.isNaN(requests) && row.layout().has(Figure.READ_KIB)) {
      // counters without the time between them: how many there were, instead of how many a second
      double read = count(row, Figure.READ_KIB, Figure.READ_SIZE_KIB);
      double written = count(row, Figure.WRITE_KIB, Figure.WRITE_SIZE_KIB);
      double time = time(read, row.figure(Figure.READ_WAIT_MS));
      return (time + time(written, row.figure(Figure.WRITE_WAIT_MS))) / (read + written);
    }
    return mean(row, requests);
  }

  private static double count(Row row, Figure kib, Figure each) {
    double all = row.figure(kib);
    return all == 0 ? 0 : all / row.figure(each);
  }

  private static double mean(Row row, double requests) {
    double time = 0;
    for (Figure[] part : WAITS) {
      double of = row.figure(part[0]);
      if (!Double.isNaN(of) || !untold(row, part[0])) {
        time += time(of, row.figure(part[1]));
      }
    }
    return requests > 0 ? time / requests : Double.NaN;
  }

  /** Of no requests it is none, whatever their mean is printed as. */
  private static double time(double requests, double wait) {
    return requests == 0 ? 0 : requests * wait;
  }

  /** Of those that are told; NaN where that is none, or one of them is damaged. */
  private static double sum(Row row, Figure[] parts) {
    double sum = 0;
    boolean any = false;
    for (Figure part : parts) {
      double value = row.figure(part);
      if (!Double.isNaN(value)) {
        sum += value;
        any = true;
      } else if (!untold(row, part)) {
        return value;
      }
    }
    return any ? sum : Double.NaN;
  }

  /** Whether the tool does not tell it: what is damaged or cannot be is told, and not known. */
  private static boolean untold(Row row, Figure figure) {
    return !row.layout().mayHave(figure)
        || (row.whole() && Double.isNaN(row.figure(figure)) && !row.anyImpossible(figure));
  }
}

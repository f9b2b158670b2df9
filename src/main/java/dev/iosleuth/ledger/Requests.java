package dev.iosleuth.ledger;

import dev.iosleuth.sample.OpenFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations of those who share what entered at a device: by the calls that they made where those
 * are known to have been for it, else by bytes.
 */
final class Requests {
  private static final double SECTOR = 512;

  /** A bio holds 256 pages (BIO_MAX_VECS, include/linux/bio.h): a larger call is several. */
  private static final double BIO = 256 * 4096.0;

  /** Calls were for the disk if they moved what the disk counted, within this part. */
  private static final double ALIKE = 0.05;

  private Requests() {}

  /**
   * What direct calls asked for; NaN where calls on pipes, sockets or event counters are among
   * them, or none was counted (fs/aio.c, io_uring).
   *
   * @param chars bytes that the calls moved
   * @param bytes that came from disks or went there
   */
  static double of(long calls, long chars, double bytes, List<OpenFile> files) {
    boolean signals = files.stream().anyMatch(f -> f.path().contains("[eventfd]"));
    boolean alike = Math.abs((double) chars - bytes) <= bytes * ALIKE;
    boolean whole = calls > 0 && calls * SECTOR <= bytes;
    return alike && whole && !signals ? Math.max((double) calls, bytes / BIO) : Double.NaN;
  }

  /**
   * @param taken bytes by payer
   * @return arrivals by payer, which add up to the pool's
   */
  static Map<Claimant.Payer, Double> of(Pool pool, Map<Claimant.Payer, Double> taken) {
    double bytes = taken.values().stream().mapToDouble(Double::doubleValue).sum();
    double asked = 0;
    double others = 0;
    for (Map.Entry<Claimant.Payer, Double> one : taken.entrySet()) {
      asked += pool.asked(one.getKey()).requests();
      others += one.getValue() * pool.untold(one.getKey());
    }
    double rest = Math.min(Math.max(0, pool.arrivals() - asked), others / SECTOR);
    boolean byBytes = asked <= 0 || (others > 0 && asked >= pool.arrivals());
    double shareOfOthers = others;
    double shareOfAsked = asked;
    var arrivals = new HashMap<Claimant.Payer, Double>();
    taken.forEach((payer, amount) -> {
      double part;
      if (byBytes) {
        part = bytes > 0 ? pool.arrivals() * amount / bytes : pool.arrivals() / taken.size();
      } else {
        double untold = amount * pool.untold(payer);
        part =
            (pool.arrivals() - rest) * pool.asked(payer).requests() / shareOfAsked
                + (shareOfOthers > 0 ? rest * untold / shareOfOthers : 0);
      }
      arrivals.put(payer, part);
    });
    return arrivals;
  }
}

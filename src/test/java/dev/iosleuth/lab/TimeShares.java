package dev.iosleuth.lab;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shares of device time, of the ledger beside those by blktrace's times: of each direct load and of
 * each job of md, whose process the trace names, and of all the others together. Flushes are on
 * whoever flushed, which the trace does not tell: they are left out of the ledger's.
 */
record TimeShares(List<Line> lines) {
  /** Checks, resyncs and recoveries. */
  private static final Pattern JOB = Pattern.compile("(md\\d+)_resync");

  /** Part of the time below which nobody counts as at work. */
  private static final double LEAST = 0.01;

  TimeShares {
    lines = List.copyOf(lines);
  }

  /**
   * @param truth of all device time, 0 to 1
   */
  record Line(String name, double truth, double told) {
    double pointsOff() {
      return Math.abs(truth - told) * 100;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-12s by blktrace %5.1f %%, by the ledger %5.1f %%",
          name,
          truth * 100,
          told * 100);
    }
  }

  static TimeShares of(Truth truth, Ledger ledger, DeviceTime time) {
    var lines = new ArrayList<Line>();
    double traced = 0;
    double told = 0;
    double all = Math.max(1e-9, ms(truth, ledger, _ -> true));
    for (Load load : truth.loads()) {
      if (load.how() == Load.How.DIRECT) {
        double own = ms(truth, ledger, posting -> load.answersTo(posting.account())) / all;
        double share = time.share(load.name());
        lines.add(new Line(load.name(), share, own));
        traced += share;
        told += own;
      }
    }
    for (String thread : time.nanos().keySet()) {
      Matcher matcher = JOB.matcher(thread);
      if (matcher.matches()) {
        double own = ms(truth, ledger, posting -> isJob(posting, matcher.group(1))) / all;
        lines.add(new Line(thread, time.share(thread), own));
        traced += time.share(thread);
        told += own;
      }
    }
    lines.add(new Line("others", 1 - traced, 1 - told));
    return new TimeShares(lines);
  }

  private static boolean isJob(Posting posting, String array) {
    return posting.account().kind() == Account.Kind.JOB
        && posting.account().name().startsWith(array + " ")
        && !posting.account().name().endsWith(" superblock and bitmap");
  }

  /** Of what direct loads moved at the disks in each interval by blktrace, what is on them. */
  static Share bytes(Run run) {
    double right = 0;
    double all = 0;
    for (int i = 0; i < run.eachTime().size(); i++) {
      Ledger ledger = run.each().get(i);
      for (Load load : run.truth().loads()) {
        if (load.how() == Load.How.DIRECT) {
          double traced = run.eachTime().get(i).bytes(load.name());
          right += Math.min(traced, onAccount(run.truth(), ledger, load));
          all += traced;
        }
      }
    }
    return new Share(Math.round(right), Math.round(all));
  }

  private static double onAccount(Truth truth, Ledger ledger, Load load) {
    return ledger.devices().stream()
        .filter(device -> ledger.sums(device) && truth.moves(device))
        .flatMap(device -> device.postings().stream())
        .filter(posting -> posting.direction() != Direction.FLUSH)
        .filter(posting -> load.answersTo(posting.account()))
        .mapToDouble(Posting::bytes)
        .sum();
  }

  /** Whether any of those that the trace names was at work: else there is nothing to tell apart. */
  boolean tell() {
    return lines.getLast().truth() < 1 - LEAST;
  }

  /** Whether the three largest are the same, in the same order. */
  boolean sameOrder() {
    return order(Line::truth).equals(order(Line::told));
  }

  private List<String> order(ToDoubleFunction<Line> share) {
    return lines.stream()
        .sorted(Comparator.comparingDouble(share).reversed())
        .limit(3)
        .map(Line::name)
        .toList();
  }

  private static double ms(Truth truth, Ledger ledger, Predicate<Posting> which) {
    return ledger.devices().stream()
        .filter(device -> ledger.sums(device) && truth.moves(device))
        .map(DeviceLedger::postings)
        .flatMap(List::stream)
        .filter(posting -> posting.direction() != Direction.FLUSH && which.test(posting))
        .mapToDouble(Posting::deviceMs)
        .sum();
  }
}

package dev.iosleuth.lab;

import dev.iosleuth.lab.Load.How;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Balance;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How much of the truth a ledger told.
 *
 * @param bytes that each kind of load issued, on an account that names it
 * @param arrivals operations of direct loads
 * @param leaves bytes at the disks, where it is known how many copies there are
 * @param replicas bytes that the other node's guests caused here, by their names
 * @param unexplainedBytes of all that the disks moved; right is what is unexplained
 * @param words on each load
 */
record Score(
    List<Balance.Difference> differences,
    Map<How, Share> bytes,
    Share arrivals,
    Share leaves,
    Share replicas,
    Share unexplainedBytes,
    Share unexplainedOps,
    List<String> missingJobs,
    List<String> words) {
  private static final double ARRIVALS = 0.95;
  private static final double REPLICAS = 0.99;
  private static final double UNEXPLAINED_BYTES = 0.02;
  private static final double UNEXPLAINED_OPS = 0.05;

  static double least(How how) {
    return switch (how) {
      case DIRECT -> 0.99;
      case BUFFERED -> 0.95;
      case BUFFERED_V1 -> 0.80;
    };
  }

  static Score of(Truth truth, Ledger ledger) {
    var bytes = new EnumMap<How, Share>(How.class);
    var words = new ArrayList<String>();
    Share arrivals = Share.NONE;
    Share leaves = Share.NONE;
    for (Load load : truth.loads()) {
      Told told = Told.of(load, ledger, truth);
      Share ops = told.arrivals(load, truth.pieces().getOrDefault(load.name(), 1));
      Share own = told.bytes(load, truth.copies().get(load.name()));
      bytes.merge(load.how(), own, Share::plus);
      arrivals = arrivals.plus(ops);
      Share below = told.leaves(load, truth.copies().get(load.name()));
      leaves = leaves.plus(below);
      words.add(line(load, told, own, ops, below));
    }
    Share replicas = Share.NONE;
    for (Truth.Replica replica : truth.replicas()) {
      long told = told(replica, ledger);
      long truly = replica.bytes() * truth.replicated();
      replicas = replicas.plus(Share.strict(truly, told));
      words.add(
          String.format(
              Locale.ROOT, "%-12s replica     written %,d of %,d B", replica.name(), told, truly));
    }
    return new Score(
        Balance.of(ledger).differences(),
        bytes,
        arrivals,
        leaves,
        replicas,
        unexplained(ledger, true),
        unexplained(ledger, false),
        missing(truth, ledger),
        words);
  }

  /** It was issued elsewhere: here are only the disks. */
  private static long told(Truth.Replica replica, Ledger ledger) {
    return ledger.accounts().stream()
        .filter(total ->
            total.account().kind() == Account.Kind.REPLICA
                && total.account().name().equals(replica.name()))
        .mapToLong(AccountTotal::writeBytes)
        .sum();
  }

  /** What is wrong, in words; empty if the ledger told the truth. */
  List<String> complaints() {
    var complaints = new ArrayList<String>();
    differences.forEach(d -> complaints.add("does not balance: " + d));
    bytes.forEach((how, share) -> {
      if (share.of() < least(how)) {
        complaints.add(percent("bytes of " + how.word() + " loads on their accounts", share));
      }
    });
    if (arrivals.of() < ARRIVALS) {
      complaints.add(percent("operations on their accounts", arrivals));
    }
    if (leaves.of() < least(weakest())) {
      complaints.add(percent("bytes of the disks on their accounts", leaves));
    }
    if (replicas.of() < REPLICAS) {
      complaints.add(percent("bytes of the other node's guests by their names", replicas));
    }
    if (unexplainedBytes.total() > 0 && unexplainedBytes.of() > UNEXPLAINED_BYTES) {
      complaints.add(percent("unexplained bytes", unexplainedBytes));
    }
    if (unexplainedOps.total() > 0 && unexplainedOps.of() > UNEXPLAINED_OPS) {
      complaints.add(percent("unexplained operations", unexplainedOps));
    }
    missingJobs.forEach(job -> complaints.add("not named: " + job));
    return complaints;
  }

  private How weakest() {
    return bytes.keySet().stream().reduce(How.DIRECT, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  static String percent(String what, Share share) {
    return String.format(Locale.ROOT, "%s: %.2f %%", what, share.of() * 100);
  }

  private static Share unexplained(Ledger ledger, boolean bytes) {
    long all = 0;
    long nobodys = 0;
    for (DeviceLedger device : ledger.devices()) {
      for (Posting posting : device.postings()) {
        long amount = bytes ? posting.bytes() : posting.ops();
        all += amount;
        nobodys += posting.account().kind() == Account.Kind.UNEXPLAINED ? amount : 0;
      }
    }
    return new Share(nobodys, all);
  }

  private static List<String> missing(Truth truth, Ledger ledger) {
    return truth.jobs().stream()
        .filter(job ->
            ledger.accounts().stream()
                .map(AccountTotal::account)
                .noneMatch(account ->
                    account.kind() == Account.Kind.JOB
                        && job.stream().allMatch(account.name()::contains)))
        .map(job -> String.join(" ", job))
        .toList();
  }

  private static String line(Load load, Told told, Share own, Share ops, Share below) {
    return String.format(
        Locale.ROOT,
        "%-12s %-11s read %,d of %,d B  written %,d of %,d B  bytes %.2f %%  operations %.2f %%"
            + "  leaves %.2f %%",
        load.name(),
        load.how().word(),
        told.readBytes(),
        load.readBytes(),
        told.writeBytes(),
        load.writeBytes(),
        own.of() * 100,
        ops.of() * 100,
        below.of() * 100);
  }

  /** What the ledger told of the accounts that answer to one load. */
  private record Told(
      long readBytes,
      long writeBytes,
      double readOps,
      double writeOps,
      long leafReads,
      long leafWrites) {
    static Told of(Load load, Ledger ledger, Truth truth) {
      Told told = new Told(0, 0, 0, 0, 0, 0);
      for (AccountTotal total : ledger.accounts()) {
        if (load.answersTo(total.account())) {
          told = told.plus(load, total, ledger, truth);
        }
      }
      return told;
    }

    private Told plus(Load load, AccountTotal total, Ledger ledger, Truth truth) {
      AccountTotal.Issued issued = total.issued();
      List<Posting> own = postings(ledger, truth::moves, total.account());
      // pages of its own program are no part of a load (blktrace: 16 KiB of qemu's, `nested`, 215);
      // a guest's own counters are without them, a process's are not
      List<Posting> code = postings(ledger, disk -> !truth.moves(disk), total.account());
      return new Told(
          readBytes
              + without(
                  (double) issued.readBytes(),
                  (double) load.readBytes(),
                  sum(code, Direction.READ, Posting::bytes)),
          writeBytes + issued.writeBytes(),
          readOps
              + without(
                  issued.readOps(),
                  (double) load.readOps(),
                  sum(code, Direction.READ, Posting::arrivals)),
          writeOps + issued.writeOps(),
          leafReads + sum(own, Direction.READ, Posting::bytes),
          leafWrites + sum(own, Direction.WRITE, Posting::bytes));
    }

    /** As far as there is more than the load counted itself. */
    private static long without(double told, double counted, long code) {
      return Math.round(told - Math.clamp(told - counted, 0, (double) code));
    }

    private static List<Posting> postings(
        Ledger ledger, Predicate<DeviceLedger> disks, Account account) {
      return ledger.devices().stream()
          .filter(device -> ledger.sums(device) && disks.test(device))
          .flatMap(device -> device.postings().stream())
          .filter(posting -> posting.account().equals(account))
          .toList();
    }

    private static long sum(
        List<Posting> postings, Direction direction, ToLongFunction<Posting> figure) {
      return postings.stream()
          .filter(posting -> posting.direction() == direction)
          .mapToLong(figure)
          .sum();
    }

    Share bytes(Load load, Truth.@Nullable Copies copies) {
      double most = copies == null ? 1 : Math.max(1, copies.writes().orElse(1));
      // a file system that copies sends all of them: more than all is not this load's
      long written =
          load.how() == How.DIRECT
              ? load.writeBytes()
              : Math.clamp(writeBytes, load.writeBytes(), Math.round(load.writeBytes() * most));
      return Share.strict(load.readBytes(), readBytes).plus(Share.strict(written, writeBytes));
    }

    /** dm counts an empty flush as a write, md does not: both are the truth. */
    Share arrivals(Load load, int pieces) {
      if (load.how() != How.DIRECT) {
        return Share.NONE;
      }
      long writes = Math.round(writeOps);
      long truth =
          Math.clamp(writes, load.writeOps() * pieces, load.writeOps() * pieces + load.syncs());
      return Share.strict(load.readOps() * pieces, Math.round(readOps))
          .plus(Share.strict(truth, writes));
    }

    Share leaves(Load load, Truth.@Nullable Copies copies) {
      if (copies == null) {
        return Share.NONE;
      }
      return below(copies.reads(), load.readBytes(), leafReads)
          .plus(below(copies.writes(), load.writeBytes(), leafWrites));
    }

    private static Share below(OptionalDouble copies, long truth, long told) {
      if (copies.isEmpty()) {
        return Share.NONE;
      }
      return Share.strict(Math.round(truth * copies.getAsDouble()), told);
    }
  }
}

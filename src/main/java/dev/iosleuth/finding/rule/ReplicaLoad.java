package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/** What guests that run on the other node cost the disks here. */
final class ReplicaLoad implements Rule {
  private static final int MOST_NAMES = 3;

  private static final Threshold PART =
      new Threshold(
          "part of what the disk did",
          10,
          "%",
          "chosen: a tenth of a disk's work for guests that do not run here is worth knowing");
  private static final Threshold WEIGHT =
      new Threshold(
          "share of a disk's time",
          30,
          "%",
          "chosen: a disk that has more room than that beside them has it for all: a note only");

  @Override
  public About about() {
    return new About(
        "replica-load",
        "the other node's guests use the disks here",
        "With DRBD each write of a guest is done twice: on the node where it runs and on its peer."
            + " On the peer no process shows it, since it comes over the network.",
        "The ledger posts at least "
            + Words.percent(PART.value())
            + " of a disk's busy time on guests that run elsewhere; a warning from "
            + Words.percent(WEIGHT.value())
            + " of the whole time on.",
        About.Sort.CAUSE,
        List.of(Need.BOOKS),
        List.of(PART, WEIGHT));
  }

  @Override
  public Verdict examine(Case given) {
    if (given.ledger().whyNot().isPresent()) {
      return Verdict.couldNotTell(given.ledger().whyNot().get());
    }
    return given.each(given.disks(), device -> look(given, device));
  }

  private static boolean isReplica(Account account) {
    return account.kind() == Account.Kind.REPLICA;
  }

  private Reading<Optional<Finding>> look(Case given, Device device) {
    double percent = HostSources.percent(given, device, p -> isReplica(p.account()));
    double busy = HostSources.percent(given, device, _ -> true);
    if (percent <= 0 || percent < busy * PART.value() / 100) {
      return Verdict.none();
    }
    List<Account> replicas =
        given.books(device).map(DeviceLedger::postings).orElse(List.of()).stream()
            .map(Posting::account)
            .filter(ReplicaLoad::isReplica)
            .distinct()
            .sorted((one, two) -> Double.compare(of(given, device, two), of(given, device, one)))
            .toList();
    Finding.Draft draft =
        Finding.of(this, Subject.of(device))
            .says(
                Words.percent(100 * percent / busy)
                    + " of what "
                    + device.label()
                    + " did was for guests of another node, most to "
                    + replicas.getFirst().name())
            .costs(Cost.time(device.name(), percent / 100))
            .severity(percent < WEIGHT.value() ? Severity.NOTE : Severity.WARNING)
            .sure(Confidence.HIGH);
    for (Account replica : replicas.stream().limit(MOST_NAMES).toList()) {
      draft.evidence("time on " + replica.name(), HostSources.time(replica, device), "%");
    }
    return draft
        .act("iosleuth ledger --from NODE1.rec --from NODE2.rec  # both sides of each guest")
        .act("run the guest where its writes hurt least, or replicate it elsewhere")
        .check("iosleuth explain --rule replica-load")
        .in(given)
        .map(Optional::of);
  }

  private static double of(Case given, Device device, Account account) {
    return HostSources.percent(given, device, p -> p.account().equals(account));
  }
}

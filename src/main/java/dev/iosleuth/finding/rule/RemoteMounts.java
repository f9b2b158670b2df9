package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.Mountstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mounts of NFS that take no more: requests wait here for a slot, or all of them for the server.
 */
final class RemoteMounts {
  private static final String PATH = "proc/self/mountstats";

  static final Threshold UNDER_WAY =
      new Threshold(
          "reads and writes of a mount under way",
          4,
          "requests",
          "Little's law; chosen: with four at any moment programs wait for the mount all the time");
  static final Threshold QUEUED =
      new Threshold(
          "part of their time before they are sent",
          50,
          "%",
          "nfsiostat(8), avg queue: they wait for a free slot or for the connection; chosen: half");

  private final NetworkLimit rule;
  private final Case given;

  RemoteMounts(NetworkLimit rule, Case given) {
    this.rule = rule;
    this.given = given;
  }

  private static Reading<Mountstats> mounts(Sample sample) {
    return sample.system().mounts();
  }

  /** None where the first or the last sample has none of them. */
  List<Reading<Optional<Finding>>> looks() {
    List<Mountstats.Mount> mounts =
        given.last().then(RemoteMounts::mounts).map(Mountstats::mounts).orElse(List.of());
    var looks = new ArrayList<Reading<Optional<Finding>>>();
    for (Mountstats.Mount mount : mounts) {
      looks.add(look(mount));
    }
    return looks;
  }

  private static Map<String, Long> figures(Mountstats stats) {
    var figures = new HashMap<String, Long>();
    for (Mountstats.Mount mount : stats.mounts()) {
      mount
          .operations()
          .forEach((name, operation) -> {
            figures.put(key(mount, name, "count"), operation.count());
            figures.put(key(mount, name, "queued_ms"), operation.queuedMs());
            figures.put(key(mount, name, "whole_ms"), operation.wholeMs());
          });
    }
    return figures;
  }

  private static String key(Mountstats.Mount mount, String operation, String figure) {
    return mount.point() + " " + operation + "." + figure;
  }

  /** Of reads and writes together. */
  private static Source grown(Mountstats.Mount mount, String figure) {
    return one(mount, "READ", figure).plus(one(mount, "WRITE", figure));
  }

  private static Source one(Mountstats.Mount mount, String operation, String figure) {
    return HostSources.growth(
        PATH, key(mount, operation, figure), s -> mounts(s).map(RemoteMounts::figures));
  }

  private Reading<Optional<Finding>> look(Mountstats.Mount mount) {
    Source whole = grown(mount, "whole_ms");
    Source underWay = whole.over(HostSources.seconds().times(1000));
    Source queued = grown(mount, "queued_ms").over(whole).times(100);
    Source each = whole.over(grown(mount, "count"));
    return underWay
        .amount(given)
        .then(requests ->
            requests < UNDER_WAY.value() ? Verdict.none() : full(mount, underWay, queued, each));
  }

  private Reading<Optional<Finding>> full(
      Mountstats.Mount mount, Source underWay, Source queued, Source each) {
    boolean here = queued.amount(given).orElse(0.0) >= QUEUED.value();
    double ms = each.amount(given).orElse(0.0);
    return Finding.of(rule, new Subject("filesystem", mount.point()))
        .says(
            mount.point()
                + " ("
                + mount.device()
                + ") is at its limit: "
                + Words.figure(underWay.amount(given).orElse(0.0))
                + " reads and writes under way, "
                + Words.ms(ms)
                + " each, "
                + (here
                    ? "most of it before they are sent"
                    : "most of it until the server answers"))
        .evidence(UNDER_WAY.name(), underWay, UNDER_WAY)
        .evidence(QUEUED.name(), queued, QUEUED)
        .evidence("time of one", each, "ms")
        .costs(Cost.latency("", ms, "who uses " + mount.point()))
        .severity(here ? Severity.WARNING : Severity.NOTE)
        .sure(Confidence.MEDIUM)
        .or(
            here
                ? "the link to the server is full: see its interface"
                : "many programs that ask for much at once, of a server that is well")
        .act(
            here
                ? "mount it with nconnect=4 (Linux 5.3) or more slots (sunrpc.tcp_slot_table_entries)"
                : "look at the server: its disks, its threads (nfsd), and the network between")
        .check("nfsiostat 5 " + Shell.quote(mount.point()))
        .in(given)
        .map(Optional::of);
  }
}

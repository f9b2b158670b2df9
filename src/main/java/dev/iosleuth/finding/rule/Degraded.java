package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality.MdArray;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.Topology;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An array that lacks a member, a DRBD device without its peer or its disk, a pool not online. */
final class Degraded implements Rule {
  private static final Threshold MISSING =
      new Threshold(
          "missing members",
          1,
          "",
          "Documentation/admin-guide/md.rst, degraded: members that are missing or not in sync");

  private static final Set<String> CONNECTED =
      Set.of(
          "Connected",
          "Established",
          "SyncSource",
          "SyncTarget",
          "VerifyS",
          "VerifyT",
          "PausedSyncS",
          "PausedSyncT",
          "Ahead",
          "Behind");

  @Override
  public About about() {
    return new About(
        "degraded",
        "a copy is missing",
        "An array runs without one of its members, or DRBD without its peer or its own disk: the"
            + " next failure loses data, reads have fewer disks to choose from, and of RAID 5 and 6"
            + " each read of the missing member is computed from all others.",
        "md says so (degraded, [2/1], [U_], a faulty member); DRBD's disk is not UpToDate or its"
            + " peer is not connected; a ZFS pool is not ONLINE.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(MISSING));
  }

  @Override
  public List<Input> inputs() {
    return List.of(Reads.MDSTAT);
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    arrays(given, sample, collected);
    drbd(given, sample, collected);
    for (Topology.ZfsPool pool : sample.topology().pools()) {
      collected.add(pool(given, pool));
    }
    Lacking.disks(sample)
        .filter(_ -> sample.mdstat().optional().isEmpty())
        .ifPresent(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  private void arrays(Case given, Sample sample, Verdict.Collected collected) {
    Reading<Mdstat> mdstat = sample.mdstat();
    boolean none =
        mdstat instanceof Reading.Absent<Mdstat>(String why) && why.startsWith("no such");
    if (!none && mdstat.optional().isEmpty()) {
      collected.add(Verdict.untold("/proc/mdstat: " + mdstat.whyNot().orElse("?")));
    }
    mdstat
        .optional()
        .filter(known -> !known.damaged().isEmpty())
        .ifPresent(known ->
            collected.add(
                Verdict.untold(
                    "/proc/mdstat: an array was not understood: "
                        + known.damaged().getFirst().where())));
    for (Mdstat.Array array : mdstat.map(Mdstat::arrays).orElse(List.of())) {
      collected.add(array(given, array));
    }
    UntoldArrays.unread(given).values().forEach(why -> collected.add(Verdict.untold(why)));
    UntoldArrays.redundant(sample).forEach(array -> collected.add(array(given, array)));
  }

  /** By sysfs, where mdstat is not there. */
  private Reading<Optional<Finding>> array(Case given, BlockDevice array) {
    Reading<Long> missing = missing(array);
    if (!(missing instanceof Reading.Known<Long>(Long members))) {
      return Verdict.untold(array.name() + ": md/degraded: " + missing.whyNot().orElse("?"));
    }
    if (members < MISSING.value()) {
      return Verdict.none();
    }
    String what = members == 1 ? " lacks a member" : " lacks " + members + " members";
    Source source =
        HostSources.file(
            "sys/block/" + array.name() + "/md/degraded",
            sample ->
                sample
                    .topology()
                    .device(array.name())
                    .map(Degraded::missing)
                    .orElse(Reading.absent("no such device")));
    return advise(given, Finding.of(this, new Subject("device", array.name())), array.name())
        .says(array.name() + what)
        .evidence("missing members", source, MISSING)
        .in(given)
        .map(Optional::of);
  }

  private static Reading<Long> missing(BlockDevice array) {
    return UntoldArrays.array(array)
        .map(MdArray::degraded)
        .orElse(Reading.absent("it is no array"));
  }

  private static Finding.Draft advise(Case given, Finding.Draft draft, String array) {
    draft.severity(Severity.CRITICAL).sure(Confidence.HIGH);
    LostMember.of(given, array).advise(given, draft, Shell.quote("/dev/" + array));
    return draft.check("cat /proc/mdstat");
  }

  /**
   * Members that were found and make no array: others are missing, or are of another state. A
   * container of a controller's own metadata is never active (md(4), external metadata).
   */
  private Reading<Optional<Finding>> stopped(Case given, Mdstat.Array array) {
    if (array.metadata().startsWith("external") || array.members().isEmpty()) {
      return Verdict.none();
    }
    List<String> members = array.members().stream().map(Mdstat.Member::device).toList();
    String device = Shell.quote("/dev/" + array.name());
    String disks =
        members.stream().map(name -> Shell.quote("/dev/" + name)).collect(Collectors.joining(" "));
    Source found =
        HostSources.amount(
            Sources.call("mdstat", array.name(), "members"),
            sample ->
                sample
                    .mdstat()
                    .then(stat ->
                        stat.array(array.name())
                            .map(one -> Reading.known((double) one.members().size()))
                            .orElse(Reading.absent("no such array"))));
    return Finding.of(this, new Subject("device", array.name()))
        .says(
            array.name()
                + " does not run: "
                + String.join(", ", members)
                + (members.size() == 1 ? " belongs" : " belong")
                + " to an array of which too little was found")
        .evidence("members found", found, "")
        .severity(Severity.WARNING)
        .sure(Confidence.HIGH)
        .or("a disk of another host, or of an array that was given up: its superblock is left")
        .act("mdadm --examine " + disks + "  # which array, how many members, and their states")
        .act("mdadm --run " + device + "  # starts it without those that are lost")
        .check("cat /proc/mdstat")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> array(Case given, Mdstat.Array array) {
    if (!array.active()) {
      return stopped(given, array);
    }
    int missing = array.raidDisks() - array.working();
    Optional<Long> other =
        given.last().optional().flatMap(sample -> UntoldArrays.otherMissing(sample, array));
    if (missing < MISSING.value()) {
      return other.isEmpty()
          ? Verdict.none()
          : Verdict.untold(
              array.name()
                  + ": all members by /proc/mdstat, and "
                  + other.get()
                  + " missing by md/degraded: one of the two is damaged, or of another moment");
    }
    String rebuilding =
        array
            .job()
            .filter(job -> job.action() == Mdstat.Action.RECOVERY)
            .map(job -> job.running() ? "; a recovery is running" : "; a recovery waits")
            .orElse("");
    Finding.Draft draft =
        advise(given, Finding.of(this, new Subject("device", array.name())), array.name());
    other.ifPresent(count ->
        draft
            .or(
                "another number: md/degraded says "
                    + count
                    + ", which contradicts /proc/mdstat: one of the two is damaged, or of another"
                    + " moment")
            .sure(Confidence.MEDIUM));
    return draft
        .says(
            array.name()
                + " ("
                + array.level()
                + ") works with "
                + array.working()
                + " of "
                + array.raidDisks()
                + " members"
                + rebuilding)
        .evidence("missing members", missing(array.name()), MISSING)
        .in(given)
        .map(Optional::of);
  }

  private static Source missing(String array) {
    return HostSources.amount(
        Sources.call("mdstat", array, "missing"),
        sample ->
            sample
                .mdstat()
                .then(stat ->
                    stat.array(array)
                        .map(found -> Reading.known((double) found.raidDisks() - found.working()))
                        .orElse(Reading.absent("no such array"))));
  }

  private void drbd(Case given, Sample sample, Verdict.Collected collected) {
    for (DrbdResource resource : sample.drbd()) {
      collected.add(disk(given, resource));
      for (DrbdResource.Peer peer : resource.peers()) {
        collected.add(peer(given, resource, peer));
      }
    }
    for (BlockDevice device : sample.topology().devices().values()) {
      boolean known =
          device.personality() instanceof BlockDevice.Personality.Drbd(int minor)
              && sample.drbd().stream().noneMatch(r -> r.minor() == minor);
      if (known && device.sizeSectors().orElse(0L) > 0) {
        collected.add(Verdict.untold("nothing tells the state of " + device.name()));
      }
    }
  }

  private Reading<Optional<Finding>> disk(Case given, DrbdResource resource) {
    String disk = resource.disk();
    String name = SyncWork.name(resource);
    if (disk.equals("DUnknown") && resource.role().equals("Unknown")) {
      return Verdict.untold("nothing tells the state of " + name);
    }
    boolean client = disk.equals("Diskless") && resource.dataDevice().isEmpty();
    if (disk.equals("UpToDate") || client || disk.equals("Attaching")) {
      return Verdict.none();
    }
    return Finding.of(this, new Subject("device", "drbd" + resource.minor()))
        .says("DRBD " + name + ": the disk here is " + disk + ", only the other side has all data")
        .evidence("state of the disk", state(resource, "disk", r -> r.disk()), "")
        .severity(Severity.CRITICAL)
        .sure(Confidence.HIGH)
        .act("drbdadm status " + Shell.quote(name))
        .act("dmesg | grep -i drbd  # why the disk was given up")
        .check("drbdadm dstate " + Shell.quote(name))
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> peer(
      Case given, DrbdResource resource, DrbdResource.Peer peer) {
    boolean connected = CONNECTED.contains(peer.connection());
    boolean copied =
        peer.disk().equals("UpToDate") || peer.disk().equals("Diskless") || isSyncing(peer);
    if (connected && copied) {
      return Verdict.none();
    }
    String name = SyncWork.name(resource);
    String who = peer.name().isEmpty() ? "the other node" : peer.name();
    String what =
        connected
            ? "the disk of " + who + " is " + peer.disk()
            : "no connection to " + who + " (" + peer.connection() + ")";
    return Finding.of(this, new Subject("device", "drbd" + resource.minor()))
        .says("DRBD " + name + ": " + what + ", there is one good copy only")
        .evidence(
            "state of the connection",
            state(resource, "connection", r -> r.peers().getFirst().connection()),
            "")
        .severity(Severity.CRITICAL)
        .sure(Confidence.HIGH)
        .or("the other node is down for maintenance, which somebody knows of")
        .act("drbdadm status " + Shell.quote(name))
        .act("drbdadm connect " + Shell.quote(name) + "  # where it is StandAlone on both sides")
        .check("drbdadm cstate " + Shell.quote(name))
        .in(given)
        .map(Optional::of);
  }

  private static boolean isSyncing(DrbdResource.Peer peer) {
    return peer.replication().startsWith("Sync") || peer.replication().startsWith("PausedSync");
  }

  private static Source state(
      DrbdResource resource, String what, Function<DrbdResource, String> word) {
    int minor = resource.minor();
    return HostSources.word(
        Sources.call("drbd", "drbd" + minor, what),
        sample ->
            sample.drbd().stream()
                .filter(r -> r.minor() == minor)
                .findFirst()
                .map(r -> Reading.known(word.apply(r)))
                .orElse(Reading.absent("no such device")));
  }

  private Reading<Optional<Finding>> pool(Case given, Topology.ZfsPool pool) {
    if (pool.state().equals("ONLINE")) {
      return Verdict.none();
    }
    return Finding.of(this, new Subject("pool", pool.name()))
        .says("the ZFS pool " + pool.name() + " is " + pool.state())
        .evidence(
            "state of the pool",
            HostSources.word(
                Sources.call("zpool", pool.name(), "state"),
                sample ->
                    sample.topology().pools().stream()
                        .filter(p -> p.name().equals(pool.name()))
                        .findFirst()
                        .map(p -> Reading.known(p.state()))
                        .orElse(Reading.absent("no such pool"))),
            "")
        .severity(Severity.CRITICAL)
        .sure(Confidence.HIGH)
        .act("zpool status -v " + Shell.quote(pool.name()))
        .check("zpool status -x")
        .in(given)
        .map(Optional::of);
  }
}

package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.member;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.process;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.sample.BlockDevice.MdMember;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.TestingSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Hosts with one array, md5, of whole disks; a database and a scanner use it. */
final class TestingArrays {
  static final String ARRAY = "md5";
  private static final OpenFile OPEN = block("/dev/" + ARRAY, 9, 5);

  private TestingArrays() {}

  /** All members in sync. */
  static TestingSamples over(String level, String... disks) {
    var members = new ArrayList<MdMember>();
    for (String disk : disks) {
      members.add(member(disk, "in_sync", Integer.toString(members.size())));
    }
    return over(level, 0, members);
  }

  static TestingSamples over(String level, long degraded, List<MdMember> members) {
    TestingSamples host =
        TestingSamples.host("h")
            .process(process(10, "db"))
            .process(process(11, "scan"))
            .with(md(ARRAY, level, degraded, members));
    members.forEach(member -> host.with(disk(member.device())));
    return host;
  }

  static TestingSamples writing(TestingSamples host, long kib) {
    return host.process(mover(10, "db", 0, kib, OPEN));
  }

  static TestingSamples reading(TestingSamples host, long kib) {
    return host.process(mover(11, "scan", kib, 0, OPEN));
  }

  /** Five seconds in which nothing but the array's job did anything, and came so far. */
  static Ledger during(
      TestingSamples host, Mdstat.Array array, Mdstat.Action action, long kib, Counted... counted) {
    return during(host, _ -> {}, array, action, kib, counted);
  }

  /** Five seconds in which the array's job came so far, with what else changed in them. */
  static Ledger during(
      TestingSamples host,
      Consumer<TestingSamples> change,
      Mdstat.Array array,
      Mdstat.Action action,
      long kib,
      Counted... counted) {
    host.mdstat(running(array, action, 0));
    return interval(host, h -> change.accept(h.mdstat(running(array, action, kib))), counted);
  }

  static Mdstat.Array running(Mdstat.Array a, Mdstat.Action action, long kib) {
    var job = new Mdstat.Job(action, "running", kib, 1_000_000, 2000, "1min");
    return array(a.level(), a.raidDisks(), a.near(), a.far(), Optional.of(job));
  }

  static Mdstat.Array array(String level, int disks) {
    return array(level, disks, Optional.empty());
  }

  static Mdstat.Array array(String level, int disks, Optional<Mdstat.Job> job) {
    return array(level, disks, 1, 1, job);
  }

  /** RAID10 in near x far copies. */
  static Mdstat.Array copied(int disks, int near, int far) {
    return array("raid10", disks, near, far, Optional.empty());
  }

  private static Mdstat.Array array(
      String level, int disks, int near, int far, Optional<Mdstat.Job> job) {
    return new Mdstat.Array(
        ARRAY,
        true,
        false,
        level,
        List.of(),
        "1.2",
        1_000_000,
        64,
        near,
        far,
        disks,
        disks,
        "U".repeat(disks),
        OptionalLong.of(64 << 20),
        job);
  }

  static Optional<Mdstat.Job> delayed(Mdstat.Action action) {
    return Optional.of(new Mdstat.Job(action, "DELAYED", 0, 0, 0, ""));
  }
}

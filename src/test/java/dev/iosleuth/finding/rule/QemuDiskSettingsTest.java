package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.finding.TestingCases.found;
import static dev.iosleuth.finding.TestingCases.log;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.drbdVolume;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.kernel.sys.Queue;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuDiskSettingsTest {
  private final Rule rule = new QemuDiskSettings();

  private static ProcessSample qemu(String... arguments) {
    Stream<String> all =
        Stream.concat(Stream.of("qemu-system-x86_64", "-name", "web1"), Arrays.stream(arguments));
    return process(10, "qemu-system-x86", all.toArray(String[]::new));
  }

  private static Case guest(String drive, OpenFile... files) {
    var qemu = qemu("-drive", drive);
    return configuration(
        TestingSamples.host("node1")
            .with(disk("sda").dev(8, 0))
            .process(files.length == 0 ? qemu : with(qemu, files))
            .build());
  }

  private static OpenFile block(String path, DevNo dev, boolean direct) {
    return new OpenFile(path, OpenFile.Kind.BLOCK, Optional.of(dev), true, direct, -1);
  }

  private static OpenFile image(boolean direct) {
    return block("/dev/sda", new DevNo(8, 0), direct);
  }

  @Test
  void flushesThatAreThrownAwayAreCritical() {
    Finding finding =
        one(rule, guest("file=/dev/sda,format=raw,if=virtio,cache=unsafe", image(false)));
    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(finding.summary()).contains("a power cut loses");
    assertThat(finding.subject().name()).isEqualTo("web1");
  }

  /** What is written to it is meant to be lost: qemu itself then throws flushes away. */
  @Test
  void aDiskThatEndsWithTheGuestHasNothingToLose() {
    clear(rule, guest("file=/dev/sda,format=raw,if=virtio,cache=unsafe,snapshot=on", image(false)));
  }

  @Test
  void thePageCacheIsANote() {
    Finding finding = one(rule, guest("file=/dev/sda,format=raw,if=virtio", image(false)));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(finding.summary()).contains("flushes are kept");
  }

  @Test
  void aFlushAfterEachWriteIsOne() {
    assertThat(
            found(
                rule, guest("file=/dev/sda,format=raw,if=virtio,cache=writethrough", image(false))))
        .extracting(Finding::severity)
        .containsExactly(Severity.WARNING);
  }

  @Test
  void pastThePageCacheIsWell() {
    clear(rule, guest("file=/dev/sda,format=raw,if=virtio,cache=none", image(true)));
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    assertThat(untold(rule, configuration(host.build()))).contains("no process");
    clear(rule, configuration(host.process(process(7, "init")).build()));
  }

  private static TestingSamples drbdHost(String... more) {
    Stream<String> arguments =
        Stream.concat(
            Stream.of("-drive", "file=/dev/drbd0,format=raw,if=virtio"), Arrays.stream(more));
    return TestingSamples.host("node1")
        .with(disk("sda"), drbd(0, "sda"))
        .drbd(drbdVolume(0, "r0", "Primary", Optional.of("sda"), Optional.empty()))
        .process(
            with(
                qemu(arguments.toArray(String[]::new)),
                block("/dev/drbd0", new DevNo(147, 0), false)));
  }

  private static Case onDrbd(String... more) {
    return configuration(drbdHost(more).build());
  }

  @Test
  void oldVersionsKeepWhatIsOutOfDateWhereTwoHostsShareADisk() {
    String version =
        "{\"return\": {\"qemu\": {\"micro\": 1, \"minor\": 8, \"major\": 2}}, \"id\":"
            + " \"query-version\"}";
    Finding finding = one(rule, configuration(drbdHost().describes(10, version).build()));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.summary()).contains("its qemu (2.8) does not empty that of the host");
  }

  @Test
  void newVersionsAreSafeToMigrate() {
    assertThat(one(rule, onDrbd("-machine", "pc-q35-7.2,accel=kvm")).summary())
        .endsWith("; migration is safe with qemu 7.2 or newer");
    // a machine type says no more than which qemu is the oldest that knows it
    assertThat(one(rule, onDrbd("-machine", "pc-i440fx-2.8")).summary())
        .endsWith("; migration is safe from qemu 3.0 on only");
    assertThat(one(rule, onDrbd()).summary()).endsWith("; migration is safe from qemu 3.0 on only");
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, a migration has to copy its image",
    "ocfs2, keeps all hosts' caches alike",
    "nfs4, safe from qemu 3.0 on only"
  })
  void whatAFileLiesOnDecidesOfMigration(String type, String words) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    DevNo dev = type.equals("nfs4") ? new DevNo(0, 45) : new DevNo(8, 0);
    host.mount(dev, "/", "/srv", type, "/dev/sda", "rw");
    host.process(
        with(
            qemu("-drive", "file=/srv/a.img,format=raw,if=virtio"),
            new OpenFile("/srv/a.img", OpenFile.Kind.FILE, Optional.of(dev), true, false, 20)));
    assertThat(one(rule, configuration(host.build())).summary()).contains(words);
  }

  @Test
  void qemuReadsRemoteDisksPastThePageCache() {
    clear(rule, guest("file=rbd:rbd/vm1,format=raw,if=virtio,cache=writeback"));
  }

  private static DiskCounters counted(long ops, long merged) {
    return counted(ops, merged, 0);
  }

  private static DiskCounters counted(long ops, long merged, long unmapped) {
    Requests writes =
        new Requests(
            Reading.known(ops),
            Reading.known(ops * 4096),
            Reading.known(merged),
            Reading.known(ops * 1_000_000),
            Reading.known(0L),
            Reading.known(0L));
    Requests none = DiskCounters.ZERO.reads();
    Requests unmaps =
        new Requests(
            Reading.known(unmapped == 0 ? 0 : 1L),
            Reading.known(unmapped),
            Reading.known(0L),
            Reading.known(0L),
            Reading.known(0L),
            Reading.known(0L));
    return new DiskCounters("d0", "q0", "", none, writes, none, unmaps, Reading.known(0L));
  }

  private static TestingSamples watchedHost(String drive) {
    return TestingSamples.host("node1")
        .with(disk("sda").dev(8, 0))
        .process(
            with(
                qemu(
                    "-object",
                    "iothread,id=t0",
                    "-drive",
                    "file=/dev/sda,id=d0,if=none,cache=none," + drive,
                    "-device",
                    "virtio-blk-pci,drive=d0,id=q0,iothread=t0"),
                image(true)));
  }

  /** Ten seconds of a guest that writes so often, and keeps its disk busy for so long. */
  private static Case watched(String drive, long ops, long merged, long busyMs) {
    TestingSamples host = watchedHost(drive);
    Sample first = host.told(10, counted(0, 0)).build();
    return samples(
        first,
        host.later(10)
            .told(10, counted(ops, merged))
            .counters("sda", io(0, 0, 0, 0), io(ops, 0, ops * 8, busyMs))
            .build());
  }

  @Test
  void aLimitThatIsReachedHoldsItUp() {
    String limit = "format=raw,aio=native,throttling.iops-total=100";
    Finding finding = one(rule, watched(limit, 1000, 0, 100));
    assertThat(finding.summary()).startsWith("web1/q0 is held up by qemu's own limit (iops-total)");
    assertThat(amount(finding, "what the guest's disk got, of its limit")).isEqualTo(100);
    clear(rule, watched(limit, 900, 0, 100));
    clear(rule, watched(limit, 1000, 100, 100));
  }

  /** As query-block tells it: 0 where there is none. */
  private static String told(long iops, long most) {
    return ("{\"return\": [{\"device\": \"d0\", \"qdev\": \"q0\","
            + " \"removable\": false, \"inserted\": {\"node-name\": \"#block1\", \"drv\": \"raw\","
            + " \"file\": \"/dev/sda\", \"ro\": false, \"iops\": %d, \"iops_max\": %d, \"cache\":"
            + " {\"writeback\": true, \"direct\": true, \"no-flush\": false}}}],"
            + " \"id\": \"query-block\"}")
        .formatted(iops, most);
  }

  /** Ten seconds of a guest that got so many, and whose limit was so much at either end. */
  private static Case limited(String drive, String first, String last, long ops) {
    TestingSamples host = watchedHost("format=raw,aio=native" + drive);
    Sample before = host.told(10, counted(0, 0)).describes(10, first).build();
    return samples(before, host.later(10).told(10, counted(ops, 0)).describes(10, last).build());
  }

  @Test
  void aLimitThatWasSetMeanwhileCountsAndNotTheCommandLines() {
    Finding finding = one(rule, limited("", told(100, 0), told(100, 0), 1000));
    assertThat(amount(finding, "its limit")).isEqualTo(100);
    // taken away by block_set_io_throttle
    clear(rule, limited(",throttling.iops-total=100", told(0, 0), told(0, 0), 1000));
    assertThat(untold(rule, limited("", told(500, 0), told(100, 0), 1000)))
        .isEqualTo("web1/q0: its limit (iops-total) was changed meanwhile");
  }

  @Test
  void aBurstThatIsAllowedIsNoLimitReached() {
    clear(rule, limited("", told(100, 1000), told(100, 1000), 5000));
    one(rule, limited("", told(100, 1000), told(100, 1000), 1000));
  }

  private static Queue discards(String most) {
    return Queue.parse(name ->
        name.equals("discard_max_bytes")
            ? Reading.known(Text.of(name, most + "\n"))
            : Reading.absent("no such file"));
  }

  /** A guest that gave so much back. */
  private static Case trimmed(String drive, String discardMax, long bytes) {
    TestingSamples host = watchedHost("format=raw,aio=native" + drive);
    return configuration(
        host.with(disk("sda").dev(8, 0).queue(discards(discardMax)))
            .told(10, counted(0, 0, bytes))
            .build());
  }

  @Test
  void whatTheGuestGivesBackIsThrownAway() {
    long gib = 1L << 30;
    Finding finding = one(rule, trimmed("", "2147450880", 5 * gib));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(finding.summary())
        .isEqualTo(
            "web1/q0: qemu throws away what the guest gives back (discard=ignore): 5,120 MiB since"
                + " it started, and sda below, which takes discards, gets none");
    assertThat(amount(finding, "given back by the guest since it started")).isEqualTo(5120);
    one(rule, trimmed(",discard=ignore", "2147450880", 5 * gib));
    clear(rule, trimmed(",discard=unmap", "2147450880", 5 * gib));
    clear(rule, trimmed(",discard=on", "2147450880", 5 * gib));
    clear(rule, trimmed("", "2147450880", gib / 2));
    clear(rule, trimmed("", "0", 5 * gib));
  }

  @Test
  void whetherItGivesAnythingBackIsForItsMonitorToTell() {
    TestingSamples host = watchedHost("format=raw,aio=native");
    host.with(disk("sda").dev(8, 0).queue(discards("512")));
    assertThat(untold(rule, configuration(host.build())))
        .startsWith("web1/q0: whether the guest gives space back: ");
  }

  @Test
  void anIdleDiskOfABusyGuestIsNotBusy() {
    TestingSamples host =
        TestingSamples.host("node1")
            .with(disk("sda").dev(8, 0), disk("sdb").dev(8, 16))
            .process(
                with(
                    qemu(
                        "-object",
                        "iothread,id=t0",
                        "-drive",
                        "file=/dev/sda,format=raw,id=d0,if=none,cache=none,aio=native",
                        "-device",
                        "virtio-blk-pci,drive=d0,id=q0,iothread=t0",
                        "-drive",
                        "file=/dev/sdb,format=raw,id=d1,if=none,cache=none,aio=native",
                        "-device",
                        "virtio-blk-pci,drive=d1,id=q1"),
                    image(true),
                    block("/dev/sdb", new DevNo(8, 16), true)));
    Sample first = host.build();
    host.later(10).counters("sda", io(0, 0, 0, 0), io(1000, 0, 8000, 6000));
    clear(rule, samples(first, host.build()));
    host.counters("sdb", io(0, 0, 0, 0), io(1000, 0, 8000, 6000));
    assertThat(one(rule, samples(first, host.build())).summary())
        .isEqualTo(
            "web1/q1 is busy and has no iothread: it shares one thread with all other devices of"
                + " its guest");
  }

  @Test
  void aBusyDiskWantsToBeAskedDirectly() {
    assertThat(one(rule, watched("format=raw,aio=threads", 1000, 0, 6000)).summary())
        .contains("by a pool of threads");
    assertThat(one(rule, watched("format=qcow2,aio=native", 1000, 0, 6000)).summary())
        .contains("is an image of the format qcow2");
    clear(rule, watched("format=raw,aio=native", 1000, 0, 6000));
    clear(rule, watched("format=qcow2,aio=threads", 1000, 0, 100));
  }

  @Test
  void whatWasOnlyAskedForIsLessCertain() {
    assertThat(one(rule, guest("file=/dev/sda,format=raw,if=virtio,cache=unsafe")).confidence())
        .isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void aDiskOfWhichNothingIsToldCannotBeTold() {
    assertThat(untold(rule, guest("file=/dev/sda,format=raw,if=virtio"))).contains("web1/");
    assertThat(untold(rule, log(TestingRules.LOG))).contains("recording");
  }
}

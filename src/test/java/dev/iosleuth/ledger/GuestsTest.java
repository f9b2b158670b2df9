package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.in;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.ledger.guest.GuestInside;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests and their own counters in the books. */
class GuestsTest {
  private static final String IMAGE = "/img/";

  private static OpenFile image(String name, boolean direct) {
    return new OpenFile(
        IMAGE + name, OpenFile.Kind.FILE, Optional.of(new DevNo(8, 0)), true, direct, -1);
  }

  private static ProcessSample guest(int pid, String name, long writtenKib, boolean direct) {
    return guest(pid, name, "", writtenKib, direct);
  }

  static ProcessSample guest(
      int pid, String name, String options, long writtenKib, boolean direct) {
    return with(
        moved(
            process(
                pid,
                "qemu-system-x86",
                "qemu-system-x86_64",
                "-name",
                name,
                "-drive",
                "file=" + IMAGE + name + ",id=d0,if=none" + options,
                "-device",
                "virtio-blk-pci,drive=d0,id=q0"),
            0,
            writtenKib * KIB),
        image(name, direct));
  }

  private static Requests requests(long ops, long kib, long merged, long ms) {
    return new Requests(
        Reading.known(ops),
        Reading.known(kib * KIB),
        Reading.known(merged),
        Reading.known(ms * 1_000_000),
        Reading.known(0L),
        Reading.known(0L));
  }

  static DiskCounters wrote(long ops, long kib, long merged, long ms) {
    return wrote("/machine/peripheral/q0/virtio-backend", ops, kib, merged, ms);
  }

  private static DiskCounters wrote(String qdev, long ops, long kib, long merged, long ms) {
    Requests none = requests(0, 0, 0, 0);
    return new DiskCounters(
        "d0", qdev, "#block1", none, requests(ops, kib, merged, ms), none, none, Reading.known(0L));
  }

  private static TestingSamples host() {
    return TestingSamples.host("h").with(disk("sda")).mount("sda", "/img", "ext4");
  }

  /** A pid file and a log, on a disk to which somebody else writes. */
  @Test
  void whatItHasOpenBesideItsDisksGetsNothing() {
    TestingSamples host = host().with(disk("sdb")).mount("sdb", "/run", "ext4");
    ProcessSample before = guest(10, "web", 0, false);
    ProcessSample after = guest(10, "web", 4000, false);
    OpenFile[] open = {image("web", false), file("/run/web", 8, 16)};
    OpenFile log = file("/run/log", 8, 16);
    Ledger ledger =
        TestingBooks.interval(
            host.process(with(before, open)),
            h -> h.process(with(after, open)).process(TestingBooks.mover(12, "cp", 0, 3000, log)),
            device("sda").writes(100, 0, 4000),
            device("sdb").writes(100, 0, 6000));
    assertThat(TestingBooks.kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda web", 4000L, "sdb cp", 3000L, "sdb /run", 3000L));
  }

  private static TestingSamples twoGuests() {
    return host()
        .process(guest(10, "small", 0, true))
        .process(guest(11, "large", 0, true))
        .told(10, wrote(1000, 5000, 0, 0))
        .told(11, wrote(7, 7000, 0, 0));
  }

  private static void twoMoved(TestingSamples host) {
    host.later(5)
        .process(guest(10, "small", 3200, true))
        .process(guest(11, "large", 10_240, true))
        .told(10, wrote(1000 + 1000, 5000 + 3200, 200, 4000))
        .told(11, wrote(7 + 40, 7000 + 10_240, 0, 800))
        .later(-5);
  }

  /** 1,000 writes, 200 of them merged by qemu, beside 40 of 256 KiB: bytes would say 200 to 640. */
  @Test
  void operationsOfGuestsDecideHowArrivalsAreShared() {
    Ledger ledger =
        interval(twoGuests(), GuestsTest::twoMoved, device("sda").writes(840, 0, 13_440));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda small", 800L, "sda large", 40L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda small", 3200L, "sda large", 10_240L));
  }

  /**
   * Asked an eighth of the interval later: as many to a KiB. Unless a format makes others of them.
   */
  @ParameterizedTest
  @CsvSource({"raw, 800, 40", "qcow2, 200, 640"})
  void monitorsThatAreAskedLaterTellHowLargeOperationsAre(String format, long small, long large) {
    TestingSamples host =
        host()
            .process(guest(10, "small", ",format=" + format, 0, true))
            .process(guest(11, "large", ",format=" + format, 0, true))
            .told(10, wrote(1000, 5000, 0, 0))
            .told(11, wrote(7, 7000, 0, 0));
    Ledger ledger =
        interval(
            host,
            h ->
                h.later(5)
                    .process(guest(10, "small", ",format=" + format, 3200, true))
                    .process(guest(11, "large", ",format=" + format, 10_240, true))
                    .told(10, wrote(1000 + 900, 5000 + 3600, 0, 4000))
                    .told(11, wrote(7 + 45, 7000 + 11_520, 0, 800))
                    .later(-5),
            device("sda").writes(840, 0, 13_440));
    assertThat(ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda small", small, "sda large", large));
  }

  /** What is told at the end only is since it started: no figure of this interval. */
  @Test
  void whoToldAtOneEndOnlyIsGuessedAndThatIsSaid() {
    TestingSamples host =
        host()
            .process(guest(10, "small", 0, true))
            .process(guest(11, "large", 0, true))
            .told(10, Reading.absent("its monitor did not answer within 50 ms"))
            .told(11, wrote(7, 7000, 0, 0));
    Ledger ledger = interval(host, GuestsTest::twoMoved, device("sda").writes(840, 0, 13_440));

    assertThat(ledger.notes())
        .filteredOn(
            note -> note.kind() == Note.Kind.GAP && note.text().contains("its own counters"))
        .singleElement()
        .isEqualTo(
            new Note(
                Note.Kind.GAP,
                "small",
                "its own counters are not known at the beginning (its monitor did not answer"
                    + " within 50 ms): its operations are a share by bytes of what the disk did,"
                    + " not what it counted"));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda small", 3200L, "sda large", 10_240L));
    assertThat(ledger.devices().getFirst().postings())
        .filteredOn(p -> p.account().name().equals("small"))
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.basis()).isEqualTo(Basis.APPORTIONED));
    assertThat(ledger.accounts())
        .filteredOn(a -> a.account().name().equals("small"))
        .singleElement()
        .satisfies(a -> assertThat(a.issued().writeOps()).isNotEqualTo(2000.0));
  }

  @Test
  void whoToldAtBothEndsOrDidNothingIsNoGap() {
    Ledger told = interval(twoGuests(), GuestsTest::twoMoved, device("sda").writes(840, 0, 13_440));
    assertThat(told.notes()).noneMatch(note -> note.text().contains("its own counters"));
    TestingSamples idle =
        host().process(guest(10, "idle", 0, true)).told(10, Reading.absent("silent"));
    Ledger quiet =
        interval(
            idle,
            host -> host.later(5).told(10, wrote(3, 3, 0, 0)).later(-5),
            device("sda").writes(8, 0, 64));
    assertThat(quiet.notes()).noneMatch(note -> note.text().contains("its own counters"));
  }

  /** "info blockstats" prints what query-blockstats returns; it has no names of controllers. */
  @Test
  void bothMonitorsOfQemuTellTheSameCounters() {
    TestingSamples host =
        host()
            .process(guest(10, "small", 0, true))
            .told(10, GuestCounters.Teller.HMP, wrote("", 1000, 5000, 0, 0));
    Ledger ledger =
        interval(
            host,
            h ->
                h.later(5)
                    .process(guest(10, "small", 3200, true))
                    .told(10, wrote(1000 + 800, 5000 + 3200, 0, 4000))
                    .later(-5),
            device("sda").writes(804, 0, 3200));
    assertThat(ledger.accounts())
        .extracting(a -> a.account().name() + " " + a.issued().writeOps())
        .containsExactly("small 800.0");
    assertThat(ledger.notes()).noneMatch(note -> note.text().contains("its own counters"));
  }

  /** qemu counts nothing of what vhost-user serves, and its process does none of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-chardev socket,id=c9,path=/run/v.sock -device vhost-user-blk-pci,chardev=c9,id=v9",
        "-drive file=nbd:unix:/run/n.sock,if=none,id=n9 -device virtio-blk-pci,drive=n9,id=v9"
      })
  void disksThatOthersServeLeaveTheOperationsOfItsOwn(String more) {
    ProcessSample small = guest(10, "small", 3200, true);
    var words = new ArrayList<>(small.command().orElse(List.of()));
    words.addAll(List.of(more.split(" ")));
    ProcessSample served =
        with(process(10, "qemu-system-x86", words.toArray(String[]::new)), image("small", true));
    TestingSamples host =
        twoGuests().process(moved(served, 0, 0)).told(10, wrote(1000, 5000, 0, 0));
    Ledger ledger =
        interval(
            host,
            h -> {
              twoMoved(h);
              h.later(5)
                  .process(moved(served, 0, 3200 * KIB))
                  .told(10, wrote(2000, 8200, 200, 4000))
                  .later(-5);
            },
            device("sda").writes(840, 0, 13_440));
    assertThat(ops(ledger, Direction.WRITE)).isEqualTo(Map.of("sda small", 800L, "sda large", 40L));
  }

  @Test
  void whatWasAskedForIsWhatQemuCounted() {
    Ledger ledger =
        interval(twoGuests(), GuestsTest::twoMoved, device("sda").writes(840, 0, 13_440));
    assertThat(ledger.accounts())
        .extracting(a -> a.account().name() + " " + a.issued().writeOps())
        .containsExactlyInAnyOrder("small 1000.0", "large 40.0");
  }

  @Test
  void guestsWaitAsLongAsTheySay() {
    TestingSamples host = twoGuests();
    Sample before = host.build();
    twoMoved(host);
    Sample after = later(host, device("sda").writes(840, 0, 13_440));
    Ledger ledger = post(before, after);
    Waits waits = Waits.of(ledger, GuestFlows.between(before, after).waits());
    assertThat(ledger.accounts())
        .extracting(
            a -> a.account().name() + " " + waits.of(a.account()).write().orElse(Double.NaN))
        .containsExactlyInAnyOrder("small 4.0", "large 20.0");
  }

  @Test
  void theStepIntoTheFileIsWhatTheGuestCounted() {
    Ledger ledger =
        interval(twoGuests(), GuestsTest::twoMoved, device("sda").writes(840, 0, 13_440));
    EdgeFlow into =
        ledger.entries().stream()
            .filter(e -> e.edge().upper().equals(new NodeId("guest:small")))
            .findFirst()
            .flatMap(e -> e.flow().optional())
            .orElseThrow();
    assertThat(into.writes())
        .isEqualTo(new EdgeFlow.Amount(1000, 800, 200, 3200 * KIB, 3200 * KIB));
    EdgeFlow below =
        ledger.entries().stream()
            .filter(e -> e.edge().upper().equals(new NodeId("file:/img/small")))
            .findFirst()
            .flatMap(e -> e.flow().optional())
            .orElseThrow();
    assertThat(below.writes().opsAbove()).isEqualTo(1000);
    assertThat(below.writes().opsBelow()).isEqualTo(800);
    assertThat(below.writes().bytesBelow()).isEqualTo(3200 * KIB);
  }

  private static Reading<DiskCounters> did(Sample before, Sample after) {
    return GuestFlows.between(before, after)
        .of("small")
        .then(flow -> flow.disks().getFirst().counters());
  }

  @Test
  void noWrongNumberWhereItCountedAnew() {
    TestingSamples host = host().process(guest(10, "small", 0, true)).told(10, wrote(9, 90, 0, 1));
    Sample before = host.build();
    host.later(1);
    assertThat(did(before, host.told(10, wrote(8, 90, 0, 1)).build()).whyNot())
        .contains("its counters began anew");
    assertThat(did(before, host.told(10, wrote("/machine/peripheral/q0", 20, 90, 0, 1)).build()))
        .as("the same disk under another name")
        .isEqualTo(Reading.absent("it had another name at the beginning"));
    assertThat(did(before, host.told(10, Reading.absent("it is silent")).build()))
        .isEqualTo(Reading.absent("it is silent"));
    assertThat(did(before, host.told(10, wrote(-1, 90, 0, 1)).build()).whyNot())
        .contains("its counters began anew");
    assertThat(did(before, host.told(10, wrote(12, 120, 0, 4)).build()).map(d -> d.writes()))
        .isEqualTo(Reading.known(requests(3, 30, 0, 3)));
  }

  @Test
  void aGuestThatStartedCountsFromZero() {
    TestingSamples host = host();
    Sample before = host.build();
    host.later(1).process(guest(10, "small", 0, true)).told(10, wrote(9, 90, 0, 1));
    assertThat(did(before, host.build()).map(d -> d.writes()))
        .isEqualTo(Reading.known(requests(9, 90, 0, 1)));
  }

  @Test
  void whoWorksForAGuestIsTheGuest() {
    String scope = "/machine.slice/machine-qemu\\x2d1\\x2dsmall.scope";
    ProcessSample machine = in(guest(10, "small", 0, true), scope + "/libvirt/emulator");
    TestingSamples host = host().process(machine);
    Ledger ledger =
        interval(
            host,
            h ->
                h.process(
                    with(
                        moved(
                            in(process(20, "virtiofsd", "virtiofsd", "--fd=9"), scope),
                            0,
                            800 * KIB),
                        image("shared", false))),
            device("sda").writes(10, 0, 800));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda small", 800L));
    assertThat(ledger.accounts().getFirst().account().kind()).isEqualTo(Account.Kind.GUEST);
    assertThat(ledger.accounts()).hasSize(1);
  }

  private static List<ExitedProcess> ended(long writtenKib) {
    return List.of(
        new ExitedProcess(
            10,
            1,
            "qemu-system-x86",
            110L,
            0,
            writtenKib * KIB,
            0,
            Map.of("", "/"),
            List.of(image("small", true))));
  }

  @Test
  void aGuestThatEndedPaysUnderItsName() {
    TestingSamples host = host().process(guest(10, "small", 100, true));
    Sample before = host.build();
    Sample after = later(host.without(10).exited(ended(900)), device("sda").writes(10, 0, 800));
    Ledger ledger = post(before, after);
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda small", 800L));
    assertThat(ledger.accounts().getFirst().account().kind()).isEqualTo(Account.Kind.GUEST);
  }

  /** The samples in between know it. */
  @Test
  void aGuestThatStartedAndEndedPaysUnderItsName() {
    TestingSamples host = host();
    Sample before = host.build();
    var glances = new Glances();
    glances.add(host.later(1).process(guest(10, "small", 100, true)).build());
    Sample last = later(host.without(10).exited(ended(800)), device("sda").writes(10, 0, 800));
    glances.add(last);
    Sample after = glances.complete(last);
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda small", 800L));
    assertThat(ledger.accounts().getFirst().account().kind()).isEqualTo(Account.Kind.GUEST);
    assertThat(ledger.notes())
        .filteredOn(note -> note.subject().equals("small"))
        .singleElement()
        .satisfies(
            note -> assertThat(note.text()).startsWith("it started and ended (process 10) within"));
    assertThat(GuestViews.of(before, after, stack, ledger))
        .singleElement()
        .satisfies(view -> assertThat(view.ended()).isTrue());
  }

  private static String agent(String name, long writes, long merges, long ms) {
    return "{\"return\": [{\"name\": \"%s\", \"stats\": {\"write-ios\": %d, \"write-merges\": %d,"
            .formatted(name, writes, merges)
        + " \"write-sectors\": %d, \"write-ticks\": %d}}]}".formatted(writes * 8, ms);
  }

  private static TestingSamples withAgent() {
    return host()
        .process(guest(10, "small", 0, true))
        .told(10, wrote(1000, 4000, 0, 1000))
        .inside(10, agent("vda", 900, 5, 100));
  }

  private static GuestView view(Sample before, Sample after) {
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    return GuestViews.of(before, after, stack, ledger).getFirst();
  }

  @Test
  void whatTheAgentToldExplainsWhereTheTimeWent() {
    TestingSamples host = withAgent();
    Sample before = host.build();
    host.later(5)
        .process(guest(10, "small", 400, true))
        .told(10, wrote(1100, 4400, 0, 1200))
        .inside(10, agent("vda", 1000, 25, 900));
    GuestView view = view(before, host.build());

    GuestInside inside = view.inside().optional().orElseThrow().getFirst();
    assertThat(inside.seconds()).isEqualTo(5);
    assertThat(inside.interval().then(i -> i.writes().operations())).isEqualTo(Reading.known(100L));
    assertThat(inside.totals().writes().bytes()).isEqualTo(Reading.known(4000 * KIB));
    assertThat(view.disks().getFirst().why())
        .contains("the guest's kernel merged 20 operations before qemu saw them")
        .contains("a write takes 8.0 ms inside the guest, 2.0 of it from qemu on");
  }

  @Test
  void anAgentThatCountsAnewOrIsSilentGivesNoRates() {
    TestingSamples host = withAgent();
    Sample before = host.build();
    host.later(5).inside(10, agent("vda", 3, 0, 1));
    GuestInside restarted = view(before, host.build()).inside().optional().orElseThrow().getFirst();
    assertThat(restarted.interval().whyNot()).contains("its counters began anew");
    host.inside(10, "{\"error\": {\"desc\": \"not supported\"}}");
    assertThat(view(before, host.build()).inside().whyNot())
        .contains("the guest agent answered: not supported");
    host.inside(10, agent("vdb", 3, 0, 1));
    assertThat(view(before, host.build()).inside().optional().orElseThrow().getFirst().interval())
        .isEqualTo(Reading.absent("it was not there at the beginning"));
  }
}

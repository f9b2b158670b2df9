package dev.iosleuth.view.text;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.ledger.guest.UntoldCounters;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import dev.iosleuth.unit.DevNo;
import dev.iosleuth.view.json.GuestsJson;
import dev.iosleuth.view.json.TestingJson;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GuestsTextTest {
  @SuppressWarnings("unused") // by its name, below
  private static final List<String> NAMES = TestingHarm.NAMES;

  private final TestingSamples host =
      TestingSamples.host("node1")
          .with(disk("sda"), disk("sdb"), drbd(2, "sdb"))
          .mount("sda", "/", "ext4");

  private static ProcessSample guest(String name, String id) {
    return with(
        moved(
            process(
                300,
                "qemu-system-x86",
                "qemu-system-x86_64",
                "-name",
                "guest=" + name.replace(",", ",,"),
                "-drive",
                "file=/dev/drbd2,format=raw,if=none,cache=none,aio=native,id=d0",
                "-device",
                "virtio-blk-pci,drive=d0,id=" + id.replace(",", ",,"),
                "-drive",
                "file=/img/two.qcow2,format=qcow2,if=none,id=d1",
                "-device",
                "virtio-blk-pci,drive=d1,id=vd1"),
            0,
            0),
        block("/dev/drbd2", 147, 2),
        file("/img/two.qcow2", 8, 0));
  }

  private static Requests requests(long ops, long bytes, long merged, long ms) {
    return new Requests(
        Reading.known(ops),
        Reading.known(bytes),
        Reading.known(merged),
        Reading.known(ms * 1_000_000),
        Reading.known(0L),
        Reading.known(0L));
  }

  private static DiskCounters wrote(String device, String qdev, long ops, long merged) {
    Requests none = requests(0, 0, 0, 0);
    return new DiskCounters(
        device,
        qdev,
        "",
        none,
        requests(ops, ops * 4096, merged, ops * 3),
        requests(5, 0, 0, 10),
        none,
        Reading.absent("not told"));
  }

  private Sample before(String name, String id) {
    return host.process(guest(name, id))
        .told(300, wrote("d0", id, 100, 0), wrote("d1", "vd1", 0, 0))
        .build();
  }

  private Sample after(String id) {
    return host.later(5)
        .told(300, wrote("d0", id, 1100, 200), wrote("d1", "vd1", 50, 0))
        .counters("drbd2", Diskstats.Io.ZERO, io(800, 0, 8000, 1600))
        .counters("sdb", Diskstats.Io.ZERO, io(500, 300, 8000, 1600))
        .build();
  }

  private static String agent(long writes) {
    return """
    {"return": [{"name": "vda", "stats": {"write-ios": %d, "write-sectors": %d,
      "write-ticks": %d}}, {"name": "vda1", "stats": {"write-ios": 3}}]}\
    """
        .formatted(writes, writes * 8, writes * 4)
        .replace("\n", "");
  }

  /** The agent tells of partitions, too: those are in the disk's figures. */
  @Test
  void whatTheGuestsOwnKernelCountedStandsBeneathItsDisks() {
    before("web1", "vd0");
    Sample before = host.inside(300, agent(1000)).build();
    after("vd0");
    Sample after = host.inside(300, agent(1500)).build();
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    List<GuestView> views = GuestViews.of(before, after, stack, ledger);

    String rates = GuestsText.of(after, views, Optional.of(5.0), false, List.of(), look(100));
    assertThat(rates.lines().filter(line -> line.contains("inside it")))
        .singleElement()
        .satisfies(line ->
            assertThat(line.strip().split(" +"))
                .startsWith("inside", "it:", "vda", "-", "100.0")
                .contains("4"));
    String totals =
        GuestsText.of(
            after, GuestViews.of(after, stack), Optional.empty(), true, List.of(), look(100));
    assertThat(totals.lines().filter(line -> line.contains("inside it")))
        .singleElement()
        .satisfies(line ->
            assertThat(line.strip().split(" +")).startsWith("inside", "it:", "vda", "-", "1500"));
  }

  private static Look look(int columns) {
    return new Look(columns, false, ZoneOffset.UTC);
  }

  private record Shown(String text, String json) {}

  private Shown interval(String name, String id, int columns) {
    Sample before = before(name, id);
    Sample after = after(id);
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    List<GuestView> views = GuestViews.of(before, after, stack, ledger);
    return new Shown(
        GuestsText.of(after, views, Optional.of(5.0), true, List.of(), look(columns)),
        GuestsJson.of(views, Optional.of(ledger), List.of()));
  }

  @Test
  void bothViewsAndWhyTheyDiffer() {
    assertThat(interval("web1", "vd0", 80).text().lines().toList())
        .contains(
            "                             r/s     w/s flush/s   MiB/s    r ms    w ms   fl ms",
            "web1   qemu, running, pid 300",
            "  vd0                          0   200.0       0    0.78       -       3       -",
            "    on the host                0   160.0       0    0.78       -       2       -",
            "    40 merged/s; /dev/drbd2; raw cache=none aio=native",
            "    why: past the host's page cache; qemu merged 200 of 1,000 operations before",
            "         they went down; drbd2 sends each write to the other host too, and keeps",
            "         a log of its own",
            "    on the host                0       0       -       0       -       -       -");
  }

  private static ProcessSample plain(int pid, String name) {
    return with(
        moved(
            process(
                pid,
                "qemu-system-x86",
                "qemu-system-x86_64",
                "-name",
                name,
                "-drive",
                "file=/img/" + name + ",format=raw,if=none,id=d0",
                "-device",
                "virtio-blk-pci,drive=d0,id=q0"),
            0,
            0),
        file("/img/" + name, 8, 0));
  }

  private String many(boolean one, List<Note> notes) {
    TestingSamples many = TestingSamples.host("h").with(disk("sda")).mount("sda", "/img", "ext4");
    for (int pid = 1; pid <= 65; pid++) {
      many.process(plain(pid, "g" + pid)).told(pid, wrote("d0", "q0", 10, 0));
    }
    many.process(process(99, "qemu-system-x86", "qemu-system-x86_64", "-name", "bare")).told(99);
    Sample before = many.build();
    many.later(5);
    for (int pid = 1; pid <= 65; pid++) {
      long more = pid == 7 ? 500 : pid == 9 ? 20 : 0;
      many.told(pid, busy(10 + more, pid == 9 ? 100 : 3));
    }
    Sample after = many.told(99).build();
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    List<GuestView> views =
        GuestViews.of(before, after, stack, ledger).stream()
            .filter(view -> !one || view.guest().name().equals("g8"))
            .toList();
    return GuestsText.of(after, views, Optional.of(5.0), one, notes, look(80));
  }

  private static DiskCounters busy(long ops, long msEach) {
    Requests none = requests(0, 0, 0, 0);
    return new DiskCounters(
        "d0",
        "q0",
        "",
        none,
        requests(ops, ops * 4096, 0, ops * msEach),
        requests(5, 0, 0, 10),
        none,
        Reading.absent("not told"));
  }

  @Test
  void beginsWithAnAnswerAndIsShortAboutThoseThatAreIdle() {
    String reason = "its own counters: its monitor is held by another client; ask again";
    String text =
        many(
            false,
            List.of(
                new Note(Note.Kind.GAP, "g1", reason),
                new Note(Note.Kind.GAP, "g2", reason),
                new Note(Note.Kind.GAP, "g3", reason)));
    assertThat(text.lines().skip(2).limit(2).collect(Collectors.joining(" ")))
        .contains("66 guests run, 2 of them busy. Most operations: g7, 100 a second")
        .contains("Longest waits: g9,");
    assertThat(text.lines().toList())
        .anyMatch(line -> line.startsWith("  g1 and 2 more: its own counters: its monitor is held"))
        .contains("bare   qemu, running, pid 99", "  no disks")
        .anyMatch(line -> line.startsWith("Idle: g1, g2, g3, "))
        .hasSizeLessThan(40);
    assertThat(text).contains("g7   qemu").doesNotContain("g8   qemu");
    assertThat(many(true, List.of())).contains("g8   qemu").doesNotContain("Idle:");
  }

  private static String one(ProcessSample process, DiskCounters... atEnd) {
    TestingSamples host = TestingSamples.host("h").with(disk("sda")).mount("sda", "/img", "ext4");
    host.process(process);
    if (atEnd.length > 0) {
      host.told(7, busy(10, 3));
    }
    Sample before = host.build();
    host.later(5);
    if (atEnd.length > 0) {
      host.told(7, atEnd);
    }
    Sample after = host.build();
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    List<GuestView> views = GuestViews.of(before, after, stack, ledger);
    return GuestsText.of(after, views, Optional.of(5.0), true, List.of(), look(80));
  }

  /** A discard moves no bytes: the answer counts what the table does. */
  @Test
  void whatWasDiscardedIsToldInWordsAndIsNotAmongTheBytes() {
    Requests none = requests(0, 0, 0, 0);
    var trimmed =
        new DiskCounters(
            "d0",
            "q0",
            "",
            none,
            requests(10 + 50, (10 + 50) * 4096, 0, 180),
            requests(5, 0, 0, 10),
            requests(10, 10L << 20, 0, 10),
            Reading.absent("not told"));
    assertThat(one(plain(7, "g7"), trimmed).replaceAll("\\s+", " "))
        .contains("Most operations: g7, 12 a second, 0.04 MiB/s.")
        .contains(" q0 0 10.0 0 0.04 ")
        .contains("2.0 unmaps/s of 1 MiB");
  }

  @Test
  void whatIsTheReasonForBothSidesIsToldOnce() {
    ProcessSample drive =
        process(
            8,
            "qemu-system-x86",
            "qemu-system-x86_64",
            "-name",
            "guest=g8",
            "-drive",
            "if=none,media=cdrom,id=cd",
            "-device",
            "ide-cd,drive=cd,id=cd0");
    assertThat(one(drive)).containsOnlyOnce("there is no medium in it");
  }

  /** Another user's I/O may be read by nobody: that is no 0. */
  @Test
  void whatCouldNotBeReadIsNotNothing() {
    ProcessSample process = plain(7, "g7");
    var hidden =
        new ProcessSample(
            process.stat(),
            Reading.absent("needs root"),
            process.cgroup(),
            process.command(),
            process.files());
    assertThat(one(hidden).replaceAll("\\s+", " "))
        .contains("1 guest runs; none has done any I/O that is known.")
        .contains("on the host: what its process moved could not be read (needs root)");
    assertThat(one(process))
        .as("what it asked for may have been in the page cache")
        .contains("1 guest runs; none has done any I/O that is known.");
    assertThat(one(process, busy(10, 3))).contains("1 guest runs; none did any I/O.");
  }

  /** After a mirror, and nobody may ask the monitor. */
  @Test
  void anImageThatIsNotOpenForWritingIsSaidToBeTheCommandLines() {
    OpenFile reading =
        new OpenFile("/img/g7", OpenFile.Kind.FILE, Optional.of(new DevNo(8, 0)), false, false, -1);
    for (OpenFile open : List.of(reading, file("/img/other", 8, 0), file("/img/g7", 8, 0))) {
      Sample sample =
          TestingSamples.host("h")
              .with(disk("sda"))
              .mount("sda", "/img", "ext4")
              .process(with(plain(7, "g7"), open))
              .told(7, Reading.absent("its monitor is held by another client"))
              .build();
      GuestView view = GuestViews.of(sample, StackBuilder.build(sample)).getFirst();
      assertThat(UntoldCounters.notes(sample, view, List.of()))
          .filteredOn(note -> note.text().startsWith("its disk q0 is shown as the command line"))
          .hasSize(open.path().equals("/img/g7") && open.writable() ? 0 : 1);
    }
  }

  /** Such as where virsh was slow once. */
  @Test
  void whoToldAtTheEndOnlyDidNotNothing() {
    Sample before =
        TestingSamples.host("h")
            .with(disk("sda"))
            .mount("sda", "/img", "ext4")
            .process(plain(7, "g7"))
            .told(7, Reading.absent("virsh did not end within 1 s"))
            .build();
    Sample after =
        TestingSamples.host("h")
            .with(disk("sda"))
            .mount("sda", "/img", "ext4")
            .process(plain(7, "g7"))
            .told(7, busy(10, 3))
            .later(5)
            .build();
    Stack stack = StackBuilder.build(after);
    Ledger ledger = new Bookkeeper().post(before, after, stack);
    GuestView view = GuestViews.of(before, after, stack, ledger).getFirst();
    List<Note> notes = UntoldCounters.notes(after, view, ledger.notes());
    String text = GuestsText.of(after, List.of(view), Optional.of(5.0), false, notes, look(120));
    assertThat(text)
        .contains("1 guest runs; none has done any I/O that is known.")
        .contains("g7: its own counters of q0 within the interval: virsh did not end within 1 s");
    assertThat(UntoldCounters.notes(after, view, notes)).as("once").isEmpty();
  }

  @Test
  void whoDidOneOperationAskedForOne() {
    Sample sample = host.process(guest("web1", "vd0")).told(300, single()).build();
    List<GuestView> views = GuestViews.of(sample, StackBuilder.build(sample));
    String text = GuestsText.of(sample, views, Optional.empty(), false, List.of(), look(120));
    assertThat(text).contains("asked for most: 1 operation, ");
  }

  private static DiskCounters single() {
    Requests none = requests(0, 0, 0, 0);
    Requests one = requests(1, 4096, 0, 1);
    return new DiskCounters("d0", "vd0", "", none, one, none, none, Reading.absent("not told"));
  }

  @Test
  void failuresWithinAnIntervalAreTold() {
    DiskCounters before = busy(10, 3);
    Requests failed =
        new Requests(
            before.writes().operations(),
            before.writes().bytes(),
            before.writes().merged(),
            before.writes().nanos(),
            Reading.known(10L),
            Reading.known(0L));
    var after =
        new DiskCounters(
            "d0",
            "q0",
            "",
            before.reads(),
            failed,
            before.flushes(),
            before.unmaps(),
            Reading.absent("not told"));
    assertThat(one(plain(7, "g7"), after))
        .contains("Failed: g7, 10 operations.")
        .contains("    10 operations failed; /img/g7;");
  }

  @Test
  void whatHasNoColumnIsToldWhereItIsNotZero() {
    DiskCounters before = busy(10, 3);
    var after =
        new DiskCounters(
            "d0",
            "q0",
            "",
            before.reads(),
            before.writes(),
            before.flushes(),
            requests(40, 40 * 65_536, 0, 10),
            Reading.absent("not told"));
    assertThat(one(plain(7, "g7"), after)).contains(" unmaps/s of 64 KiB; /img/g7;");
    assertThat(one(plain(7, "g7"), before)).doesNotContain("unmaps", "merged/s", "invalid");
  }

  @Test
  void aHeadingThatIsTooLongForTheLineTakesSeveral() {
    before("web1", "vd0");
    Sample sample = after("vd0");
    List<GuestView> views = GuestViews.of(sample, StackBuilder.build(sample));
    String text = GuestsText.of(sample, views, Optional.empty(), false, List.of(), look(40));

    assertThat(text.lines().toList())
        .startsWith("node1 · 1 guest · since each guest", "started")
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(41));
    assertThat(text.lines().limit(4).toList().getLast()).isEmpty();
  }

  @Test
  void sinceTheBeginning() {
    before("web1", "vd0");
    Sample sample = after("vd0");
    Stack stack = StackBuilder.build(sample);
    String text =
        GuestsText.of(
            sample, GuestViews.of(sample, stack), Optional.empty(), false, List.of(), look(80));
    assertThat(text.lines().toList())
        .contains(
            "                           READS  WRITES FLUSHES    READ WRITTEN  MERGED  FAILED",
            "  vd0                          0    1100       5      0B    4.3M     200       0",
            "    host since it is up        0     800       0      0B    3.9M       0       -",
            "  vd1                          0      50       5      0B    200K       0       0",
            "    /img/two.qcow2; qcow2 cache=writeback");
  }

  @Test
  void asJson() {
    String json = interval("web1", "vd0", 80).json();
    TestingJson.map(json);
    assertThat(json)
        .contains(
            "{\"name\":\"web1\",\"kind\":\"machine\",\"title\":\"\",\"uuid\":null,\"pid\":300,"
                + "\"manager\":\"qemu\",\"status\":\"running\",\"told_by\":\"qmp\"",
            "\"disks\":[{\"id\":\"d0\",\"qdev\":\"vd0\",\"node\":\"\"",
            "\"backing\":[\"dev:drbd2\",\"dev:sdb\"]",
            "\"writes\":{\"ops\":1100,\"bytes\":4505600,\"merged\":200,\"ms\":3300.0}",
            "\"writes\":{\"ops\":200.0,\"bytes\":819200.0,\"merged\":40.0,\"ms\":600.0}",
            "\"writes\":{\"ops\":160.0,\"bytes\":819200.0,\"merged\":0.0,\"ms\":320.0}",
            "\"host\":{\"seconds\":5.0,\"reads\":",
            "\"host\":null,\"why\":",
            "\"absent\":{\"host\":\"the kernel counts no I/O by file since",
            "\"inside\":null");
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void namesOfOthersAreHarmless(String name) {
    for (int columns : List.of(40, 80, 200)) {
      Shown shown = interval(name, "q" + name, columns);
      TestingHarm.assertHarmless(shown.text());
      TestingHarm.assertFits(shown.text(), columns);
      TestingJson.map(shown.json());
      assertThat(shown.json()).matches("\\p{ASCII}*").doesNotContain("<", "\n");
    }
  }
}

package dev.iosleuth.kernel.proc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.iosleuth.kernel.proc.Mdstat.Array;
import dev.iosleuth.kernel.proc.TestingFixtures.Found;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that others collected, and the figures that they themselves read in them. */
final class ThirdPartyFilesTest {
  private static Text found(String origin, String path) throws IOException {
    return TestingFixtures.procFiles().stream()
        .filter(f -> f.origin().endsWith(origin) && f.text().path().equals(path))
        .findFirst()
        .orElseThrow()
        .text();
  }

  private static <T> T known(Reading<T> reading) {
    return reading.optional().orElseThrow();
  }

  @Test
  void everyFileIsUnderstoodButForWhatWasTypedByHand() throws IOException {
    var damage = new ArrayList<String>();
    Map<TestingParsers, Integer> files = new EnumMap<>(TestingParsers.class);
    for (Found found : TestingFixtures.procFiles()) {
      TestingParsers.of(found.text().path())
          .ifPresent(parser -> {
            files.merge(parser, 1, Integer::sum);
            TestingParsers.damage(parser.parse(found.text()))
                .forEach(d -> damage.add(found.origin() + " " + d.where()));
          });
    }
    // a negative unsigned number, and lines of 17 fields: no kernel prints either
    assertThat(damage)
        .containsExactlyInAnyOrder(
            "stack/procfs/fixtures-all.tar.gz proc/26231/io:7",
            "stack/sysstat/tests/root1.tar.gz proc/diskstats:21",
            "stack/sysstat/tests/root2.tar.gz proc/diskstats:21",
            "stack/sysstat/tests/root3.tar.gz proc/diskstats:21");
    assertThat(files)
        .containsKeys(
            TestingParsers.DISKSTATS,
            TestingParsers.UPTIME,
            TestingParsers.MDSTAT,
            TestingParsers.DRBD,
            TestingParsers.MOUNTINFO,
            TestingParsers.SWAPS,
            TestingParsers.PID_STAT,
            TestingParsers.PID_FDINFO,
            TestingParsers.PID_MAPS,
            TestingParsers.VMSTAT,
            TestingParsers.STAT,
            TestingParsers.MEMINFO,
            TestingParsers.NET_DEV,
            TestingParsers.PRESSURE);
  }

  @Test
  void diskstatsHoldWhatJcReadInThem() throws IOException {
    String folder = "stack/jc/tests/fixtures/linux-proc/";
    Diskstats diskstats =
        known(Diskstats.parse(TestingFixtures.text(folder + "diskstats", "proc/diskstats")));
    String json = TestingFixtures.text(folder + "diskstats.json", "json").string();
    List<List<String>> expected =
        Stream.of(json.split("\\},\\{"))
            .map(object ->
                Pattern.compile(":\"?([^,\"}]+)")
                    .matcher(object)
                    .results()
                    .map(match -> match.group(1))
                    .toList())
            .toList();
    assertThat(expected).hasSize(15);
    assertThat(diskstats.rows())
        .extracting(ThirdPartyFilesTest::values)
        .containsExactlyElementsOf(expected);
  }

  private static List<String> values(Diskstats.Row row) {
    Diskstats.Io discards = known(row.discards());
    Diskstats.Flushes flushes = known(row.flushes());
    return Stream.of(
            row.dev().major(),
            row.dev().minor(),
            row.name(),
            row.reads().ops(),
            row.reads().merges(),
            row.reads().sectors(),
            row.reads().ms(),
            row.writes().ops(),
            row.writes().merges(),
            row.writes().sectors(),
            row.writes().ms(),
            row.inFlight(),
            row.busyMs(),
            row.weightedMs(),
            discards.ops(),
            discards.merges(),
            discards.sectors(),
            discards.ms(),
            flushes.ops(),
            flushes.ms())
        .map(String::valueOf)
        .toList();
  }

  @Test
  void iostatSinceBootSaysTheSame() throws IOException {
    Path tests = TestingFixtures.root().resolve("stack/sysstat/tests");
    List<String> lines = Files.readAllLines(tests.resolve("expected.iostat-0"));
    Diskstats diskstats = known(Diskstats.parse(found("root1.tar.gz", "proc/diskstats")));
    double seconds = known(Uptime.parse(found("root1.tar.gz", "proc/uptime"))).nanos() / 1e9;
    int compared = 0;
    for (String line : lines) {
      for (Diskstats.Row row : diskstats.rows()) {
        if (line.startsWith(row.name() + " ")) {
          Diskstats.Io discards = known(row.discards());
          double transfers = (row.reads().ops() + row.writes().ops() + discards.ops()) / seconds;
          String[] words = line.split(" +", -1);
          assertThat(words[1]).isEqualTo(String.format(Locale.ROOT, "%.2f", transfers));
          assertThat(words[5]).isEqualTo("" + row.reads().sectors() / 2);
          assertThat(words[6]).isEqualTo("" + row.writes().sectors() / 2);
          assertThat(words[7]).isEqualTo("" + discards.sectors() / 2);
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(4);
    Stat stat = known(Stat.parse(found("root1.tar.gz", "proc/stat")));
    Stat.Cpu cpu = requireNonNull(stat.cpus().get("cpu"));
    long all =
        cpu.user()
            + cpu.nice()
            + cpu.system()
            + cpu.idle()
            + cpu.iowait()
            + cpu.irq()
            + cpu.softirq()
            + cpu.steal().orElseThrow();
    assertThat(String.format(Locale.ROOT, "%.2f", 100.0 * cpu.iowait() / all)).isEqualTo("0.94");
    assertThat(lines.get(3).split(" +", -1)).contains("0.94");
  }

  @Test
  void arraysOfTelegraf() throws IOException {
    String folder = "raid/telegraf/mdstat_test__mdStatFile";
    Mdstat full = known(Mdstat.parse(TestingFixtures.text(folder + "Full.txt", "proc/mdstat")));
    assertThat(full.damaged()).isEmpty();
    Array raid10 = full.array("md2").orElseThrow();
    assertThat(raid10.members()).hasSize(12);
    assertThat(raid10)
        .extracting(Array::near, Array::far, Array::chunkKib, Array::working, Array::bitmapChunk)
        .containsExactly(2, 1, 512L, 12, OptionalLong.of(64 << 20));
    assertThat(raid10.job())
        .contains(
            new Mdstat.Job(
                Mdstat.Action.CHECK, "running", 10620027200L, 11251451904L, 103517, "101.6min"));
    Mdstat invalid =
        known(Mdstat.parse(TestingFixtures.text(folder + "Invalid.txt", "proc/mdstat")));
    assertThat(invalid.arrays()).extracting(Array::name).containsExactly("md0");
    assertThat(invalid.damaged())
        .extracting(Reading.Malformed::found)
        .containsExactly("mdf1: testman actve");
  }

  @Test
  void arraysOfNodeExporter() throws IOException {
    Mdstat mdstat =
        known(Mdstat.parse(TestingFixtures.text("stack/node_exporter/proc/mdstat", "proc/mdstat")));
    assertThat(mdstat.arrays()).hasSize(17);
    assertThat(mdstat.arrays())
        .filteredOn(array -> array.job().isPresent())
        .extracting(
            Array::name,
            array -> array.job().orElseThrow().action(),
            array -> array.job().orElseThrow().state(),
            array -> array.job().orElseThrow().positionKib())
        .containsExactly(
            tuple("md6", Mdstat.Action.RECOVERY, "running", 16775552L),
            tuple("md8", Mdstat.Action.RESYNC, "running", 16775552L),
            tuple("md201", Mdstat.Action.CHECK, "running", 114176L),
            tuple("md9", Mdstat.Action.RESYNC, "DELAYED", 0L),
            tuple("md11", Mdstat.Action.RESYNC, "PENDING", 0L));
    assertThat(mdstat.arrays().stream().mapToInt(array -> array.members().size()).sum())
        .isEqualTo(56);
  }

  @Test
  void drbdOfEveryVersionThatGanetiMet() throws IOException {
    Path data = TestingFixtures.root().resolve("ganeti-drbd/ganeti/test/data");
    var minors = new TreeMap<String, Integer>();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("proc_drbd8")).toList()) {
        DrbdProc drbd = known(DrbdProc.parse(new Text("proc/drbd", Files.readAllBytes(file), 0)));
        assertThat(drbd.damaged()).as("%s", file.getFileName()).isEmpty();
        minors.put(file.getFileName().toString(), drbd.minors().size());
      }
    }
    assertThat(minors)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "proc_drbd8.txt", 7,
                "proc_drbd80-emptyline.txt", 1,
                "proc_drbd80-emptyversion.txt", 1,
                "proc_drbd83.txt", 7,
                "proc_drbd83_sync.txt", 4,
                "proc_drbd83_sync_krnl2.6.39.txt", 4,
                "proc_drbd83_sync_want.txt", 1,
                "proc_drbd84.txt", 5,
                "proc_drbd84_emptyfirst.txt", 4,
                "proc_drbd84_sync.txt", 2));
  }

  @Test
  void diskstatsOfNodeExporter() throws IOException {
    Diskstats diskstats =
        known(Diskstats.parse(TestingFixtures.text("stack/node_exporter/proc/diskstats", "d")));
    Diskstats.Row sda =
        diskstats.rows().stream().filter(r -> r.name().equals("sda")).findFirst().orElseThrow();
    assertThat(sda.reads()).isEqualTo(new Diskstats.Io(25354637, 34367663, 1003346126, 18492372));
    assertThat(sda.discards()).isEqualTo(Reading.absent("needs kernel 4.18"));
    assertThat(diskstats.rows()).hasSize(51);
    assertThat(diskstats.rows()).filteredOn(r -> r.discards() instanceof Reading.Known).hasSize(5);
    assertThat(diskstats.rows()).filteredOn(r -> r.flushes() instanceof Reading.Known).hasSize(2);
  }
}

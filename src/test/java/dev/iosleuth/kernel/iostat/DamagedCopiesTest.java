package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.iostat.Row.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of copies of counters 5 s apart, from disks that do 10 reads a second and are 50 % busy. */
class DamagedCopiesTest {
  private static final int COPIES = 6;
  private static final int DAMAGED = 3;

  /** A host that has been up for long: 100 s of work. */
  private static String row(int minor, String name, int copy) {
    return "   8 %7d %s %d 0 %d %d 7 0 56 9 0 %d %d"
        .formatted(
            minor,
            name,
            10_000 + 50 * copy,
            160_000 + 800 * copy,
            50_000 + 250 * copy,
            100_000 + 2500 * copy,
            50_000 + 250 * copy);
  }

  private static List<String> copies() {
    var copies = new ArrayList<String>();
    for (int i = 0; i < COPIES; i++) {
      copies.add(
          "2026-03-04 10:00:%02d\n%s\n%s\n".formatted(5 * i, row(0, "sda", i), row(16, "sdb", i)));
    }
    return copies;
  }

  private static TestingLogs.Log read(List<String> copies) {
    return TestingLogs.read(String.join("", copies));
  }

  /** Of the intervals. */
  private static List<Row> of(String name, TestingLogs.Log log) {
    return log.reports().stream()
        .skip(1)
        .flatMap(report -> report.rows().stream())
        .filter(row -> row.name().equals(name))
        .toList();
  }

  private static List<State> states(String name, TestingLogs.Log log) {
    return of(name, log).stream().map(Row::state).toList();
  }

  private static void assertSteady(List<Row> rows) {
    assertThat(rows.stream().filter(Row::whole))
        .allSatisfy(row -> {
          assertThat(row.figure(Figure.READS_PER_SECOND)).isEqualTo(10);
          assertThat(row.figure(Figure.UTIL_PERCENT)).isEqualTo(50);
        });
    assertThat(rows.stream().filter(row -> !row.whole()))
        .allSatisfy(row -> assertThat(row.printed()).containsOnly(Double.NaN));
  }

  @Test
  void steadyCopiesAreNotDamaged() {
    var log = read(copies());

    assertThat(log.damaged()).isZero();
    assertThat(of("sda", log)).hasSize(COPIES - 1).allMatch(Row::whole);
    assertSteady(of("sda", log));
  }

  /** All counters of a copy, one of them, or a digit too many. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 0 160 50 5 0 40 20 0 100 70",
        "10150 0 162400 50750 7 0 56 9 0 1075 50750",
        "10150 0 16240 50750 7 0 56 9 0 107500 50750",
        "101500 0 162400 50750 7 0 56 9 0 107500 50750",
      })
  void oneThatNeitherNeighbourBearsOutIsDamaged(String counters) {
    List<String> copies = copies();
    copies.set(
        DAMAGED,
        copies.get(DAMAGED).replace(row(0, "sda", DAMAGED), "   8       0 sda " + counters));

    var log = read(copies);

    assertThat(log.damaged()).isOne();
    assertThat(states("sda", log))
        .containsExactly(State.WHOLE, State.WHOLE, State.DAMAGED, State.UNKNOWN, State.WHOLE);
    assertSteady(of("sda", log));
    assertThat(of("sdb", log)).hasSize(COPIES - 1).allMatch(Row::whole);
    assertSteady(of("sdb", log));
  }

  @Test
  void everySecondCopyDamaged() {
    List<String> copies = copies();
    for (int i : List.of(1, 3)) {
      copies.set(
          i, copies.get(i).replace(row(0, "sda", i), "   8       0 sda 1 0 8 5 0 0 0 0 0 10 5"));
    }

    var log = read(copies);

    assertThat(log.damaged()).isEqualTo(2);
    assertThat(states("sda", log))
        .containsExactly(State.DAMAGED, State.UNKNOWN, State.DAMAGED, State.UNKNOWN, State.WHOLE);
    assertSteady(of("sda", log));
  }

  /** A reboot, a disk that was exchanged: the counters go on from where they are. */
  @Test
  void countersThatStayLowBeganAnew() {
    List<String> copies = copies();
    for (int i = DAMAGED; i < COPIES; i++) {
      int since = i - DAMAGED;
      String anew =
          "   8       0 sda %d 0 %d %d 0 0 0 0 0 %d %d"
              .formatted(9 + 50 * since, 800 * since, 250 * since, 2500 * since, 250 * since);
      copies.set(i, copies.get(i).replace(row(0, "sda", i), anew));
    }

    var log = read(copies);

    assertThat(log.damaged()).isZero();
    assertThat(states("sda", log))
        .containsExactly(State.WHOLE, State.WHOLE, State.UNKNOWN, State.WHOLE, State.WHOLE);
    of("sda", log).stream()
        .filter(Row::whole)
        .forEach(row -> assertThat(row.figure(Figure.UTIL_PERCENT)).isEqualTo(50));
  }

  /** Volumes that are made anew for each job: 9 requests, 40, another one's 12. */
  @Test
  void oneThatWasMadeAnewIsNotDamaged() {
    var log =
        TestingLogs.read(
            """
            2026-03-04 10:00:00
             253 0 dm-0 9 0 72 9 0 0 0 0 0 9 9
            2026-03-04 10:01:00
             253 0 dm-0 40 0 320 40 0 0 0 0 0 40 40
            2026-03-04 10:02:00
             253 0 dm-0 12 0 96 12 0 0 0 0 0 12 12
            """);

    assertThat(log.damaged()).isZero();
    assertThat(states("dm-0", log)).containsExactly(State.WHOLE, State.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "sda, sda x",
    "sda, sda",
    "sdb, sdb ?",
    "'8       0 sda', '8 ? sda'",
    "'8      16 sdb', '? 16 sdb'",
    "' 107500 ', ' 1O7500 '"
  })
  void aRowThatIsNotUnderstoodIsToldAndItsDeviceUnknown(String text, String instead) {
    for (int devices = 1; devices <= 2; devices++) {
      List<String> copies = copies();
      if (devices == 1) {
        String other = text.contains("sdb") ? "sda" : "sdb";
        copies.replaceAll(copy ->
            copy.lines()
                .filter(line -> !line.contains(other))
                .reduce("", (all, line) -> all + line + "\n"));
      }
      String damaged =
          text.equals(instead)
              ? copies.get(DAMAGED).replaceAll("(sda( [0-9]+){5}).*", "$1")
              : copies.get(DAMAGED).replaceFirst(text, instead);
      assertThat(damaged).isNotEqualTo(copies.get(DAMAGED));
      copies.set(DAMAGED, damaged);

      var log = read(copies);

      String name = text.contains("sdb") ? "sdb" : "sda";
      assertThat(log.damaged()).as("%s of %d", instead, devices).isOne();
      assertThat(states(name, log))
          .as("%s of %d", instead, devices)
          .containsExactly(State.WHOLE, State.WHOLE, State.DAMAGED, State.UNKNOWN, State.WHOLE);
      assertSteady(of(name, log));
      assertThat(log.reports()).hasSize(COPIES).allMatch(report -> report.lost() == 0);
    }
  }

  /** Also without times between them: the first device begins a copy, damaged or not. */
  @Test
  void aDamagedFirstRowBeginsItsCopy() {
    List<String> copies = copies();
    copies.replaceAll(copy -> copy.substring(copy.indexOf('\n') + 1));
    copies.set(DAMAGED, copies.get(DAMAGED).replace("sda", "sda x"));

    var log = read(copies);

    assertThat(log.reports()).hasSize(COPIES).allMatch(report -> report.rows().size() == 2);
    assertThat(log.damaged()).isOne();
  }

  @Test
  void theFirstCopyDamaged() {
    List<String> copies = copies();
    copies.set(0, copies.getFirst().replace("sda", "sda x"));

    var log = read(copies);

    assertThat(log.damaged()).isOne();
    assertThat(log.reports().getFirst().rows().getFirst().state()).isEqualTo(State.DAMAGED);
    assertThat(states("sda", log))
        .containsExactly(State.UNKNOWN, State.WHOLE, State.WHOLE, State.WHOLE, State.WHOLE);
  }

  /** Reports of another tool between the copies: each stands where it was printed. */
  @Test
  void anotherToolsReportsStayInOrder() {
    List<String> copies = copies();
    copies.set(DAMAGED, copies.get(DAMAGED).replace(row(0, "sda", DAMAGED), row(0, "sda", 0)));
    copies.replaceAll(copy -> copy + "\nDevice r/s w/s %util\nsda 1.00 2.00 3.00\n\n");

    var log = read(copies);

    // iostat's first one waits for its second
    var kinds = new Report.Kind[2 * COPIES - 4];
    Arrays.setAll(kinds, i -> i % 2 == 0 ? Report.Kind.DISKSTATS : Report.Kind.IOSTAT);
    assertThat(log.reports().stream().skip(4).map(Report::kind)).containsExactly(kinds);
    assertThat(log.damaged()).isOne();
    List<Row> counted =
        log.reports().stream()
            .filter(report -> report.kind() == Report.Kind.DISKSTATS)
            .map(report -> report.rows().getFirst())
            .toList();
    assertThat(counted.stream().map(Row::whole))
        .containsExactly(true, true, true, false, false, true);
  }

  private static String vmstat(String... counters) {
    var log = new StringBuilder();
    for (int i = 0; i < counters.length; i++) {
      log.append(
              "disk- ------------reads------------ ------------writes----------- -----IO------\n")
          .append(
              "       total merged sectors      ms  total merged sectors      ms    cur    sec\n")
          .append("sda   ")
          .append(counters[i])
          .append(" 2026-03-04 10:00:%02d\n".formatted(5 * i))
          .append("sdb   1 0 8 1 %d 0 80 5 0 4 2026-03-04 10:00:%02d\n".formatted(50 * i, 5 * i));
    }
    return log.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 0 160 50 0 0 0 0 0 1",
        "x 150 0 1600 50 0 0 0 0 0 4",
        "115x 0 1600 50 0 0 0 0 0 4"
      })
  void vmstat(String damaged) {
    var log =
        TestingLogs.read(
            vmstat(
                "1000 0 8000 500 0 0 0 0 0 4",
                "1050 0 8400 510 0 0 0 0 0 4",
                damaged,
                "1150 0 9200 530 0 0 0 0 0 4",
                "1200 0 9600 540 0 0 0 0 0 4"));

    assertThat(log.damaged()).isOne();
    assertThat(log.reports()).hasSize(5);
    assertThat(states("sda", log))
        .containsExactly(State.WHOLE, State.DAMAGED, State.UNKNOWN, State.WHOLE);
    assertThat(of("sda", log).stream().filter(Row::whole))
        .allMatch(row -> row.figure(Figure.READS_PER_SECOND) == 10);
    assertThat(of("sdb", log))
        .hasSize(4)
        .allMatch(row -> row.figure(Figure.WRITES_PER_SECOND) == 10);
  }
}

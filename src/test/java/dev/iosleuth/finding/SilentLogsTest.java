package dev.iosleuth.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.rule.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs of disks in trouble from which columns are taken: what a rule found by them it finds by
 * others, or it could not tell. It is never nothing.
 */
class SilentLogsTest {
  private static final List<String> COLUMNS =
      List.of(
          "tps", "r/s", "rkB/s", "rrqm/s", "r_await", "w/s", "wkB/s", "wrqm/s", "w_await", "f/s",
          "f_await", "aqu-sz", "%util");
  private static final int REPORTS = 64;

  /** What each kind of log leaves of the columns. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "iostat -d", List.of("tps", "rkB/s", "wkB/s"),
          "iostat before 12.2", COLUMNS.stream().filter(c -> !c.startsWith("f")).toList(),
          "iostat -s before 12.2", List.of("tps", "rkB/s", "wkB/s", "aqu-sz", "%util"),
          "no device figure", List.of());

  /** A name and what the columns hold, in their order, in each report. */
  private record Disk(String name, IntFunction<String> cells) {
    static Disk steady(String name, String cells) {
      return new Disk(name, _ -> cells);
    }
  }

  private record Trouble(String iowait, List<Disk> disks) {
    String log(Set<String> without) {
      var text = new StringBuilder("Linux 6.1.0 (host)  11/21/26  _x86_64_  (2 CPU)\n\n");
      for (int i = 0; i < REPORTS; i++) {
        text.append("avg-cpu:  %user %nice %system %iowait %steal %idle\n  1.0 0.0 1.0 ")
            .append(iowait)
            .append(" 0.0 40.0\n\nDevice ")
            .append(String.join(" ", kept(COLUMNS, without)))
            .append('\n');
        for (Disk disk : disks) {
          List<String> cells = List.of(disk.cells().apply(i).strip().split(" +", -1));
          text.append(disk.name()).append(' ').append(String.join(" ", kept(cells, without)));
          text.append('\n');
        }
        text.append('\n');
      }
      return text.toString();
    }

    private static List<String> kept(List<String> cells, Set<String> without) {
      return IntStream.range(0, COLUMNS.size())
          .filter(i -> !without.contains(COLUMNS.get(i)))
          .mapToObj(cells::get)
          .toList();
    }
  }

  private static Map<String, Trouble> troubles() {
    var all = new LinkedHashMap<String, Trouble>();
    // tps r/s rkB/s rrqm/s r_await w/s wkB/s wrqm/s w_await f/s f_await aqu-sz %util
    all.put("full", disks(Disk.steady("sda", "100 100 400 0 300 0 0 0 0 0 0 30 100")));
    all.put("alone", disks(Disk.steady("sda", "80 80 320 0 12 0 0 0 0 0 0 0.96 96")));
    all.put("flushed", disks(Disk.steady("sda", "100 0 0 0 0 100 400 0 8 100 1 0.9 92")));
    all.put(
        "flushed flash", disks(Disk.steady("nvme0n1", "309 9 36 0 1 300 1200 0 2 300 1 0.6 60")));
    all.put("hung", disks(Disk.steady("sda", "0 0 0 0 0 0 0 0 0 0 0 5 100")));
    all.put("absurd", disks(Disk.steady("sda", "100 100 400 0 10 0 0 0 0 0 0 1 150")));
    all.put("apart", disks(Disk.steady("sda", "100 100 400 0 10 0 0 0 0 0 0 90 99")));
    all.put("sampled", disks(Disk.steady("sda", "100 100 400 0 1 0 0 0 0 0 0 0.1 70")));
    all.put("merged", disks(Disk.steady("sda", "50 50 4000 2000 5 0 0 0 0 0 0 0.3 25")));
    all.put(
        "unequal",
        disks(
            Disk.steady("sda", "100 0 0 0 0 100 1600 0 2 0 0 0.2 20"),
            Disk.steady("sdb", "100 0 0 0 0 100 1600 0 60 0 0 6 90")));
    all.put(
        "bursts",
        disks(
            new Disk(
                "sda",
                i ->
                    i % 8 == 0
                        ? "100 100 400 0 200 0 0 0 0 0 0 20 100"
                        : "20 20 80 0 5 0 0 0 0 0 0 0.1 9")));
    all.put(
        "rising",
        disks(
            new Disk(
                "sda",
                i ->
                    "10 10 400 0 %d 0 0 0 0 0 0 0.5 %d"
                        .formatted(20 + i + i % 2, 20 + i + i % 2))));
    all.put(
        "waiting", new Trouble("57.0", List.of(Disk.steady("sda", "1 1 4 0 1 0 0 0 0 0 0 0 1"))));
    return all;
  }

  private static Trouble disks(Disk... disks) {
    return new Trouble("2.0", List.of(disks));
  }

  private static Explanation explained(String log) {
    return Explanation.of(TestingCases.log(log), Rules.all());
  }

  private static Set<String> found(Explanation explanation) {
    return explanation.findings().stream().map(Finding::rule).collect(Collectors.toSet());
  }

  private static Set<String> wanting() {
    return Rules.all().stream()
        .map(Rule::about)
        .filter(about -> about.needs().contains(Need.DEVICE_FIGURES))
        .map(About::id)
        .collect(Collectors.toSet());
  }

  @Test
  void whatIsNotPrintedIsNotNothing() {
    var ways = new LinkedHashMap<String, Set<String>>();
    COLUMNS.forEach(column -> ways.put(column, Set.of(column)));
    KINDS.forEach((kind, kept) -> {
      var without = new HashSet<>(COLUMNS);
      kept.forEach(without::remove);
      ways.put(kind, without);
    });
    var wrong = new ArrayList<String>();
    var everFound = new HashSet<String>();
    troubles()
        .forEach((name, trouble) -> {
          Set<String> whole = found(explained(trouble.log(Set.of())));
          everFound.addAll(whole);
          ways.forEach((way, without) ->
              explained(trouble.log(without)).clear().stream()
                  .filter(whole::contains)
                  // what completes nothing and waits for nothing that is told passes for idle
                  .filter(rule -> !name.equals("hung") || rule.equals("hung-device"))
                  .forEach(rule -> wrong.add(name + ": nothing by " + rule + " without " + way)));
        });

    assertThat(wrong).isEmpty();
    assertThat(everFound)
        .contains(
            "saturated-device",
            "single-stream",
            "small-sync-writes",
            "hung-device",
            "absurd-counters",
            "util-sampled",
            "merged-below",
            "slow-member",
            "bursts",
            "headroom",
            "iowait-without-disk",
            "access-pattern",
            "queue-wait");
  }

  /** A disk with thirty requests under way, each of 300 ms. */
  private static String reading(String layout, int i) {
    return layout.formatted(1000 + 100 * i, 80_000 + 800 * i, 5000 + 30_000 * i, 100 + i);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        8 0 sda %1$d 0 %2$d %3$d 0 0 0 0 30 %4$d000 %3$d
        8 16 sdb %1$d 0 %2$d %3$d 0 0 0 0 30 %4$d000 %3$d
        """,
        """
        sda %1$d 0 %2$d %3$d 0 0 0 0 30 %4$d
        sdb %1$d 0 %2$d %3$d 0 0 0 0 30 %4$d
        """
      })
  void withoutTimesThereAreNoRates(String layout) {
    String heading =
        layout.startsWith("sda") // vmstat -d 1; the other is /proc/diskstats again and again
            ? """
            disk- ------------reads------------ ------------writes----------- -----IO------
                   total merged sectors      ms  total merged sectors      ms    cur    sec
            """
            : "";
    String log =
        heading
            + IntStream.range(0, REPORTS)
                .mapToObj(i -> reading(layout, i))
                .collect(Collectors.joining());

    Explanation explanation = explained(log);

    assertThat(explanation.findings()).isEmpty();
    assertThat(explanation.clear()).doesNotContainAnyElementsOf(wanting());
    assertThat(explanation.untold())
        .filteredOn(untold -> untold.rule().equals("saturated-device"))
        .singleElement()
        .extracting(Explanation.Untold::why)
        .asString()
        .contains("sda: nothing tells how long the intervals are", "sdb: ");
  }

  /** A log that lists something and tells nothing of it but its name. */
  @Test
  void namesAloneTellNothing() {
    String log =
        Arrays.stream(new String[REPORTS])
            .map(_ -> "Device tps\nsda 120.0\nsdb 120.0\n\n")
            .collect(Collectors.joining());

    assertThat(explained(log).clear()).doesNotContainAnyElementsOf(wanting());
    assertThat(explained(log).findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        Linux 6.1.0 (host)  11/21/26  _x86_64_  (2 CPU)

        12:00:01   UID   PID   kB_rd/s   kB_wr/s kB_ccwr/s iodelay  Command
        12:00:02     0   400    100.00      0.00      0.00      90  dd
        """,
        """
        Total DISK READ:  100.00 K/s | Total DISK WRITE:  0.00 B/s
          TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN     IO>    COMMAND
          400 be/4 root      100.00 K/s    0.00 B/s  0.00 % 99.00 % dd
        """
      })
  void processesAreNoDevices(String log) {
    assertThat(explained(log).clear()).isEmpty();
  }
}

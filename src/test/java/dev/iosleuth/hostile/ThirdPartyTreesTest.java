package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.cli.TestingConsole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees of other projects through the commands, their figures against what iostat printed. */
final class ThirdPartyTreesTest {
  private static final String SYSSTAT = "stack/sysstat/tests/";
  private static final String NOT_UNDERSTOOD = "not-understood/";

  /** iostat rounds to two decimals. */
  private static final double ROUNDING = 0.0051;

  private static Path fixture(String name) {
    String set = System.getenv("IOSLEUTH_FIXTURES");
    Path path = Path.of(set == null ? "../shared/fixtures" : set).resolve(name);
    assumeTrue(Files.exists(path), () -> "no third-party data at " + path);
    return path;
  }

  private static String root(String number) {
    return fixture(SYSSTAT + "root" + number + ".tar.gz").toString();
  }

  private static String run(String... words) {
    var console = new TestingConsole();
    int status = console.run(words);
    assertThat(status).as(console.err()).isLessThan(2);
    assertThat(console.out()).isNotEmpty();
    Outputs.assertHarmless(console.out());
    return console.out();
  }

  private static Map<String, Object> ledger(String before, String after) {
    Map<String, Object> ledger =
        Outputs.json(run("ledger", "--json", "--before", before, "--after", after));
    Outputs.assertBalances(ledger);
    return ledger;
  }

  /** iostat -dx ALL -p ALL: its second report is root1 to root2, and so on. */
  @ParameterizedTest
  @CsvSource({"1, 2, 31.17", "2, 3, 31.24", "3, 4, 38.50", "4, 5, 22.39"})
  void ratesAreIostats(String before, String after, double seconds) throws IOException {
    Map<String, Object> ledger = ledger(root(before), root(after));
    assertThat(Outputs.decimal(Outputs.object(ledger, "interval"), "seconds"))
        .isCloseTo(seconds, within(0.001));

    int compared =
        compare(ledger, reports("iostat-x-ALL-p-ALL").get(before.charAt(0) - '0'), seconds);
    assertThat(compared).isGreaterThan(60);
  }

  /** From the third root on, with flushes: only whole disks. */
  @ParameterizedTest
  @CsvSource({"3, 4, 38.50, 1", "4, 5, 22.39, 2"})
  void flushesAreIostats(String before, String after, double seconds, int report)
      throws IOException {
    Map<String, Object> ledger = ledger(root(before), root(after));

    Map<String, Map<String, Double>> theirs = reports("iostat-x-ALL-flush").get(report);
    assertThat(theirs.values()).anyMatch(row -> row.getOrDefault("f/s", 0.0) > 0);
    assertThat(compare(ledger, theirs, seconds)).isGreaterThan(15);
  }

  /** Devices with a slash in their name; iostat -p cciss/c0d0. */
  @Test
  void namesWithSlashesAreIostats() throws IOException {
    Map<String, Object> ledger = ledger(root("6"), root("7"));
    Map<String, Map<String, Double>> theirs = reports("iostat-p-cciss").get(1);
    assertThat(theirs).containsKeys("cciss/c0d0", "cciss/c0d0p2");
    for (Map.Entry<String, Map<String, Double>> row : theirs.entrySet()) {
      Map<String, Object> device = device(ledger, row.getKey());
      assertThat(device).as(row.getKey()).isNotEmpty();
      check(row, "tps", all(device, "ops") / 31.17);
      check(row, "kB_read/s", one(device, "reads", "bytes") / 31.17 / 1024);
      check(row, "kB_wrtn/s", one(device, "writes", "bytes") / 31.17 / 1024);
    }
  }

  private static double all(Map<String, Object> device, String field) {
    double sum = 0;
    for (String direction : List.of("reads", "writes", "discards")) {
      sum += device.get(direction) instanceof Map<?, ?> ? one(device, direction, field) : 0;
    }
    return sum;
  }

  /** How many figures were compared; a counter that went back is null here and 0 there. */
  private static int compare(
      Map<String, Object> ledger, Map<String, Map<String, Double>> report, double seconds) {
    int compared = 0;
    for (Map.Entry<String, Map<String, Double>> row : report.entrySet()) {
      Map<String, Object> device = device(ledger, row.getKey());
      assertThat(device).as(row.getKey()).isNotEmpty();
      for (String direction : List.of("reads", "writes", "discards")) {
        if (device.get(direction) instanceof Map<?, ?>) {
          String letter = direction.substring(0, 1);
          check(row, letter + "/s", one(device, direction, "ops") / seconds);
          check(row, letter + "kB/s", one(device, direction, "bytes") / seconds / 1024);
          check(row, letter + "rqm/s", one(device, direction, "merges") / seconds);
          compared += 3;
        }
      }
      if (device.get("flushes") instanceof Map<?, ?>) {
        check(row, "f/s", one(device, "flushes", "ops") / seconds);
        compared++;
      }
    }
    return compared;
  }

  private static double one(Map<String, Object> device, String direction, String field) {
    return Outputs.decimal(Outputs.object(device, direction), field);
  }

  private static void check(
      Map.Entry<String, Map<String, Double>> row, String column, double ours) {
    assertThat(row.getValue()).containsKey(column);
    assertThat(ours)
        .as(column + " of " + row.getKey())
        .isCloseTo(row.getValue().getOrDefault(column, -1.0), within(ROUNDING));
  }

  private static Map<String, Object> device(Map<String, Object> ledger, String name) {
    return Outputs.objects(ledger, "devices").stream()
        .filter(device -> name.equals(device.get("kernel_name")))
        .findFirst()
        .orElse(Map.of());
  }

  /** Reports of iostat: device to column to figure. */
  private static List<Map<String, Map<String, Double>>> reports(String name) throws IOException {
    var reports = new ArrayList<Map<String, Map<String, Double>>>();
    List<String> columns = List.of();
    for (String line : Files.readAllLines(fixture(SYSSTAT + "expected." + name))) {
      List<String> words = List.of(line.trim().split(" +"));
      if (words.getFirst().startsWith("Device")) {
        columns = words;
        reports.add(new LinkedHashMap<>());
      } else if (words.size() < columns.size() || columns.isEmpty()) {
        columns = List.of();
      } else {
        var row = new LinkedHashMap<String, Double>();
        for (int i = 1; i < words.size(); i++) {
          row.put(columns.get(i), Double.parseDouble(words.get(i)));
        }
        reports.getLast().put(words.getFirst(), row);
      }
    }
    return reports;
  }

  /** Every tree: whole, each kind of picture, and nothing not understood but what is known. */
  @ParameterizedTest
  @CsvSource({
    "procfs, stack/procfs/fixtures-all.tar.gz",
    "procfs-unpacked, stack/procfs/fixtures",
    "node_exporter, stack/node_exporter/sys-all.tar.gz",
    "node_exporter-proc, stack/node_exporter",
    "sysstat-root1, stack/sysstat/tests/root1.tar.gz",
    "sysstat-root2, stack/sysstat/tests/root2.tar.gz",
    "sysstat-root3, stack/sysstat/tests/root3.tar.gz",
    "sysstat-root4, stack/sysstat/tests/root4.tar.gz",
    "sysstat-root5, stack/sysstat/tests/root5.tar.gz",
    "sysstat-root6, stack/sysstat/tests/root6.tar.gz",
    "sysstat-root6b, stack/sysstat/tests/root6b.tar.gz",
    "sysstat-root7, stack/sysstat/tests/root7.tar.gz",
    "util-linux-lvm, stack/util-linux/tests/ts/lsblk/dumps/simple-lvm.tar.xz",
    "util-linux-nvme, stack/util-linux/tests/ts/lsblk/dumps/simple-nvme.tar.xz",
    "util-linux-bcachefs, stack/util-linux/tests/ts/lsblk/dumps/multi-devs-bcachefs.tar.xz",
  })
  void everyTreeIsUnderstood(String name, String path) throws Exception {
    String tree = fixture(path).toString();
    String[] input = {"--before", tree, "--after", tree, "--elapsed", "1"};
    Map<String, Object> stack = Outputs.json(run(with(input, "stack", "--json")));
    var notUnderstood = new TreeSet<String>();
    for (Map<String, Object> note : Outputs.objects(stack, "notes")) {
      if (note.get("kind").equals("not_understood")) {
        // what was found there is the fixture's own text and stays out of the lists
        String text = note.get("text").toString();
        notUnderstood.add(note.get("subject") + ": " + text.replaceFirst(", found .*", ""));
      }
    }
    assertThat(notUnderstood).isEqualTo(known(name));

    Map<String, Object> ledger = Outputs.json(run(with(input, "ledger", "--json")));
    Outputs.assertBalances(ledger);
    assertThat(Outputs.objects(ledger, "accounts"))
        .allSatisfy(total -> assertThat(Outputs.decimal(total, "device_ms")).isZero());
    Outputs.csv(run(with(input, "ledger", "--csv")));
    run(with(input, "ledger", "--why"));
    run(with(input));
    run(with(input, "stack"));
    run(with(input, "stack", "--dot"));
    Outputs.assertInertSvg(run(with(input, "stack", "--svg")));
  }

  private static String[] with(String[] input, String... words) {
    var all = new ArrayList<String>(List.of(words));
    all.addAll(List.of(input));
    return all.toArray(String[]::new);
  }

  private static Set<String> known(String name) throws IOException {
    try (InputStream in =
        ThirdPartyTreesTest.class.getResourceAsStream(NOT_UNDERSTOOD + name + ".txt")) {
      return in == null
          ? new TreeSet<>(List.of("no resource " + name))
          : new TreeSet<>(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }
}

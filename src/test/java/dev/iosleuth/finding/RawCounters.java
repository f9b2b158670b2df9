package dev.iosleuth.finding;

import dev.iosleuth.reading.Text;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures of a recording's devices straight from its copies of /proc/diskstats, by the formulas
 * of docs/json.md and by nothing of the program's.
 */
final class RawCounters {
  // columns of /proc/diskstats behind the name (Documentation/admin-guide/iostats.rst)
  private static final int READS = 0;
  private static final int READ_MERGES = 1;
  private static final int READ_SECTORS = 2;
  private static final int READ_MS = 3;
  private static final int WRITES = 4;
  private static final int WRITE_MERGES = 5;
  private static final int WRITE_SECTORS = 6;
  private static final int WRITE_MS = 7;
  private static final int IN_FLIGHT = 8;
  private static final int IO_TICKS = 9;
  private static final int TIME_IN_QUEUE = 10;
  private static final int DISCARDS = 11;
  private static final int DISCARD_MS = 14;
  private static final int FLUSHES = 15;
  private static final int FLUSH_MS = 16;

  private final List<Map<String, long[]>> samples = new ArrayList<>();
  private final List<Long> nanos = new ArrayList<>();
  private final List<RecordedTree> trees = new ArrayList<>();

  static RawCounters of(Path file) {
    var raw = new RawCounters();
    for (RecordedTree tree : Recording.open(file).optional().orElseThrow().samples()) {
      Text text = tree.read("proc/diskstats").optional().orElseThrow();
      raw.nanos.add(text.nanos());
      raw.trees.add(tree);
      var rows = new HashMap<String, long[]>();
      for (String line : text.lines()) {
        String[] words = line.strip().split("\\s+", -1);
        rows.put(words[2], Arrays.stream(words).skip(3).mapToLong(Long::parseLong).toArray());
      }
      raw.samples.add(rows);
    }
    return raw;
  }

  int steps() {
    return samples.size() - 1;
  }

  double seconds(int from, int to) {
    return (nanos.get(to) - nanos.get(from)) / 1e9;
  }

  /** Between the first sample and the last, by their headers. */
  double elapsed() {
    return (trees.getLast().moment().nanos() - trees.getFirst().moment().nanos()) / 1e9;
  }

  /** Of an array's job at the end, in percent. */
  double progress(String array) {
    Matcher job = mdstat(array, ":[^:]*?\\((\\d+)/(\\d+)\\) finish");
    return 100 * Double.parseDouble(job.group(1)) / Double.parseDouble(job.group(2));
  }

  /** The same, in KiB/s. */
  double syncSpeed(String array) {
    return Double.parseDouble(mdstat(array, ":[^:]*? speed=(\\d+)K/sec").group(1));
  }

  /**
   * By how much the position of a descriptor went on, and what the read calls of its process
   * returned meanwhile, since it was first seen or last went back.
   */
  double[] readOn(String pid, String descriptor) {
    List<String> position = List.of("proc/" + pid + "/fdinfo/" + descriptor, "pos");
    double[] began = {-1, 0};
    double before = -1;
    for (int i = 0; i < trees.size(); i++) {
      if (trees.get(i).read(position.getFirst()).optional().isPresent()) {
        double now = file(i, position);
        if (began[0] < 0 || now < before) {
          began = new double[] {now, file(i, List.of("proc/" + pid + "/io", "rchar"))};
        }
        before = now;
      }
    }
    double read = file(steps(), List.of("proc/" + pid + "/io", "rchar"));
    return new double[] {before - began[0], read - began[1]};
  }

  /** The third argument of thin-pool in its table, in sectors (thin-provisioning.rst). */
  double thinBlockKib(String device) {
    RecordedTree first = trees.getFirst();
    String name = first.read("sys/block/" + device + "/dm/name").map(Text::strip).orElse("?");
    return first.read("tool/dmsetup-table").optional().orElseThrow().lines().stream()
        .filter(line -> line.startsWith(name + ": "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[6]) / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Copies that an array has not: of [2/1] one. */
  double missing(String array) {
    Matcher copies = mdstat(array, ":[^\\[]*(?:\\[[0-9]+\\][^\\[]*)*?\\[(\\d+)/(\\d+)\\]");
    return Double.parseDouble(copies.group(1)) - Double.parseDouble(copies.group(2));
  }

  private Matcher mdstat(String array, String pattern) {
    String mdstat = trees.getLast().read("proc/mdstat").map(Text::string).orElse("");
    Matcher found = Pattern.compile("\n" + array + " " + pattern).matcher("\n" + mdstat);
    if (!found.find()) {
      throw new IllegalArgumentException("nothing of " + array);
    }
    return found;
  }

  /** Of the processors' time, in percent; the fifth column behind the name (proc(5)). */
  double iowait() {
    double[] first = processors(trees.getFirst());
    double[] last = processors(trees.getLast());
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += last[i] - first[i];
    }
    return 100 * (last[4] - first[4]) / sum;
  }

  /** Without what guests had, which is in the time of users, too. */
  private static double[] processors(RecordedTree tree) {
    Text stat = tree.read("proc/stat").optional().orElseThrow();
    String[] words = stat.lines().getFirst().split("\\s+", -1);
    return Arrays.stream(words).skip(1).limit(8).mapToDouble(Double::parseDouble).toArray();
  }

  long logLines(String pattern, String device) {
    Text log = trees.getLast().read("tool/kernel-log").optional().orElseThrow();
    return log.lines().stream()
        .filter(line -> Pattern.compile(pattern).matcher(line).find() && line.contains(device))
        .count();
  }

  /** Bytes by which a partition begins within a sector. */
  double misaligned(String partition, String disk) {
    String folder = "sys/block/" + disk;
    double start = file(steps(), List.of(folder + "/" + partition + "/start")) * 512;
    return start % file(steps(), List.of(folder + "/queue/physical_block_size"));
  }

  /**
   * The longest time in which nothing was completed and something was under way at the end; of what
   * was not there at its beginning by the clock's ticks.
   */
  double standstill(String device) {
    double longest = 0;
    double still = 0;
    for (int i = 1; i < samples.size(); i++) {
      long[] before = Objects.requireNonNull(samples.get(i - 1).get(device));
      long[] after = Objects.requireNonNull(samples.get(i).get(device));
      boolean none =
          after[READS] == before[READS]
              && after[WRITES] == before[WRITES]
              && after[DISCARDS] == before[DISCARDS]
              && after[FLUSHES] == before[FLUSHES];
      boolean began = still == 0 && before[IN_FLIGHT] == 0;
      double part = began ? (after[IO_TICKS] - before[IO_TICKS]) / 1e3 : seconds(i - 1, i);
      still = none && after[IN_FLIGHT] > 0 ? still + part : 0;
      longest = Math.max(longest, still);
    }
    return longest;
  }

  /** How often the qemu of that name has a file open. */
  long openFiles(String guest, String target) {
    RecordedTree last = trees.getLast();
    return last.list("proc").orElse(List.of()).stream()
        .map(pid -> "proc/" + pid)
        .filter(process ->
            last.read(process + "/cmdline")
                .map(Text::string)
                .orElse("")
                .contains("-name\0" + guest + "\0"))
        .mapToLong(process ->
            last.list(process + "/fd").orElse(List.of()).stream()
                .filter(fd -> last.link(process + "/fd/" + fd).orElse("").equals(target))
                .count())
        .sum();
  }

  /** The number that a file holds, or that stands behind a key in it. */
  double file(int sample, List<String> arguments) {
    Text text = trees.get(sample).read(arguments.getFirst()).optional().orElseThrow();
    if (arguments.size() == 1) {
      return Double.parseDouble(text.strip().split(" ", -1)[0]);
    }
    if (arguments.get(1).equals("cpu_ticks")) {
      // utime and stime, the 14th and 15th of all fields (proc(5))
      String[] words = text.string().replaceFirst("(?s).*\\) ", "").split(" ", -1);
      return Double.parseDouble(words[11]) + Double.parseDouble(words[12]);
    }
    if (arguments.getFirst().equals("proc/self/mountstats")) {
      return mount(text, arguments.get(1));
    }
    if (arguments.getFirst().startsWith("proc/pressure/")) {
      return pressure(text, arguments.get(1));
    }
    if (arguments.getFirst().equals("proc/net/dev")) {
      return network(text, arguments.get(1).split(" ", -1));
    }
    if (arguments.size() == 3) {
      // proc/modules: name, size, uses
      return text.lines().stream()
          .map(line -> line.split(" ", -1))
          .filter(words -> words[0].equals(arguments.get(1)))
          .mapToDouble(words -> Double.parseDouble(words[2]))
          .findFirst()
          .orElseThrow();
    }
    return text.lines().stream()
        .map(line -> line.strip().split("[\\s:]+", -1))
        .filter(words -> words[0].equals(arguments.get(1)))
        .mapToDouble(words -> Double.parseDouble(words[1]))
        .findFirst()
        .orElseThrow();
  }

  /** {@code /srv READ.queued_ms}: of the eight numbers of that operation of that mount. */
  private static double mount(Text text, String key) {
    int blank = key.lastIndexOf(' ');
    String[] names = key.substring(blank + 1).split("\\.", -1);
    String mounts = text.string();
    int at = mounts.indexOf(" mounted on " + key.substring(0, blank) + " with fstype nfs");
    int row = mounts.indexOf("\t" + names[0] + ": ", at);
    String[] words = mounts.substring(row).lines().findFirst().orElseThrow().strip().split(" ", -1);
    int column =
        List.of("", "count", "", "", "", "", "queued_ms", "", "whole_ms").indexOf(names[1]);
    return Double.parseDouble(words[column]);
  }

  /** Bytes of one direction, or packets of both, where no direction is named. */
  private static double network(Text text, String[] key) {
    return text.lines().stream()
        .map(line -> line.strip().split("[\\s:]+", -1))
        .filter(words -> words[0].equals(key[0]))
        .mapToDouble(words ->
            key.length == 1
                ? Double.parseDouble(words[2]) + Double.parseDouble(words[10])
                : Double.parseDouble(words[key[1].equals("received_bytes") ? 1 : 9]))
        .findFirst()
        .orElseThrow();
  }

  /** {@code some.total}: what stands behind total= in the line some. */
  private static double pressure(Text text, String key) {
    String[] names = key.split("\\.", -1);
    return text.lines().stream()
        .filter(line -> line.startsWith(names[0] + " "))
        .flatMap(line -> Arrays.stream(line.split(" ", -1)))
        .filter(word -> word.startsWith(names[1] + "="))
        .mapToDouble(word -> Double.parseDouble(word.substring(names[1].length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  double whole(String device, String metric) {
    return figure(device, metric, 0, samples.size() - 1);
  }

  /** NaN where there is none. */
  double figure(String device, String metric, int from, int to) {
    long[] first = Objects.requireNonNull(samples.get(from).get(device));
    long[] last = Objects.requireNonNull(samples.get(to).get(device));
    var gone = new double[last.length];
    for (int i = 0; i < gone.length; i++) {
      gone[i] = last[i] - first[i];
    }
    double s = seconds(from, to);
    double transfers = gone[READS] + gone[WRITES] + gone[DISCARDS];
    double times = gone[READ_MS] + gone[WRITE_MS] + gone[DISCARD_MS];
    double data = gone[READ_MS] + gone[WRITE_MS];
    double alone = gone[FLUSH_MS] <= gone[WRITE_MS] ? data - gone[FLUSH_MS] : data;
    double all = alone + gone[DISCARD_MS] + gone[FLUSH_MS];
    return switch (metric) {
      case "data_per_second" -> (gone[READS] + gone[WRITES]) / s;
      case "data_wait_ms" -> data / (gone[READS] + gone[WRITES]);
      case "data_share_percent" -> gone[DISCARD_MS] + gone[FLUSH_MS] > 0 ? 100 * alone / all : 100;
      case "discard_share_percent" -> gone[DISCARD_MS] > 0 ? 100 * gone[DISCARD_MS] / all : 0;
      case "discards_per_second" -> gone[DISCARDS] / s;
      case "discard_wait_ms" -> gone[DISCARD_MS] / gone[DISCARDS];
      case "util_percent" -> gone[IO_TICKS] / s / 10;
      case "own_time_percent" -> Math.min(100, (times + gone[FLUSH_MS]) / s / 10);
      case "own_queue" -> (times + gone[FLUSH_MS]) / s / 1000;
      case "queue" -> gone[TIME_IN_QUEUE] / s / 1000;
      case "reads_per_second" -> gone[READS] / s;
      case "writes_per_second" -> gone[WRITES] / s;
      case "flushes_per_second" -> gone[FLUSHES] / s;
      case "transfers_per_second" -> transfers / s;
      case "read_kib_per_second" -> gone[READ_SECTORS] / 2 / s;
      case "write_kib_per_second" -> gone[WRITE_SECTORS] / 2 / s;
      case "kib_per_second" -> (gone[READ_SECTORS] + gone[WRITE_SECTORS]) / 2 / s;
      case "read_merges_per_second" -> gone[READ_MERGES] / s;
      case "write_merges_per_second" -> gone[WRITE_MERGES] / s;
      case "wait_ms" -> times / transfers;
      case "read_wait_ms" -> gone[READ_MS] / gone[READS];
      case "write_wait_ms" -> gone[WRITE_MS] / gone[WRITES];
      case "flush_wait_ms" -> gone[FLUSH_MS] / gone[FLUSHES];
      case "size_kib" ->
          (gone[READ_SECTORS] + gone[WRITE_SECTORS]) / 2 / (gone[READS] + gone[WRITES]);
      case "read_size_kib" -> gone[READ_SECTORS] / 2 / gone[READS];
      case "write_size_kib" -> gone[WRITE_SECTORS] / 2 / gone[WRITES];
      default -> throw new IllegalArgumentException("no metric " + metric);
    };
  }
}

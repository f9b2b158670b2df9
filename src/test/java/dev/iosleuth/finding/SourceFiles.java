package dev.iosleuth.finding;

import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that stand behind what a finding names as its sources, by docs/json.md. */
final class SourceFiles {
  private static final Pattern CALL =
      Pattern.compile("(\\w+)\\(((?:\"(?:[^\"\\\\]|\\\\.)*\"|[^()\"])*)\\)");
  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|[^,\" ]+");

  private SourceFiles() {}

  /** Paths from the host's root; those of devices that are not in sysfs under that name too. */
  static Set<String> of(Finding finding, Sample sample) {
    var files = new TreeSet<String>();
    for (Evidence evidence : finding.evidence()) {
      Matcher call = CALL.matcher(evidence.source());
      while (call.find()) {
        files(call.group(1), arguments(call.group(2)), sample).forEach(files::add);
      }
    }
    files.addAll(beside(finding, sample));
    return files;
  }

  private static List<String> arguments(String text) {
    var arguments = new ArrayList<String>();
    Matcher one = STRING.matcher(text);
    while (one.find()) {
      arguments.add(Objects.requireNonNullElse(one.group(1), one.group()));
    }
    return arguments;
  }

  private static Stream<String> files(String name, List<String> arguments, Sample sample) {
    String first = arguments.isEmpty() ? "" : arguments.getFirst();
    return switch (name) {
      case "seconds", "steps" -> Stream.of();
      case "page_bytes" -> Stream.of("proc/vmstat", "proc/meminfo");
      case "cpu", "most_stolen_seconds" -> Stream.of("proc/stat");
      case "most_stalled_seconds" -> Stream.of("proc/pressure/" + first);
      case "mdstat" -> Stream.of("proc/mdstat");
      case "log_lines" -> Stream.of("tool/kernel-log");
      case "df" -> Stream.of("tool/df");
      case "smartctl" -> Stream.of("tool/smartctl/" + first);
      case "thin_block_kib" -> Stream.of("tool/dmsetup-table");
      case "drbd" -> Stream.of("proc/drbd", "tool/drbdsetup-events2");
      case "read_on" -> Stream.of("proc/" + first + "/fdinfo/" + arguments.get(1));
      case "misaligned_bytes", "off_chunk_bytes" ->
          Stream.of(
              "sys/block/" + arguments.get(1) + "/" + first + "/start",
              "sys/block/" + arguments.get(1) + "/queue/physical_block_size");
      case "guest" -> guest(first, sample);
      case "first", "last", "growth" -> Stream.of(first);
      default -> Stream.of("proc/diskstats");
    };
  }

  private static Stream<String> guest(String name, Sample sample) {
    return sample.guests().stream()
        .filter(guest -> guest.name().equals(name))
        .map(Guest::pid)
        .flatMap(pid -> pid.stream())
        .map(pid -> "proc/" + pid + "/")
        .flatMap(folder -> Stream.of(folder + "stat", folder + "cmdline", folder + "fd"));
  }

  /** What a rule looks at and does not name as the source of a figure. */
  private static List<String> beside(Finding finding, Sample sample) {
    String name = finding.subject().name();
    return switch (finding.rule()) {
      case "network-limit" ->
          Stream.concat(
                  Stream.of("proc/net/bonding/" + name),
                  sample.topology().settings().interfaces().keySet().stream()
                      .map(one -> "sys/class/net/" + one + "/speed"))
              .toList();
      case "scrub-running", "degraded" ->
          List.of(
              "proc/mdstat",
              "sys/block/" + name + "/md/sync_action",
              "sys/block/" + name + "/md/degraded");
      case "memory-pressure" -> List.of("proc/swaps", "proc/vmstat");
      case "mount-options" -> List.of("proc/self/mountinfo", "proc/swaps");
      case "queue-settings" ->
          Stream.of("rotational", "scheduler", "max_sectors_kb", "max_hw_sectors_kb")
              .map(file -> "sys/block/" + name + "/queue/" + file)
              .toList();
      default -> List.of();
    };
  }
}

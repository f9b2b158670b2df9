package dev.iosleuth.lab;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.reading.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The file {@code truth} of a run: lines of words that are separated by tabs.
 *
 * <pre>
 * load    otter939   /system.slice/otter939.service   direct   357   1462272   457   1871872   0
 * tools   /dev/vdc
 * expect  copies  1  2
 * expect  pieces  4  otter939
 * expect  job     check  md0
 * expect  host    1  1  otter939
 * replica  sorrel10.lab  120  491520
 * </pre>
 *
 * @param copies bytes that the leaves move for a byte of a load; of loads that are not in it nobody
 *     can tell
 * @param atHost likewise of the disks of the host, where it recorded, too
 * @param pieces operations that the first device counts for one of a load
 * @param replicas what programs on the other node wrote: operations and bytes
 * @param jobs words that the name of a job of the kernel has to hold
 * @param tools kernel's names of the disks that hold the guest's programs, which no load moves
 */
record Truth(
    List<Load> loads,
    Map<String, Copies> copies,
    Map<String, Copies> atHost,
    Map<String, Integer> pieces,
    List<Replica> replicas,
    List<List<String>> jobs,
    Set<String> tools) {
  Truth {
    loads = List.copyOf(loads);
    copies = Map.copyOf(copies);
    atHost = Map.copyOf(atHost);
    pieces = Map.copyOf(pieces);
    replicas = List.copyOf(replicas);
    jobs = List.copyOf(jobs);
    tools = Set.copyOf(tools);
  }

  /** Stands for every load of either node. */
  private static final String ANY = "";

  /** Empty: not told. */
  record Copies(OptionalDouble reads, OptionalDouble writes) {}

  /** What a guest that runs on the other node wrote. */
  record Replica(String name, long ops, long bytes) {}

  /** Whether loads may move this disk: all but those with the guest's programs. */
  boolean moves(DeviceLedger device) {
    return !tools.contains(device.node().kernelName());
  }

  /** Bytes that the disks here write for a byte that the other node's guest wrote. */
  int replicated() {
    Copies any = copies.get(ANY);
    return any == null ? 1 : (int) any.writes().orElse(1);
  }

  static Truth read(Path file) throws IOException {
    var loads = new ArrayList<Load>();
    var replicas = new ArrayList<Replica>();
    var tools = new HashSet<String>();
    var expectations = new ArrayList<List<String>>();
    for (String line : Files.readAllLines(file)) {
      List<String> words = List.of(line.split("\t", -1));
      switch (words.getFirst()) {
        case "load" -> loads.add(load(words));
        case "replica" ->
            replicas.add(new Replica(words.get(1), number(words.get(2)), number(words.get(3))));
        case "tools" -> tools.add(words.get(1).substring(words.get(1).lastIndexOf('/') + 1));
        case "expect" -> expectations.add(words.subList(1, words.size()));
        default -> throw new IOException(file + ": what is '" + line + "'?");
      }
    }
    var copies = new HashMap<String, Copies>();
    var atHost = new HashMap<String, Copies>();
    var pieces = new HashMap<String, Integer>();
    var jobs = new ArrayList<List<String>>();
    for (List<String> words : expectations) {
      List<String> more = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "host" -> more.subList(2, more.size()).forEach(name -> atHost.put(name, copies(more)));
        case "copies" -> {
          Copies each = copies(more);
          named(loads, more.subList(2, more.size())).forEach(name -> copies.put(name, each));
          if (more.size() == 2) {
            copies.put(ANY, each);
          }
        }
        case "pieces" ->
            named(loads, more.subList(1, more.size()))
                .forEach(name -> pieces.put(name, Fields.parseInt(more.getFirst()).orElse(1)));
        case "job" -> jobs.add(more);
        default -> throw new IOException(file + ": what is to be expected by " + words + "?");
      }
    }
    return new Truth(loads, copies, atHost, pieces, replicas, jobs, tools);
  }

  /** A number, or one divided by another: 2, 3/2. */
  private static OptionalDouble times(String word) {
    if (word.equals("-")) {
      return OptionalDouble.empty();
    }
    String[] parts = word.split("/", 2);
    double below = parts.length > 1 ? Double.parseDouble(parts[1]) : 1;
    return OptionalDouble.of(Double.parseDouble(parts[0]) / below);
  }

  private static Copies copies(List<String> words) {
    return new Copies(times(words.get(0)), times(words.get(1)));
  }

  private static List<String> named(List<Load> loads, List<String> names) {
    return names.isEmpty() ? loads.stream().map(Load::name).toList() : names;
  }

  private static Load load(List<String> words) throws IOException {
    for (Load.How how : Load.How.values()) {
      if (how.word().equals(words.get(3))) {
        return new Load(
            words.get(1),
            words.get(2),
            how,
            number(words.get(4)),
            number(words.get(5)),
            number(words.get(6)),
            number(words.get(7)),
            number(words.get(8)));
      }
    }
    throw new IOException("no such way to the disk: " + words.get(3));
  }

  private static long number(String word) throws IOException {
    return Fields.parse(word).orElseThrow(() -> new IOException("no number: " + word));
  }
}

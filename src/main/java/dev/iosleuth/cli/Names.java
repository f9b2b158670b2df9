package dev.iosleuth.cli;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.stack.Lookup;
import dev.iosleuth.stack.Lookup.Answer;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.unit.DevNo;
import dev.iosleuth.view.text.Escape;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what a name means on this host. */
final class Names {
  private static final int MOST_CANDIDATES = 8;
  private static final int MOST_PROCESSES = 20;

  /** Columns: with number and blanks a line of 80. */
  private static final int MOST_COMMAND = 66;

  private Names() {}

  /**
   * @param live whether the sample is of this host and moment: then names of files may be relative,
   *     and those of no file are told
   */
  static Set<NodeId> find(Sample sample, Stack stack, String name, boolean live) {
    if (name.isEmpty()) {
      throw new Failure("an empty name; iosleuth stack lists all there is");
    }
    return nodes(name, answer(sample, stack, name, live));
  }

  /**
   * In a recording.
   *
   * @param typed the name as it was typed, for the message if nothing has it
   */
  static Set<NodeId> find(Sample sample, Stack stack, String name, String typed) {
    return nodes(typed, answer(sample, stack, name, false));
  }

  /** What was found, or the end in one line. */
  private static Set<NodeId> nodes(String name, Answer answer) {
    List<Node> nodes =
        switch (answer) {
          case Answer.Found(List<Node> found) -> found;
          case Answer.Running(List<ProcessSample> processes) -> throw several(name, processes);
          case Answer.Ambiguous(List<Node> candidates) -> throw ambiguous(name, candidates);
          case Answer.NotFound(String why, List<String> nearest, _) ->
              throw new Failure(
                  "'" + name + "': " + why + near(nearest) + "; iosleuth stack lists all there is");
        };
    return nodes.stream().map(Node::id).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether something has this name in a recording. */
  static boolean isThere(Sample sample, Stack stack, String name) {
    return !name.isEmpty() && !(answer(sample, stack, name, false) instanceof Answer.NotFound);
  }

  /** The process that a name stands for in a recording: by its number, or the only one of it. */
  static Optional<ProcessSample> process(Sample sample, Stack stack, String name) {
    List<ProcessSample> programs = Lookup.programs(sample, stack, name);
    return programs.size() == 1
        ? Optional.of(programs.getFirst())
        : Optional.ofNullable(sample.processes().get(Fields.parseInt(name).orElse(-1)));
  }

  /** One name, or several between commas: a name that holds a comma itself is there as a whole. */
  static List<String> split(Sample sample, Stack stack, String word, boolean live) {
    if (!word.contains(",")) {
      return List.of(word);
    }
    Answer whole = answer(sample, stack, word, live);
    return whole instanceof Answer.NotFound ? List.of(word.split(",", -1)) : List.of(word);
  }

  /** What has these names and all that it stands on, down to disks that are counted. */
  static Set<NodeId> devices(Sample sample, Stack stack, List<String> words, boolean live) {
    var devices = new LinkedHashSet<NodeId>();
    words.stream()
        .flatMap(word -> split(sample, stack, word, live).stream())
        .forEach(name -> devices.addAll(devices(sample, stack, name, live)));
    return devices;
  }

  private static Set<NodeId> devices(Sample sample, Stack stack, String name, boolean live) {
    var devices = new LinkedHashSet<NodeId>();
    Set<NodeId> found = find(sample, stack, name, live);
    found.forEach(id -> devices.addAll(stack.below(id)));
    if (devices.stream().noneMatch(id -> stack.node(id).leaf().isPresent())) {
      // a file that is a loop device's store: the device that stands on it does the I/O
      found.forEach(id -> devices.addAll(stack.chain(id)));
    }
    if (devices.stream().noneMatch(id -> stack.node(id).leaf().isPresent())) {
      throw new Failure("'" + name + "' stands on no disk that is counted on this host");
    }
    return devices;
  }

  /** Ends the command if nothing has this name; a process may show its files only later. */
  static void requireThere(Sample sample, Stack stack, String name) {
    boolean there =
        !name.isEmpty()
            && answer(sample, stack, name, true) instanceof Answer.NotFound(_, _, boolean known)
            && known;
    if (!there) {
      find(sample, stack, name, true);
    }
  }

  /** Of programs that run this one is none that is meant; the only one is meant by its name. */
  private static Answer answer(Sample sample, Stack stack, String name, boolean live) {
    Answer answer = live ? here(sample, stack, name) : Lookup.find(sample, stack, name);
    if (!(answer instanceof Answer.Running(List<ProcessSample> all))) {
      return answer;
    }
    long own = live ? ProcessHandle.current().pid() : -1;
    List<ProcessSample> others = all.stream().filter(p -> p.stat().pid() != own).toList();
    List<ProcessSample> meant = others.isEmpty() ? all : others;
    return meant.size() == 1
        ? Lookup.find(sample, stack, String.valueOf(meant.getFirst().stat().pid()))
        : new Answer.Running(meant);
  }

  private static Failure several(String name, List<ProcessSample> processes) {
    List<String> choices =
        processes.stream()
            .limit(MOST_PROCESSES)
            .map(process -> process.stat().pid() + "  " + command(process))
            .toList();
    int rest = processes.size() - choices.size();
    return new Failure(
        "'%s' is the name of %d processes%s; take one by its number, as in iosleuth stack %d"
            .formatted(
                name,
                processes.size(),
                rest > 0 ? " (" + rest + " are not shown)" : "",
                processes.getFirst().stat().pid()),
        choices);
  }

  private static String command(ProcessSample process) {
    List<String> words = process.command().orElse(List.of());
    String line = words.isEmpty() ? process.stat().comm() : String.join(" ", words);
    return Escape.terminal(line, MOST_COMMAND);
  }

  private static Answer here(Sample sample, Stack stack, String name) {
    Tree host = GuardedTree.host("/");
    Answer answer = Lookup.find(sample, stack, name, path -> missing(host, path));
    String path = name.startsWith("/") ? name : absolute(name);
    boolean relative = !name.startsWith("/") && missing(host, path).isEmpty();
    if (answer instanceof Answer.NotFound && relative) {
      return Lookup.find(sample, stack, path, _ -> Optional.empty());
    }
    return answer instanceof Answer.NotFound(_, _, boolean there) && !there && name.startsWith("/")
        ? noDevice(host, path).orElse(answer)
        : answer;
  }

  /** What the path is, if it is neither a block device nor something that lies on one. */
  private static Optional<Answer> noDevice(Tree host, String path) {
    return host.device(path.substring(1)) instanceof Reading.Malformed<DevNo>(_, _, String found)
            && !List.of("a regular file", "a directory").contains(found)
        ? Optional.of(new Answer.NotFound("it is no block device, but " + found, List.of(), false))
        : Optional.empty();
  }

  /** By text: Java has no paths of bytes that are not UTF-8. */
  private static String absolute(String name) {
    String folder = Path.of("").toAbsolutePath().toString();
    String rest = name.startsWith("./") ? name.substring(2) : name;
    return rest.startsWith("../") || rest.contains("/../")
        ? Inputs.path(name).toAbsolutePath().normalize().toString()
        : (folder.equals("/") ? "" : folder) + "/" + rest;
  }

  /** Why there is no such file; empty if there is one, of whatever kind. */
  private static Optional<String> missing(Tree host, String path) {
    return host.device(path.substring(1)) instanceof Reading.Absent<DevNo>(String why)
        ? Optional.of(why)
        : Optional.empty();
  }

  private static String near(List<String> nearest) {
    return nearest.isEmpty() ? "" : " (" + String.join(", ", nearest) + "?)";
  }

  private static Failure ambiguous(String name, List<Node> candidates) {
    String ids =
        candidates.stream()
            .limit(MOST_CANDIDATES)
            .map(node -> node.id().value())
            .collect(Collectors.joining(", "));
    return new Failure(
        "'" + name + "' is the name of " + candidates.size() + " things; take one of " + ids);
  }
}

package dev.iosleuth.stack;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graph in the making. */
final class Draft {
  private record Step(NodeId upper, NodeId lower, Edge.Role role) {
    /** Written out, as is hashCode: what the compiler makes is put together anew at each start. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Step that
          && role == that.role
          && upper.equals(that.upper)
          && lower.equals(that.lower);
    }

    @Override
    public int hashCode() {
      return 31 * upper.hashCode() + lower.hashCode();
    }
  }

  private final Sample sample;
  private final Devices devices;
  private final Map<NodeId, NodeDraft> nodes = new LinkedHashMap<>();
  private final Map<Step, Long> steps = new LinkedHashMap<>();
  private final Map<NodeId, List<NodeId>> lowers = new HashMap<>();
  private final Set<NodeId> paths = new HashSet<>();
  private final List<Note> notes;

  Draft(Sample sample) {
    this.sample = sample;
    this.devices = new Devices(sample);
    this.notes = new ArrayList<>(sample.notes());
    notes.addAll(sample.topology().notes());
  }

  Sample sample() {
    return sample;
  }

  Devices devices() {
    return devices;
  }

  Collection<NodeDraft> nodes() {
    return Collections.unmodifiableCollection(nodes.values());
  }

  void add(NodeDraft node) {
    nodes.putIfAbsent(node.id(), node);
  }

  Optional<NodeDraft> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  boolean has(NodeId id) {
    return nodes.containsKey(id);
  }

  /** Steps between the same two in the same role are one, their sectors added up. */
  void edge(NodeId upper, NodeId lower, Edge.Role role, long sectors) {
    if (role == Edge.Role.PATH) {
      paths.add(lower);
    }
    Long before = steps.putIfAbsent(new Step(upper, lower, role), sectors);
    if (before == null) {
      lowers.computeIfAbsent(upper, _ -> new ArrayList<>(2)).add(lower);
    } else {
      steps.put(new Step(upper, lower, role), before + sectors);
    }
  }

  /** To a device by its kernel name; one that has no node is noted. */
  void edge(BlockDevice upper, String lower, Edge.Role role, long sectors) {
    NodeId id = NodeId.device(lower);
    if (has(id)) {
      edge(NodeId.device(upper.name()), id, role, sectors);
      return;
    }
    missing(upper.name(), lower);
  }

  /** Devices that sysfs does not show are known by their counters: without those none is missed. */
  void missing(String upper, String lower) {
    if (sample.diskstats() instanceof Reading.Malformed || damaged()) {
      return;
    }
    notes.add(
        new Note(
            Note.Kind.NOT_UNDERSTOOD,
            upper,
            "stands on " + lower + ", which is not there or has no size"));
  }

  private boolean damaged() {
    return sample.diskstats().map(stats -> !stats.damaged().isEmpty()).orElse(false);
  }

  void note(Note.Kind kind, String subject, String text) {
    notes.add(new Note(kind, subject, text));
  }

  List<NodeId> lowers(NodeId id) {
    return lowers.getOrDefault(id, List.of());
  }

  /** Whether it is one of several ways to the same disk. */
  boolean isPath(NodeId id) {
    return paths.contains(id);
  }

  Stack finish() {
    var leaves = new Leaves(this);
    List<Node> finished = new ArrayList<>(nodes.size());
    nodes.values().forEach(node -> finished.add(node.finish(leaves.kind(node))));
    List<Edge> edges = new ArrayList<>(steps.size());
    steps.forEach(
        (step, sectors) -> edges.add(new Edge(step.upper(), step.lower(), step.role(), sectors)));
    return new Stack(finished, edges, notes);
  }
}

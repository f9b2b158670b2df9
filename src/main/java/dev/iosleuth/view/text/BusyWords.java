package dev.iosleuth.view.text;

import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The sentence on the busiest disks: {@code sda and sdb (md1) are 61 % and 93 % busy.} */
final class BusyWords {
  private BusyWords() {}

  /**
   * @param busy at least one, busiest first
   */
  static String of(List<Busy> busy, Stack stack) {
    double most = busy.getFirst().share();
    List<Busy> near = busy.stream().filter(b -> b.share() >= most / 2).toList();
    String array = array(near, stack).map(n -> " (" + Labels.of(n, 16) + ")").orElse("");
    if (near.size() > 3) {
      return "%s and %d more disks%s are up to %s busy."
          .formatted(name(near.getFirst()), near.size() - 1, array, Units.percent(most));
    }
    List<Busy> named =
        near.stream()
            .sorted(java.util.Comparator.comparing(b -> b.device().node().kernelName()))
            .toList();
    String names = join(named.stream().map(BusyWords::name).toList());
    List<String> shares = named.stream().map(b -> Units.percent(b.share())).distinct().toList();
    String verb = named.size() == 1 ? "is" : "are";
    String each =
        shares.size() == 1 && named.size() > 1
            ? shares.getFirst()
            : join(named.stream().map(b -> Units.percent(b.share())).toList());
    return names + array + " " + verb + " " + each + " busy.";
  }

  private static String name(Busy busy) {
    return Labels.of(busy.device().node(), 16);
  }

  private static String join(List<String> words) {
    if (words.size() == 1) {
      return words.getFirst();
    }
    return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }

  /** The one array that all of them are members of. */
  private static Optional<Node> array(List<Busy> busy, Stack stack) {
    Set<NodeId> arrays = arrays(busy.getFirst().device().node().id(), stack);
    for (Busy other : busy) {
      Set<NodeId> own = arrays(other.device().node().id(), stack);
      arrays = arrays.stream().filter(own::contains).collect(Collectors.toSet());
    }
    return arrays.size() == 1 ? stack.find(arrays.iterator().next()) : Optional.empty();
  }

  /** Directly or through a partition. */
  private static Set<NodeId> arrays(NodeId disk, Stack stack) {
    return stack.uppers(disk).stream()
        .flatMap(e ->
            e.role() == Edge.Role.PARTITION
                ? stack.uppers(e.upper()).stream()
                : java.util.stream.Stream.of(e))
        .map(Edge::upper)
        .filter(id -> stack.find(id).filter(n -> n.kind() == Node.Kind.ARRAY).isPresent())
        .collect(Collectors.toSet());
  }
}

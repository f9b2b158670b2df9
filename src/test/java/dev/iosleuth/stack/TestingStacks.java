package dev.iosleuth.stack;

import dev.iosleuth.sample.TestingSamples;
import java.util.List;

/** Stacks as lines, to compare: {@code dev:md0 -COPY-> dev:sda1}. */
final class TestingStacks {
  private TestingStacks() {}

  static Stack build(TestingSamples host) {
    return StackBuilder.build(host.build());
  }

  /** Every step, with its sectors where they are fixed. */
  static List<String> steps(Stack stack) {
    return stack.edges().stream().map(TestingStacks::step).toList();
  }

  private static String step(Edge edge) {
    String sectors = edge.sectors() == 0 ? "" : " " + edge.sectors();
    return edge.upper() + " -" + edge.role() + "-> " + edge.lower() + sectors;
  }

  /** The leaves as {@code sda DISK}. */
  static List<String> leaves(Stack stack) {
    return stack.leaves().stream().map(n -> n.kernelName() + " " + n.leaf().orElseThrow()).toList();
  }

  static Node device(Stack stack, String kernelName) {
    return stack.node(NodeId.device(kernelName));
  }
}

package dev.iosleuth.cli;

import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;

/** Finds what a name means on this host. */
final class Names {
  private Names() {}

  static Node one(Stack stack, String name) {
    return stack.nodes().values().stream()
        .filter(n -> n.kernelName().equals(name) || n.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Failure("nothing here is called " + name));
  }
}

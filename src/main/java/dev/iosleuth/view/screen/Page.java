package dev.iosleuth.view.screen;

import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import java.util.List;
import java.util.Optional;

/** What is on the screen. */
sealed interface Page {
  /**
   * A table of rows.
   *
   * @param device only what was done on this leaf
   * @param chosen the row that was chosen, as it was last seen; without one it is the first
   * @param at where it stood
   */
  record Table(Optional<Node> device, Optional<Row> chosen, int at) implements Page {
    static final Table WHOLE = new Table(Optional.empty(), Optional.empty(), 0);

    Optional<NodeId> leaf() {
      return device.map(Node::id);
    }
  }

  /**
   * The stack under an account.
   *
   * @param row as it was last seen
   * @param entries where it entered then
   * @param scrolled lines above the screen
   */
  record Way(Row row, List<NodeId> entries, int scrolled) implements Page {
    public Way {
      entries = List.copyOf(entries);
    }
  }
}

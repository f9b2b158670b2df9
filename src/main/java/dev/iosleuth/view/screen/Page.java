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

  /** Lines of which as many are shown as find room. */
  sealed interface Scrolled extends Page {
    /** Lines above the screen. */
    int scrolled();

    Page at(int line);
  }

  /**
   * Words that any key but those that scroll takes away.
   *
   * @param notes of this moment; without one the keys
   */
  record Words(Optional<Moment> notes, int scrolled) implements Scrolled {
    @Override
    public Page at(int line) {
      return new Words(notes, line);
    }
  }

  /**
   * The stack under an account.
   *
   * @param row as it was last seen
   * @param entries where it entered then
   */
  record Way(Row row, List<NodeId> entries, int scrolled) implements Scrolled {
    public Way {
      entries = List.copyOf(entries);
    }

    @Override
    public Page at(int line) {
      return new Way(row, entries, line);
    }
  }
}

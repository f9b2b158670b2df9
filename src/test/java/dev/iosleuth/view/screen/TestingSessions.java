package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.ledger.Waits;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.view.screen.Key.Special;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sessions at a screen, without one. */
final class TestingSessions {
  private TestingSessions() {}

  /** That has seen five seconds of node1. */
  static Session node1() {
    var session = new Session(Optional.empty(), 5);
    session.add(moment(TestingNode1.books(), 0));
    return session;
  }

  /**
   * @param late seconds after what the books say
   * @param alive numbers of the processes that live at its end
   */
  static Moment moment(TestingLedgers books, int late, Integer... alive) {
    Ledger l = books.ledger();
    var ledger =
        new Ledger(
            l.host(),
            l.start().plusSeconds(late),
            l.end().plusSeconds(late),
            l.seconds(),
            l.devices(),
            l.accounts(),
            l.edges(),
            l.notes());
    Stack stack = books.stack();
    return Moment.of(ledger, stack, Waits.of(ledger, Map.of()), Alive.of(List.of(alive)));
  }

  static void press(Session session, Special... keys) {
    List.of(keys).forEach(session::press);
  }

  static void type(Session session, String text) {
    Key.decode(text).forEach(session::press);
  }

  /** The screen's lines without styles and blanks at their ends. */
  static String screen(Session session, int columns, int rows) {
    return String.join(
            "\n",
            Screen.of(session, rows, columns, ZoneOffset.UTC).stream()
                .map(l -> l.text().stripTrailing())
                .toList())
        .stripTrailing();
  }

  static List<String> lines(Session session) {
    return screen(session, 80, 24).lines().toList();
  }

  /** Names of the rows of the table that is shown. */
  static List<String> names(Session session) {
    return session.sight((Page.Table) session.page()).orElseThrow().rows().stream()
        .map(r -> r.group().name())
        .toList();
  }

  /** The line that Enter would take. */
  static String chosen(Session session) {
    return lines(session).stream().filter(l -> l.startsWith(">")).findFirst().orElse("");
  }
}

package dev.iosleuth.view.screen;

import static dev.iosleuth.view.screen.TestingSessions.chosen;
import static dev.iosleuth.view.screen.TestingSessions.lines;
import static dev.iosleuth.view.screen.TestingSessions.moment;
import static dev.iosleuth.view.screen.TestingSessions.names;
import static dev.iosleuth.view.screen.TestingSessions.press;
import static dev.iosleuth.view.screen.TestingSessions.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Grouping.By;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.view.screen.Key.Special;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private final Session session = TestingSessions.node1();

  private static TestingLedgers one(Account account, long ops) {
    return new TestingLedgers("node1", 1)
        .disk("sda", "")
        .post("sda", account, Direction.WRITE, ops, ops * 4096, (double) ops, Basis.MEASURED);
  }

  @Test
  void sortsByEachColumnAndTurnsRound() {
    assertThat(names(session)).startsWith("stackstorm.example.com", "wrn-dns1", "md1 check");
    type(session, "3");
    assertThat(names(session)).startsWith("md1 check", "alvm1");
    type(session, "<<");
    assertThat(names(session)).startsWith("alvm1", "drbd activity logs");
    type(session, "r");
    assertThat(names(session)).startsWith("wrn-dns1", "unexplained");
    type(session, "rs");
    assertThat(lines(session).get(2)).startsWith("most disk time first");
    type(session, "<<");
    assertThat(lines(session).get(2)).startsWith("most wait first");
  }

  @Test
  void controlUEmptiesWhatIsBeingTyped() {
    type(session, "/STORM");
    press(session, Special.ENTER);
    type(session, "/");
    press(session, Special.CLEAR);
    assertThat(lines(session).get(2)).isEqualTo("filter: _");
    press(session, Special.ENTER);
    assertThat(session.filter()).isEmpty();
    assertThat(names(session)).hasSize(7);
    press(session, Special.CLEAR);
    assertThat(names(session)).as("where nothing is typed").hasSize(7);
  }

  @Test
  void filtersByWhatIsTypedAndForgetsItByEscape() {
    type(session, "/STORM");
    assertThat(names(session)).containsExactly("stackstorm.example.com");
    assertThat(lines(session).get(2)).isEqualTo("filter: STORM_");
    press(session, Special.ENTER);
    assertThat(lines(session).get(2)).contains("only 'STORM'");
    type(session, "/");
    press(session, Special.BACKSPACE);
    assertThat(session.filter()).isEqualTo("STOR");
    press(session, Special.ESCAPE);
    assertThat(names(session)).hasSize(7);
    type(session, "/zzz");
    assertThat(lines(session)).contains("Nobody of that name read or wrote anything here.");
    press(session, Special.ENTER, Special.ENTER, Special.DOWN, Special.ESCAPE);
    assertThat(names(session)).hasSize(7);
  }

  @Test
  void theReplicasHostAndWhatIsAroundAreFilteredToo() {
    type(session, "/node2");
    assertThat(names(session)).containsExactly("wrn-dns1");
  }

  @Test
  void aPausedScreenStandsStillAndStepsBackAndForward() {
    session.add(moment(one(TestingLedgers.process("a", 7), 10), 1));
    session.add(moment(one(TestingLedgers.process("b", 8), 10), 2));
    assertThat(names(session)).containsExactly("b");
    type(session, " ");
    session.add(moment(one(TestingLedgers.process("c", 9), 10), 3));
    assertThat(names(session)).containsExactly("b");
    assertThat(lines(session).getFirst()).contains("PAUSED").contains("1.0 s ago");
    press(session, Special.LEFT);
    assertThat(names(session)).containsExactly("a");
    press(session, Special.LEFT, Special.LEFT, Special.LEFT);
    assertThat(names(session)).hasSize(7);
    press(session, Special.RIGHT, Special.RIGHT);
    assertThat(names(session)).containsExactly("b");
    type(session, " ");
    assertThat(names(session)).containsExactly("c");
    assertThat(lines(session).getFirst()).doesNotContain("PAUSED").doesNotContain("ago");
  }

  @Test
  void goesFromTheDeviceToItsAccountsToTheirStackAndBack() {
    type(session, "bbbbb");
    assertThat(session.by()).contains(By.DEVICE);
    assertThat(names(session)).containsExactly("sdb", "sda");
    press(session, Special.DOWN, Special.ENTER);
    assertThat(lines(session).get(1)).startsWith("sda · disk 8:144 · ST1000NM0011");
    assertThat(names(session)).startsWith("stackstorm.example.com", "wrn-dns1");
    press(session, Special.ENTER);
    assertThat(lines(session))
        .anyMatch(l -> l.startsWith("guest stackstorm.example.com") && l.endsWith("◄"));
    press(session, Special.BACKSPACE);
    assertThat(lines(session).get(1)).startsWith("sda ");
    press(session, Special.LEFT);
    assertThat(names(session)).containsExactly("sdb", "sda");
    assertThat(chosen(session)).startsWith(">sda");
    press(session, Special.ESCAPE);
    assertThat(names(session)).containsExactly("sdb", "sda");
  }

  @Test
  void whoWasChosenStaysChosenWhereverHeGoes() {
    Account a = TestingLedgers.process("a", 7);
    Account b = TestingLedgers.process("b", 8);
    var both = one(a, 100).post("sda", b, Direction.WRITE, 10, 40_960, 10, Basis.MEASURED);
    session.add(moment(both, 1, 7, 8));
    press(session, Special.DOWN);
    assertThat(chosen(session)).startsWith(">b[8]");

    session.add(
        moment(
            one(b, 100).post("sda", a, Direction.WRITE, 10, 40_960, 10, Basis.MEASURED), 2, 7, 8));

    assertThat(names(session)).containsExactly("b", "a");
    assertThat(chosen(session)).startsWith(">b[8]");
  }

  @Test
  void whoIsChosenAndEndsIsSaidToHaveEnded() {
    Account a = TestingLedgers.process("a", 7);
    session.add(moment(one(a, 10), 1, 7));
    press(session, Special.END);
    session.add(moment(one(TestingLedgers.process("b", 8), 10), 2, 7, 8));
    assertThat(chosen(session)).startsWith(">a[7]").endsWith("idle");
    session.add(moment(one(TestingLedgers.process("b", 8), 10), 3, 8));
    assertThat(chosen(session)).startsWith(">a[7]").endsWith("ended");

    press(session, Special.ENTER);
    assertThat(lines(session).get(1)).isEqualTo("a[7]: ended");
    assertThat(lines(session)).anyMatch(l -> l.startsWith("disk sda ◄"));
    press(session, Special.ESCAPE, Special.DOWN);
    assertThat(chosen(session)).startsWith(">b[8]");
    assertThat(names(session)).containsExactly("b");
  }

  @Test
  void theStackOfWhoEndsWhileItIsShownStays() {
    session.add(moment(one(TestingLedgers.process("a", 7), 10), 1, 7));
    press(session, Special.ENTER);
    assertThat(lines(session).get(1)).isEqualTo("a[7]");
    session.add(moment(new TestingLedgers("node1", 1).disk("sda", ""), 2));
    assertThat(lines(session).get(1)).isEqualTo("a[7]: ended");
    assertThat(lines(session)).anyMatch(l -> l.startsWith("disk sda ◄"));
    session.add(moment(new TestingLedgers("node1", 1).disk("sdb", ""), 3));
    assertThat(lines(session)).contains("It stands on nothing that is known here.");
  }

  /** What it did to its end entered at a file system where another one lives. */
  @Test
  void ofAGuestThatEndsNoOthersStackIsShown() {
    Account web = guest("web1", 7);
    session.add(moment(shared(web, "web1", "web2"), 1, 7, 8));
    type(session, "/web1\r");
    press(session, Special.ENTER);
    assertThat(lines(session).get(1)).isEqualTo("web1");
    assertThat(lines(session)).anyMatch(l -> l.contains("guest web1 ◄"));

    session.add(moment(shared(web, "web2"), 2, 8));
    assertThat(lines(session))
        .anyMatch(l -> l.contains("guest web1 ◄"))
        .noneMatch(l -> l.contains("web2"));
    session.add(moment(shared(guest("web2", 8), "web2"), 3, 8));
    assertThat(lines(session).get(1)).isEqualTo("web1: ended");
    assertThat(lines(session))
        .anyMatch(l -> l.contains("guest web1 ◄"))
        .noneMatch(l -> l.contains("web2"));
  }

  private static Account guest(String name, int pid) {
    return new Account(
        Account.Kind.GUEST,
        name,
        "",
        OptionalLong.of(pid),
        OptionalLong.of(1),
        List.of(new Account.Element(Account.Kind.GUEST, name)));
  }

  /** Guests whose images lie in one file system, and what one of them did there. */
  private static TestingLedgers shared(Account who, String... guests) {
    TestingLedgers books =
        new TestingLedgers("node1", 1)
            .disk("sda", "")
            .node(Node.Kind.FILESYSTEM, "fs:8:0", "/srv", Map.of())
            .edge("fs:8:0", "dev:sda", Edge.Role.ENTRY);
    for (String guest : guests) {
      books
          .node(Node.Kind.GUEST, "guest:" + guest, guest, Map.of())
          .node(Node.Kind.FILE, "file:/srv/" + guest, "/srv/" + guest, Map.of())
          .edge("guest:" + guest, "file:/srv/" + guest, Edge.Role.FILE)
          .edge("file:/srv/" + guest, "fs:8:0", Edge.Role.FILE);
    }
    return books.post("sda", who, Direction.WRITE, 10, 40960, 10.0, Basis.MEASURED, "fs:8:0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.05", "86401", "x", "", "-1", "1 2", "99999999999999999999"})
  void aDelayThatMakesNoSenseIsSaid(String typed) {
    type(session, "d" + typed + "\r");
    assertThat(session.seconds()).isEqualTo(5);
    assertThat(lines(session).get(2)).isEqualTo("an interval takes from 0.1 up to 86400 seconds");
    type(session, "s");
    assertThat(lines(session).get(2)).doesNotContain("an interval takes");
  }

  @Test
  void theDelayIsWhatWasTyped() {
    type(session, "d2.5\r");
    assertThat(session.seconds()).isEqualTo(2.5);
  }

  @Test
  void helpShowsTheKeysUntilTheNextOne() {
    type(session, "?");
    assertThat(lines(session).getFirst()).matches("q +quit");
    type(session, "q");
    assertThat(session.over()).isFalse();
    type(session, "q");
    assertThat(session.over()).isTrue();
  }

  @Test
  void noKeyDoesHarmBeforeTheFirstInterval() {
    var empty = new Session(Optional.of(By.GUEST), 1);
    for (Special key : Special.values()) {
      empty.press(key);
    }
    type(empty, "s<>rb12345678[] \u0000ü");
    assertThat(lines(empty)).anyMatch(l -> l.startsWith("Looking: "));
  }

  @Test
  void theGroupingThatWasAskedForIsTheFirst() {
    var units = new Session(Optional.of(By.CONTAINER), 1);
    units.add(moment(TestingNode1.books(), 0));
    assertThat(lines(units).get(3)).startsWith(" CONTAINER");
    type(units, "b");
    assertThat(lines(units).get(3)).startsWith(" WHO");
  }
}

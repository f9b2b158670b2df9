package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StackTextTest {
  private static final Look LOOK = new Look(80, false, ZoneOffset.UTC);

  @Test
  void theChainOfOneThingInBothDirections() {
    var books = TestingNode1.books();
    var meta = Set.of(new NodeId("dev:dm-4"));
    assertThat(StackText.of(books.stack(), meta, Optional.empty(), LOOK))
        .isEqualTo(
            """
            guest stackstorm.example.com · vda
            └ drbd drbd21 · Primary
              └ metadata volume xenvg/d015.disk0_meta dm-4 ◄
                └ array md1 · raid1 · [UU] · check 41 %
                  ├ disk sda · ST1000NM0011 · 932 GiB
                  └ disk sdb · HUA721010KLA330
            """);
  }

  @Test
  void ratesAndReasons() {
    var books = TestingNode1.books();
    var data = Set.of(new NodeId("dev:dm-3"));
    assertThat(StackText.of(books.stack(), data, Optional.of(books.ledger()), LOOK))
        .isEqualTo(
            """
                                                         r/s     w/s   MiB/s   SIZE    await
            guest stackstorm.example.com · vda
            └ drbd drbd21 · Primary                        0   294.0    1.02   3.5K    12 ms
              │   nothing is amplified: 294.0 w/s = 79.0 + 184.0 merged below
              └ volume xenvg/d015.disk0_data dm-3 ◄        0   294.0    1.02   3.5K    12 ms
                └ array md1 · raid1 · [UU]               2.4   312.4    1.09   3.5K    12 ms
                  │   x2: every write goes to both legs
                  ├ disk sda · ST1000NM0011             62.8   192.8   29.79   119K   2.9 ms
                  └ disk sdb · HUA721010KLA330          62.8   192.8   29.79   119K   4.3 ms
            """);
  }

  @Test
  void whatStandsUnderSeveralIsToldOnce() {
    var books = TestingNode1.books();
    String text = StackText.of(books.stack(), Optional.empty(), LOOK);
    assertThat(text)
        .containsOnlyOnce("disk sda")
        .contains(
            """
              │ └ array md1 · raid1 · [UU] · check 41 %
            """)
        .contains(
            """
            fs / · ext4
            └ volume xenvg/root dm-9 (above)

            Could not be seen:
              proc/1234/io: needs root
            """);
  }

  @Test
  void anEmptyHost() {
    var books = new TestingLedgers("h", 1);
    assertThat(StackText.of(books.stack(), Optional.empty(), LOOK))
        .isEqualTo("Nothing is stacked here.\n");
  }

  static List<String> hostileNames() {
    return TestingHarm.NAMES;
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesDoNothing(String name) {
    var books = new TestingLedgers("h", 5).disk("sda", name);
    String lower = "dev:sda";
    for (int i = 0; i < 30; i++) {
      String upper = "dev:" + name + i;
      books
          .node(Node.Kind.VOLUME, upper, name, Map.of("k" + name, name, "model", name))
          .edge(upper, lower, Edge.Role.META, new EdgeFlow.Amount(1, 2, 3, 4, 5), 2, name);
      lower = upper;
    }
    books.note(Note.Kind.NOT_UNDERSTOOD, name, name);
    String text = StackText.of(books.stack(), Optional.of(books.ledger()), LOOK);
    TestingHarm.assertHarmless(text);
    TestingHarm.assertFits(text, 80);
  }
}

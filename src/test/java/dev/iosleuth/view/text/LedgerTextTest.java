package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.Extract;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Node.LeafKind;
import dev.iosleuth.stack.NodeId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LedgerTextTest {
  private static final Look LOOK = new Look(80, false, ZoneOffset.UTC);

  private static String text(Ledger ledger, Optional<Grouping.By> by, boolean why, Look look) {
    return LedgerText.of(ledger, new LedgerText.Asked(by, Set.of(), why), look);
  }

  @Test
  void aSectionForEachLeafThenTheLayers() {
    var asked = new LedgerText.Asked(Optional.empty(), Set.of(NodeId.device("sda")), false);
    assertThat(LedgerText.of(TestingNode1.books().ledger(), asked, LOOK))
        .isEqualTo(
            """
            node1 · 5.0 s                                                    22 Apr 10:20:05

            sda · disk 8:144 · ST1000NM0011 · 61 % busy
              busy 3.0 s of 5.0 s: 314 reads (140 MiB in all), 964 writes (8.4 MiB in all),
              280 flushes
              WHO                           BUSY     r/s    w/s flush/s   MiB/s  BASIS
              stackstorm.example.com        38 %       0   79.0    31.0    1.04  apportioned
              wrn-dns1 (replica of node2)   29 %       0   98.4    24.6    0.51  apportioned
              md1 check                     21 %    61.6      0       0   28.10  measured
              alvm1                          6 %     1.2    9.8     0.4    0.12  measured
              drbd activity logs             2 %       0    3.2       0    0.01  derived
              journal of / (jbd2)            2 %       0    1.6       0    0.01  apportioned
              unexplained                    1 %       0    0.8       0    0.00  unexplained

            Could not be seen:
              proc/1234/io: needs root
            What was asked for (ISSUED): iosleuth ledger --by account
            100 % = 7.6 s of disk time in 2 x 5 s; books balance
            """);
  }

  @Test
  void whatWasAskedForIsSummedEvenIfHostTotalsLeaveItOut() {
    Account writer = TestingLedgers.process("w1", 7);
    var books =
        new TestingLedgers("node1", 2)
            .disk("sda", "ST1")
            .leaf("loop0", LeafKind.MEMORY, Map.of())
            .post("sda", writer, Direction.WRITE, 5, 20_480, 10, Basis.MEASURED)
            .post("loop0", writer, Direction.WRITE, 20, 81_920, 40, Basis.MEASURED);
    Ledger loop = Extract.of(books.ledger(), Set.of(NodeId.device("loop0")));
    assertThat(text(loop, Optional.of(Grouping.By.PROCESS), false, LOOK))
        .contains("w1[7]", "100 %", "10.0")
        .endsWith("100 % = 40 ms of busy time of loop0 in 2 s; books balance\n");
    assertThat(text(books.ledger(), Optional.of(Grouping.By.PROCESS), false, LOOK))
        .endsWith("100 % = 10 ms of disk time in 1 x 2 s; books balance\n");
  }

  @Test
  void nothingIsAmplifiedIsSaidInThoseWords() {
    assertThat(text(TestingNode1.books().ledger(), Optional.empty(), false, LOOK))
        .contains(
            """
              drbd21 → xenvg/d015.disk0_data: 294.0 → 263.0 + 184.0 merged w/s, 1.02 MiB/s,
              x1 bytes
                  nothing is amplified: 294.0 w/s = 79.0 + 184.0 merged below
            """);
  }

  @Test
  void whyShowsBasisWayNotesAndSources() {
    assertThat(text(TestingNode1.books().ledger(), Optional.of(Grouping.By.GUEST), true, LOOK))
        .contains("write: 395 ops of 395 arrivals, 5.2 MiB, 1.2 s; apportioned via")
        .contains("guest:stackstorm > dev:drbd21 > dev:dm-3 > dev:md1 > dev:sdb")
        .contains("Where figures come from:")
        .contains("sda: device time split by the class's costs: no history yet");
  }

  /** The legs of a mirror have one reason, said once; the factor says of what it is. */
  @Test
  void oneReasonOfSeveralLegsIsSaidOnce() {
    var once = new EdgeFlow.Amount(20, 20, 0, 40_960, 81_920);
    var books =
        new TestingLedgers("node1", 5)
            .node(Node.Kind.ARRAY, "dev:md1", "md1", Map.of())
            .disk("sda", "ST1")
            .disk("sdb", "ST2")
            .edge("dev:md1", "dev:sda", Edge.Role.COPY, once, 2, "the mirror writes both")
            .edge("dev:md1", "dev:sdb", Edge.Role.COPY, once, 2, "the mirror writes both");
    String why = text(books.ledger(), Optional.empty(), true, LOOK);
    assertThat(why).containsOnlyOnce("the mirror writes both").contains("x2 bytes");
  }

  @Test
  void processesOfOneNameStandTogetherUnlessReasonsAreAskedFor() {
    var books = new TestingLedgers("node1", 5).disk("sda", "ST1");
    for (int pid = 100; pid < 300; pid++) {
      Account dd =
          TestingLedgers.process("dd", pid, new Account.Element(Account.Kind.UNIT, "b.service"));
      books.post("sda", dd, Direction.WRITE, 5, 20_480, 10, Basis.APPORTIONED, "fs:8:0");
    }
    assertThat(text(books.ledger(), Optional.empty(), false, LOOK))
        .contains("  dd (b.service) x200")
        .contains(
            """
            Processes of one name (x2) one by one, and what was asked for (ISSUED): iosleuth
            ledger --by account
            """)
        .hasLineCount(10);
    assertThat(text(books.ledger(), Optional.empty(), true, LOOK))
        .contains("dd[100] (b.service)")
        .contains("\nWhat was asked for (ISSUED): iosleuth ledger --by account\n");
    assertThat(text(books.ledger(), Optional.of(Grouping.By.ACCOUNT), false, LOOK))
        .contains("dd[100] (b.service)", "ISSUED")
        .doesNotContain("one by one");
    Ledger chosen = Extract.of(books.ledger(), Set.of(NodeId.device("sda")));
    assertThat(text(chosen, Optional.empty(), false, LOOK))
        .contains("\nProcesses of one name (x2) one by one: iosleuth ledger --by account\n");
  }

  @Test
  void aPartOfBytesMayBeLessThanAnOperation() {
    var books =
        new TestingLedgers("node1", 2)
            .disk("sda", "ST1")
            .post(
                "sda",
                TestingLedgers.process("sh", 7),
                Direction.WRITE,
                0,
                2048,
                0,
                Basis.APPORTIONED)
            .post(
                "sda",
                TestingLedgers.process("w1", 8),
                Direction.WRITE,
                1,
                8192,
                1,
                Basis.APPORTIONED);
    assertThat(text(books.ledger(), Optional.empty(), true, LOOK))
        .contains("write: less than 1 op, 2 KiB")
        .contains("write: 1 op of 1 arrival, 8 KiB");
  }

  /**
   * Of two volumes on a disk the one that was asked for; of the disk all, by what they are called.
   */
  @Test
  void layersOfWhatWasAskedFor() {
    var amount = new EdgeFlow.Amount(10, 10, 0, 40_960, 40_960);
    Ledger ledger =
        new TestingLedgers("node1", 2)
            .disk("sda", "ST1")
            .node(Node.Kind.VOLUME, "dev:dm-0", "vg/a", Map.of())
            .node(Node.Kind.VOLUME, "dev:dm-1", "vg/b", Map.of())
            .edge("dev:dm-0", "dev:sda", Edge.Role.PART, amount, 1, "")
            .edge("dev:dm-1", "dev:sda", Edge.Role.PART, amount, 1, "")
            .ledger();
    NodeId disk = NodeId.device("sda");
    Ledger volume = Extract.of(ledger, Set.of(NodeId.device("dm-0"), disk));
    assertThat(text(volume, Optional.empty(), false, LOOK))
        .contains("vg/a → sda")
        .doesNotContain("dm-1");
    assertThat(text(Extract.of(ledger, Set.of(disk)), Optional.empty(), false, LOOK))
        .contains("  dm-0 → sda", "  dm-1 → sda");
  }

  /** A size beside an operation is that of one elsewhere: here it is that of all. */
  @Test
  void totalsAreNotTakenForSizesAndOneIsNotMany() {
    Account writer = TestingLedgers.process("w", 7);
    var books =
        new TestingLedgers("node1", 2)
            .disk("sda", "")
            .post("sda", writer, Direction.READ, 1, 4096, 1, Basis.MEASURED)
            .post("sda", writer, Direction.WRITE, 3, 12_288, 1, Basis.MEASURED)
            .post("sda", writer, Direction.FLUSH, 1, 0, 1, Basis.MEASURED);
    assertThat(text(books.ledger(), Optional.empty(), true, LOOK))
        .contains("busy 3.0 ms of 2.0 s: 1 read (4 KiB), 3 writes (12 KiB in all), 1 flush\n")
        .contains("read: 1 op of 1 arrival, 4 KiB, 1.0 ms; measured");
  }

  /** A device's own counters are read a little before or behind the sample's time. */
  @Test
  void oneIntervalHasOneLength() {
    assertThat(lengths(1.5)).contains("node1 · 1.6 s ", "busy 4.0 ms of 1.6 s");
    assertThat(lengths(1.2)).contains("node1 · 1.6 s ", "busy 4.0 ms of 1.2 s");
  }

  private static String lengths(double own) {
    var io = new Flow.Io(4, 0, 4096, 9);
    Reading<Flow.Io> none = Reading.absent("needs kernel 4.18");
    Reading<Flow.Flushes> flushes = Reading.absent("needs kernel 5.5");
    var books =
        new TestingLedgers("node1", 1.6)
            .disk("sda", "")
            .flow("sda", Reading.known(new Flow(own, Flow.Io.ZERO, io, none, flushes, 4, 9, 0, 0)));
    var asked = new LedgerText.Asked(Optional.empty(), Set.of(NodeId.device("sda")), false);
    return LedgerText.of(books.ledger(), asked, LOOK);
  }

  @Test
  void idleDisksDoNotFillTheScreen() {
    var books = new TestingLedgers("node1", 2);
    for (int i = 100; i < 150; i++) {
      books.disk("sd" + i, "");
    }
    assertThat(text(books.ledger(), Optional.empty(), false, LOOK))
        .contains("Idle: sd100, sd101, ", "and 38 more\n")
        .hasLineCount(6);
  }

  @Test
  void whyAShareIsNotGivenIsSaidOnce() {
    Account writer = TestingLedgers.process("w", 7);
    var books =
        new TestingLedgers("node1", 2)
            .disk("sda", "")
            .leaf("loop0", LeafKind.MEMORY, Map.of())
            .leaf("loop1", LeafKind.MEMORY, Map.of())
            .post("sda", writer, Direction.WRITE, 5, 20_480, 10, Basis.MEASURED)
            .post("loop0", writer, Direction.WRITE, 5, 20_480, 10, Basis.MEASURED)
            .post("loop1", writer, Direction.WRITE, 5, 20_480, 10, Basis.MEASURED);
    assertThat(text(books.ledger(), Optional.of(Grouping.By.DEVICE), false, LOOK))
        .containsOnlyOnce("A share of -: in memory or on another host")
        .doesNotContain("ISSUED");
    assertThat(text(books.ledger(), Optional.of(Grouping.By.PROCESS), false, LOOK))
        .doesNotContain("A share of -");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, 50, 60, 79, 80, 81, 103, 104, 132, 300})
  void linesFit(int width) {
    var look = new Look(width, false, ZoneOffset.UTC);
    for (Grouping.By by : Grouping.By.values()) {
      String text = text(TestingNode1.books().ledger(), Optional.of(by), true, look);
      TestingHarm.assertFits(text, look.width());
    }
  }

  @ParameterizedTest
  @EnumSource(Grouping.By.class)
  void theUnexplainedIsAlwaysShown(Grouping.By by) {
    if (by != Grouping.By.DEVICE) {
      assertThat(text(TestingNode1.books().ledger(), Optional.of(by), false, LOOK))
          .contains("unexplained                   1 %");
    }
  }

  @Test
  void booksThatAreOffAreSaidToBe() {
    Ledger ledger = TestingNode1.books().ledger();
    var cheated =
        new Ledger(
            ledger.host(),
            ledger.start(),
            ledger.end(),
            ledger.seconds(),
            ledger.devices(),
            ledger.accounts().subList(1, ledger.accounts().size()),
            ledger.edges(),
            ledger.notes());
    assertThat(text(cheated, Optional.empty(), false, LOOK))
        .endsWith("100 % = 7.6 s; BOOKS ARE OFF: accounts ms of device time -2,850\n");
  }

  static List<String> hostileNames() {
    return TestingHarm.NAMES;
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesDoNothing(String name) {
    Account account = TestingLedgers.process(name, 7, new Account.Element(Account.Kind.UNIT, name));
    var books =
        new TestingLedgers(name, 2)
            .disk(name, name)
            .post(name, account, Direction.WRITE, 4, 8192, 3, Basis.DERIVED, name)
            .post(
                name, TestingLedgers.replica(name, name), Direction.READ, 4, 8192, 3, Basis.DERIVED)
            .note(Note.Kind.NOT_UNDERSTOOD, name, name);
    for (Grouping.By by : Grouping.By.values()) {
      String text = text(books.ledger(), Optional.of(by), true, LOOK);
      TestingHarm.assertHarmless(text);
      TestingHarm.assertFits(text, 80);
    }
  }

  @Test
  void coloursOnlyIfAskedFor() {
    Ledger ledger = TestingNode1.books().ledger();
    String plain = text(ledger, Optional.of(Grouping.By.ACCOUNT), true, LOOK);
    String colored =
        text(ledger, Optional.of(Grouping.By.ACCOUNT), true, new Look(80, true, ZoneOffset.UTC));
    assertThat(plain).doesNotContain("\u001b");
    assertThat(colored).contains("\u001b[1m");
    assertThat(colored.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
  }
}

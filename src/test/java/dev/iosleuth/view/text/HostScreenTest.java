package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Account.Element;
import dev.iosleuth.ledger.Account.Kind;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Node.LeafKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostScreenTest {
  private static final Look LOOK = new Look(80, false, ZoneOffset.UTC);

  private static String screen(TestingLedgers books, Look look) {
    return HostScreen.of(books.ledger(), books.stack(), look);
  }

  private static void assertOneScreen(String screen, int columns) {
    assertThat(screen.lines().count()).as(screen).isLessThanOrEqualTo(HostScreen.LINES);
    TestingHarm.assertFits(screen, columns);
    TestingHarm.assertHarmless(screen);
  }

  @Test
  void anAnswerInWordsThenTheLedgerThenWhereToDig() {
    assertThat(screen(TestingNode1.books(), LOOK))
        .isEqualTo(
            """
            iosleuth · node1 · 5.0 s · 2 disks, 3 volumes, 2 guests             22 Apr 10:20

            sda and sdb (md1) are 61 % and 91 % busy. 38 % of it is stackstorm.example.com:
            158 writes/s of 13.5 KiB (79 asked for), 62 flushes/s. 29 % is replication for
            wrn-dns1, which runs on node2. md1 check (41 %) adds 21 %. 1 % is unexplained.

            WHO                         DISK TIME       r/s    w/s flush/s   MiB/s    ISSUED
            stackstorm.example.com       38 % ██▎         0  158.0    62.0    2.08    79 w/s
            wrn-dns1 (replica of node2)  29 % █▊          0  196.8    49.2    1.02    98 w/s
            md1 check                    21 % █▎      123.2      0       0   56.19         -
            alvm1                         6 % ▍         2.4   19.6     0.8    0.24   12 io/s
            drbd activity logs            2 % ▏           0    6.4       0    0.03         -
            journal of / (jbd2)           2 % ▏           0    3.2       0    0.01         -
            unexplained                   1 % ▏           0    1.6       0    0.01         -
                                        100 % = 7.6 s of disk time in 2 x 5 s; books balance

            1 thing was not seen or not understood: iosleuth ledger tells which
            Why: iosleuth explain    Way down: iosleuth stack stackstorm.example.com
            """);
  }

  /** The stack is that of the last sample. */
  @Test
  void theWayDownIsToWhatIsStillThere() {
    var later = new TestingLedgers("node1", 5).disk("sda", "").disk("sdb", "");

    assertThat(HostScreen.of(TestingNode1.books().ledger(), later.stack(), LOOK))
        .endsWith("Way down: iosleuth stack sdb\n");
  }

  @Test
  void anIdleHostSaysSoInOneLine() {
    var books = new TestingLedgers("node1", 5).disk("sda", "").disk("sdb", "");
    assertThat(screen(books, LOOK))
        .isEqualTo(
            """
            iosleuth · node1 · 5.0 s · 2 disks                                  22 Apr 10:20

            All disks are idle.

            Why: iosleuth explain    Way down: iosleuth stack sda
            """);
  }

  @Test
  void aQuietHostSaysSoAndShowsWhoItIs() {
    var books =
        new TestingLedgers("node1", 5)
            .disk("sda", "")
            .post(
                "sda",
                TestingLedgers.process("cron", 5),
                Direction.WRITE,
                2,
                8192,
                9,
                Basis.DERIVED);
    assertThat(screen(books, LOOK))
        .contains("All is quiet: no disk is even 1 % busy.")
        .contains("cron[5]                     100 % ██████");
  }

  @Test
  void whatHasNoRoomIsSummedAndTheUnexplainedStays() {
    var books = new TestingLedgers("node1", 5).disk("sda", "");
    for (int i = 0; i < 30; i++) {
      Account guest = Account.simple(Kind.GUEST, "web" + i);
      books.post("sda", guest, Direction.WRITE, 10, 40_960, 100 - i, Basis.DERIVED);
    }
    books.post("sda", Account.UNEXPLAINED_ACCOUNT, Direction.READ, 1, 512, 0.2, Basis.UNEXPLAINED);
    String screen = screen(books, LOOK);
    assertThat(screen)
        .contains("web9 ")
        .doesNotContain("web10 ")
        .contains("… 20 more")
        .contains("unexplained                  <1 % ▏");
    assertThat(screen.lines().filter(l -> l.contains(" % ")).count()).isGreaterThan(12);
    assertOneScreen(screen, 80);
  }

  @Test
  void whatIsSummedIsSummedWithWhatWasAskedFor() {
    var books = new TestingLedgers("node1", 5).disk("sda", "");
    for (int i = 0; i < 30; i++) {
      Account guest = Account.simple(Kind.GUEST, "web" + i);
      books.post("sda", guest, Direction.WRITE, 10, 40_960, 100 - i, Basis.DERIVED);
      books.issued(guest, 0, 5, 40_960);
    }
    assertThat(screen(books, LOOK))
        .contains(
            "… 19 more                    59 % ███▌        0   38.0       0    0.15    19 w/s");
  }

  /** Rows of zeros tell nothing; together they may. */
  @Test
  void rowsOfZerosAreNoRows() {
    Account busy = TestingLedgers.process("postgres", 7);
    var books =
        new TestingLedgers("node1", 100)
            .disk("sda", "")
            .post("sda", busy, Direction.WRITE, 5_000, 20_480_000, 50_000, Basis.MEASURED);
    for (int i = 0; i < 3; i++) {
      Account idle = TestingLedgers.process("idle" + i, 10 + i);
      books.post("sda", idle, Direction.WRITE, 2, 2048, 1, Basis.MEASURED).issued(idle, 0, 2, 2048);
    }
    assertThat(screen(books, LOOK))
        .contains("postgres[7]", "\n… 3 more                     <1 %")
        .contains("0.1 w/s\n")
        .doesNotContain("idle");

    var quiet =
        new TestingLedgers("node1", 1000)
            .disk("sda", "")
            .post("sda", busy, Direction.WRITE, 5_000, 20_480_000, 50_000, Basis.MEASURED)
            .issued(TestingLedgers.process("idle", 10), 0, 2, 2048);
    assertThat(screen(quiet, LOOK)).contains("postgres[7]").doesNotContain("idle[", "more");
  }

  @Test
  void timeThatWentIntoDiscardsDoesNotStandBesideZeros() {
    Account trim = TestingLedgers.process("fstrim", 9);
    var books =
        new TestingLedgers("node1", 5)
            .disk("sda", "")
            .post("sda", trim, Direction.DISCARD, 500, 1L << 30, 700, Basis.DERIVED);
    assertThat(screen(books, LOOK))
        .contains("fstrim[9]: 100 discards/s.")
        .contains("fstrim[9]                   100 % ██████         100.0 discards/s only");
  }

  @Test
  void processesOfOneNameInOnePlaceStandTogether() {
    var books = new TestingLedgers("node1", 5).disk("sda", "");
    for (int pid = 100; pid < 300; pid++) {
      Account dd = TestingLedgers.process("dd", pid, new Element(Kind.UNIT, "backup.service"));
      books
          .post("sda", dd, Direction.WRITE, 5, 20_480, 10, Basis.APPORTIONED)
          .issued(dd, 0, 5, 20_480);
    }
    assertThat(screen(books, LOOK))
        .contains(
            "sda is 40 % busy. 100 % of it is dd (backup.service) x200: 200 writes/s of\n4 KiB.")
        .contains(
            "dd (backup.service) x200    100 % ██████      0  200.0       0    0.78   200 w/s");
  }

  @Test
  void manyDisksOfOneArrayAreNamedByIt() {
    var books = new TestingLedgers("node1", 5).node(Node.Kind.ARRAY, "dev:md0", "md0", Map.of());
    for (char c = 'a'; c < 'm'; c++) {
      books
          .disk("sd" + c, "")
          .edge("dev:md0", "dev:sd" + c, Edge.Role.PARITY)
          .post(
              "sd" + c,
              TestingLedgers.process("x", 5),
              Direction.READ,
              100,
              8192,
              2_000 + c,
              Basis.DERIVED);
    }
    assertThat(screen(books, LOOK)).contains("sdl and 11 more disks (md0) are up to 42 % busy.");
  }

  @Test
  void aDiskWhoseCountersAreUnknownIsNotCalledIdle() {
    var books =
        new TestingLedgers("node1", 5)
            .disk("sda", "")
            .flow("sda", Reading.absent("came within the interval"));
    assertThat(screen(books, LOOK))
        .contains("What the disks did is not known: sda: came within the interval.");
  }

  @Test
  void leavesOutsideTheTotalAreNotPassedOver() {
    var books =
        new TestingLedgers("node1", 5)
            .disk("sda", "")
            .leaf("loop0", LeafKind.MEMORY, Map.of())
            .post(
                "loop0",
                TestingLedgers.process("fio", 5),
                Direction.READ,
                100,
                10 << 20,
                2_000,
                Basis.DERIVED);
    assertThat(screen(books, LOOK))
        .contains("All disks are idle. Not in the total: loop0 (memory), 2.00 MiB/s.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, 50, 60, 79, 80, 95, 104, 132, 220})
  void everyWidthIsUsedAndNoneExceeded(int width) {
    var look = new Look(width, false, ZoneOffset.UTC);
    assertOneScreen(screen(TestingNode1.books(), look), look.width());
  }

  @Test
  void narrowTerminalsShowWhatMattersMostAndNoBrokenLine() {
    assertThat(screen(TestingNode1.books(), new Look(40, false, ZoneOffset.UTC)))
        .contains(
            """
            WHO                  TIME     r/s    w/s
            stackstor…ample.com  38 %       0  158.0
            """)
        .contains("\nWhy: iosleuth explain\nWay down: iosleuth stack\nstackstorm.example.com\n");
    assertThat(screen(TestingNode1.books(), new Look(60, false, ZoneOffset.UTC)))
        .contains("r/s    w/s flush/s   MiB/s\n");
  }

  @Test
  void wordsAndTableTellTheSameRates() {
    Account writer = TestingLedgers.process("postgres", 7);
    var books =
        new TestingLedgers("node1", 5)
            .disk("sda", "")
            .post("sda", writer, Direction.WRITE, 185, 185 * 4096, 500, Basis.MEASURED)
            .post("sda", writer, Direction.FLUSH, 26, 0, 500, Basis.MEASURED)
            .issued(writer, 0, 211, 185 * 4096);
    assertThat(screen(books, LOOK))
        .contains("postgres[7]: 37 writes/s of 4 KiB, 5.2\nflushes/s.")
        .contains("0   37.0     5.2");
  }

  @Test
  void busyTimeIsOneFigureOnEveryScreen() {
    // ticks of the clock say five seconds, the operations' own times less than one
    var io = new Flow.Io(100, 0, 409_600, 910);
    var flow =
        new Flow(
            10, io, Flow.Io.ZERO, Reading.absent("no"), Reading.absent("no"), 5_000, 910, 0, 0);
    var books =
        new TestingLedgers("node1", 10)
            .disk("sda", "")
            .post(
                "sda",
                TestingLedgers.process("x", 5),
                Direction.READ,
                100,
                409_600,
                5_000,
                Basis.MEASURED)
            .flow("sda", Reading.known(flow));
    String words = screen(books, LOOK);
    String ledger =
        LedgerText.of(
            books.ledger(), new LedgerText.Asked(Optional.empty(), Set.of(), false), LOOK);
    assertThat(words).contains("sda is 9 % busy.", "100 % = 910 ms of disk time in 1 x 10 s");
    assertThat(ledger).contains("9 % busy", "busy 910 ms", "100 % = 910 ms of disk time");
  }

  @Test
  void whatACaptureDoesNotTellIsNotMadeUp() {
    Ledger books = new TestingLedgers("", 5).disk("sda", "").ledger();
    var bare =
        new Ledger(
            "",
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(5),
            5,
            books.devices(),
            books.accounts(),
            books.edges(),
            books.notes());
    assertThat(HostScreen.of(bare, new TestingLedgers("", 5).disk("sda", "").stack(), LOOK))
        .startsWith("iosleuth · host not captured · 5.0 s · 1 disk")
        .contains(" time not captured\n")
        .doesNotContain("1970", "1 Jan");
  }

  @Test
  void widerTerminalsShowSizeAndAmplification() {
    assertThat(screen(TestingNode1.books(), new Look(120, false, ZoneOffset.UTC)))
        .contains("   MiB/s    SIZE   AMPL    ISSUED\n")
        .contains("    2.08   13.5K     x2    79 w/s\n");
  }

  static List<String> hostileNames() {
    return TestingHarm.NAMES;
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesDoNothing(String name) {
    var books = new TestingLedgers(name, 5).node(Node.Kind.ARRAY, "dev:md0", name, Map.of());
    for (Kind kind : Kind.values()) {
      Account account = Account.simple(kind, name);
      books.post(name, account, Direction.WRITE, 9_999_999, 1L << 45, 400, Basis.DERIVED);
      books.issued(account, 0, 1e9, 1L << 45);
    }
    books
        .disk(name, name)
        .edge("dev:md0", "dev:" + name, Edge.Role.COPY)
        .post(name, TestingLedgers.replica(name, name), Direction.FLUSH, 4, 0, 1_000, Basis.DERIVED)
        .post(
            name,
            TestingLedgers.process(name, 7, new Element(Kind.UNIT, name)),
            Direction.READ,
            4,
            8,
            900,
            Basis.DERIVED)
        .note(Note.Kind.GAP, name, name);
    assertOneScreen(screen(books, LOOK), 80);
    assertOneScreen(screen(books, new Look(110, false, ZoneOffset.UTC)), 110);
  }
}

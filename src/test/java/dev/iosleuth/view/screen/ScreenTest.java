package dev.iosleuth.view.screen;

import static dev.iosleuth.view.screen.TestingSessions.moment;
import static dev.iosleuth.view.screen.TestingSessions.press;
import static dev.iosleuth.view.screen.TestingSessions.screen;
import static dev.iosleuth.view.screen.TestingSessions.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.view.screen.Key.Special;
import dev.iosleuth.view.text.TestingHarm;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScreenTest {
  private final Session session = TestingSessions.node1();

  static List<String> harmfulNames() {
    return TestingHarm.NAMES;
  }

  /** With ⋮ for empty lines. */
  private static String shown(Session session, int columns, int rows) {
    return screen(session, columns, rows).replaceAll("\n{3,}", "\n⋮\n") + "\n";
  }

  @Test
  void theUsualScreen() {
    assertThat(shown(session, 80, 24))
        .isEqualTo(
            """
            iosleuth top · node1 · 5.0 s                                     22 Apr 10:20:05
            sda and sdb (md1) are 61 % and 91 % busy.
            most disk time first · 1 not seen or not understood (n)
             WHO                  DISK TIME    r/s    w/s flush/s   MiB/s    ISSUED    WAIT
            >stackstorm…ample.com  38 % █▌        0  158.0    62.0    2.08    79 w/s  6.7 ms
             wrn-dns1 (repl…ode2)  29 % █▏        0  196.8    49.2    1.02    98 w/s  8.0 ms
             md1 check             21 % ▉     123.2      0       0   56.19         -       -
             alvm1                  6 % ▎       2.4   19.6     0.8    0.24   12 io/s   10 ms
             drbd activity logs     2 % ▏         0    6.4       0    0.03         -       -
             journal of / (jbd2)    2 % ▏         0    3.2       0    0.01         -       -
             unexplained            1 % ▏         0    1.6       0    0.01         -       -
            ⋮
            ? help  q quit  Enter down  Esc back  / filter  b group  Space pause
            """);
  }

  @Test
  void aWideScreenShowsEachWait() {
    assertThat(shown(session, 200, 60))
        .isEqualTo(
            """
            iosleuth top · node1 · 5.0 s                                                                                                                                                             22 Apr 10:20:05
            sda and sdb (md1) are 61 % and 91 % busy.
            most disk time first · 1 not seen or not understood (n)
             WHO                                                              DISK TIME          r/s    w/s flush/s   MiB/s    SIZE    ISSUED    WAIT   reads  writes flushes
            >stackstorm.example.com                                            38 % ███▊            0  158.0    62.0    2.08   13.5K    79 w/s  6.7 ms       -   12 ms 0.03 ms
             wrn-dns1 (replica of node2)                                       29 % ███             0  196.8    49.2    1.02    5.3K    98 w/s  8.0 ms       -   12 ms 0.03 ms
             md1 check                                                         21 % ██▏         123.2      0       0   56.19    467K         -       -       -       -       -
             alvm1                                                              6 % ▋             2.4   19.6     0.8    0.24   11.3K   12 io/s   10 ms  5.0 ms   12 ms 0.03 ms
             drbd activity logs                                                 2 % ▎               0    6.4       0    0.03      4K         -       -       -       -       -
             journal of / (jbd2)                                                2 % ▎               0    3.2       0    0.01      4K         -       -       -       -       -
             unexplained                                                        1 % ▏               0    1.6       0    0.01      4K         -       -       -       -       -
            ⋮
            ? help  q quit  Enter down  Esc back  / filter  b group  Space pause
            """);
  }

  @Test
  void aSmallScreenShowsWhatMatters() {
    assertThat(shown(session, 40, 10))
        .isEqualTo(
            """
            top · node1 · 5.0 s      22 Apr 10:20:05
            sda and sdb (md1) ar…61 % and 91 % busy.
            most disk time first… not understood (n)
             WHO          TIME    r/s    w/s    WAIT
            >stack…e.com  38 %      0  158.0  6.7 ms
             wr…s1        29 %      0  196.8  8.0 ms
             md1 check    21 %  123.2      0       -
             alvm1         6 %    2.4   19.6   10 ms
             drbd … logs   2 %      0    6.4       -
            ? help  q quit                  1-5 of 7
            """);
  }

  @Test
  void theStackUnderAnAccount() {
    press(session, Special.ENTER);
    assertThat(shown(session, 80, 24))
        .isEqualTo(
            """
            iosleuth top · node1 · 5.0 s                                     22 Apr 10:20:05
            stackstorm.example.com
                                                         r/s     w/s   MiB/s   SIZE    await
            guest stackstorm.example.com · vda ◄
            └ drbd drbd21 · Primary                        0   294.0    1.02   3.5K    12 ms
              │   nothing is amplified: 294.0 w/s = 79.0 + 184.0 merged below
              ├ volume xenvg/d015.disk0_data dm-3          0   294.0    1.02   3.5K    12 ms
              │ └ array md1 · raid1 · [UU]               2.4   312.4    1.09   3.5K    12 ms
              │   │   x2: every write goes to both legs
              │   ├ disk sda · ST1000NM0011             62.8   192.8   29.79   119K   2.9 ms
              │   └ disk sdb · HUA721010KLA330          62.8   192.8   29.79   119K   4.3 ms
              ├ metadata volume xenvg/d…k0_meta dm-4       0     6.4    0.02   3.5K    12 ms
              │ └ array md1 (above)
              └ to peer node2
            ⋮
            ? help  q quit  Enter down  Esc back  / filter  b group  Space pause
            """);
  }

  @Test
  void theAccountsOfADevice() {
    type(session, "bbbbb");
    press(session, Special.ENTER);
    assertThat(shown(session, 80, 24))
        .isEqualTo(
            """
            iosleuth top · node1 · 5.0 s                                     22 Apr 10:20:05
            sdb · disk 8:160 · HUA721010KLA330 · 91 % busy
              busy 4.5 s of 5.0 s: 314 reads (140 MiB in all), 964 writes (8.4 MiB in all),
              280 flushes
            most disk time first · by device · 1 not seen or not understood (n)
             WHO                            DISK TIME    r/s    w/s flush/s   MiB/s    WAIT
            >stackstorm.example.com          38 % █▌        0   79.0    31.0    1.04  6.7 ms
             wrn-dns1 (replica of node2)     29 % █▏        0   98.4    24.6    0.51  8.0 ms
             md1 check                       21 % ▉      61.6      0       0   28.10       -
             alvm1                            6 % ▎       1.2    9.8     0.4    0.12   10 ms
             drbd activity logs               2 % ▏         0    3.2       0    0.01       -
             journal of / (jbd2)              2 % ▏         0    1.6       0    0.01       -
             unexplained                      1 % ▏         0    0.8       0    0.00       -
            ⋮
            ? help  q quit  Enter down  Esc back  / filter  b group  Space pause
            """);
  }

  @Test
  void theHelpOfASmallScreenIsScrolledToItsEnd() {
    type(session, "?");
    List<String> words =
        screen(session, 200, 60).lines().filter(l -> !l.startsWith("any key")).toList();
    var seen = new StringBuilder();
    for (int line = 0; line < 40; line++) {
      String shown = screen(session, 40, 10);
      assertThat(shown).doesNotContain("…");
      shown.lines().limit(9).forEach(l -> seen.append(l.strip()).append(' '));
      press(session, Special.DOWN);
    }
    String all = seen.toString().replaceAll(" +", " ");
    assertThat(words).anyMatch(w -> w.startsWith("ISSUED"));
    words.stream().flatMap(l -> Stream.of(l.split(" +"))).forEach(w -> assertThat(all).contains(w));
    press(session, Special.HOME);
    assertThat(screen(session, 40, 10)).startsWith("q ");
  }

  @Test
  void nothingIsPassedOverPageByPage() {
    type(session, "?");
    assertThat(screen(session, 40, 10)).contains("1-9 of ");
    press(session, Special.PAGE_DOWN);
    assertThat(screen(session, 40, 10)).contains("9-17 of ");
    press(session, Special.END);
    String end = screen(session, 40, 10);
    press(session, Special.UP);
    assertThat(screen(session, 40, 10)).isNotEqualTo(end);
  }

  @Test
  void theNotesTellWhatWasNotSeen() {
    type(session, "n");
    assertThat(shown(session, 80, 24))
        .isEqualTo(
            """
            Notes · node1 · 5.0 s                                            22 Apr 10:20:05
            Could not be seen:
              proc/1234/io: needs root
            How figures came about:
              sda: device time split by the class's costs: no history yet
            ⋮
            any key: back
            """);
  }

  @Test
  void theNotesAreThoseThatWereSaidLast() {
    session.add(moment(new TestingLedgers("node1", 5).disk("sda", ""), 5));
    type(session, "n");
    assertThat(screen(session, 80, 24)).contains("22 Apr 10:20:05").contains("Could not be seen");
    type(session, "x");
    assertThat(screen(session, 80, 24)).contains("22 Apr 10:20:10");
  }

  @Test
  void withoutNotesAllWasSeen() {
    var quiet = new Session(Optional.empty(), 1);
    quiet.add(moment(new TestingLedgers("node1", 1).disk("sda", ""), 0));
    type(quiet, "n");
    assertThat(screen(quiet, 80, 24)).contains("All was seen and understood.");
  }

  @ParameterizedTest
  @CsvSource({"39,24", "80,9", "1,1", "5,100"})
  void tooSmallIsSaid(int columns, int rows) {
    List<Line> lines = Screen.of(session, rows, columns, ZoneOffset.UTC);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().width()).isLessThanOrEqualTo(columns);
  }

  @Test
  void tooSmallSaysHowLargeItMustBe() {
    assertThat(screen(session, 39, 24)).isEqualTo("too small: 39x24, needs 40x10");
  }

  @ParameterizedTest
  @CsvSource({"40,10", "55,12", "64,16", "79,23", "80,24", "103,30", "104,30", "128,40", "300,100"})
  void everythingFits(int columns, int rows) {
    for (String keys :
        List.of("", "?", "xn", "x/zzz", "\r", "\u001b[B\r", "\u001b\u001bbbbbb\r\r", "d1")) {
      type(session, keys);
      List<Line> lines = Screen.of(session, rows, columns, ZoneOffset.UTC);
      assertThat(lines).as(keys).hasSizeLessThanOrEqualTo(rows);
      assertThat(lines)
          .allSatisfy(l -> assertThat(l.width()).as(l.text()).isLessThanOrEqualTo(columns));
    }
  }

  @ParameterizedTest
  @MethodSource("harmfulNames")
  void harmfulNamesDoNoHarm(String name) {
    var around = new Account.Element(Account.Kind.UNIT, name);
    Account account = TestingLedgers.process(name, 7, around);
    var books =
        new TestingLedgers(name, 1)
            .disk("sda", name)
            .node(dev.iosleuth.stack.Node.Kind.FILESYSTEM, "fs:8:0", name, Map.of("type", name))
            .edge("fs:8:0", "dev:sda", dev.iosleuth.stack.Edge.Role.ENTRY)
            .post("sda", account, Direction.WRITE, 9, 512, 9, Basis.MEASURED, "fs:8:0");
    var harmed = new Session(Optional.empty(), 1);
    harmed.add(moment(books, 0));
    type(harmed, "/" + name);
    press(harmed, Special.ESCAPE);
    for (String keys : List.of("", "\r", "\u001b", "bbbb", "b\r")) {
      type(harmed, keys);
      for (int columns : List.of(40, 80, 200)) {
        String shown = screen(harmed, columns, 24);
        TestingHarm.assertHarmless(shown);
        TestingHarm.assertFits(shown, columns);
      }
    }
  }

  @Test
  void moreRowsThanRoomAreScrolledWithWhoIsChosen() {
    var books = new TestingLedgers("node1", 1).disk("sda", "");
    for (int i = 10; i < 60; i++) {
      books.post(
          "sda",
          TestingLedgers.process("p" + i, i),
          Direction.WRITE,
          100 - i,
          4096,
          100 - i,
          Basis.MEASURED);
    }
    var many = new Session(Optional.empty(), 1);
    many.add(moment(books, 0));
    assertThat(screen(many, 80, 24)).contains(">p10[10]").endsWith("1-19 of 50");
    press(many, Special.END);
    assertThat(screen(many, 80, 24)).contains(">p59[59]").endsWith("32-50 of 50");
    press(many, Special.PAGE_UP, Special.PAGE_UP);
    assertThat(screen(many, 80, 24))
        .contains(">p39[39]")
        .doesNotContain("p59")
        .doesNotContain("p10");
    press(many, Special.HOME);
    assertThat(screen(many, 80, 24)).contains(">p10[10]");
  }

  @Test
  void discardsTakeThePlaceOfFourZeros() {
    var books =
        new TestingLedgers("node1", 1)
            .disk("sda", "")
            .post(
                "sda",
                TestingLedgers.process("fstrim", 7),
                Direction.DISCARD,
                44,
                4096,
                9,
                Basis.MEASURED);
    var trimmed = new Session(Optional.empty(), 1);
    trimmed.add(moment(books, 0));
    assertThat(screen(trimmed, 80, 24)).contains("44.0 discards/s only");
    TestingHarm.assertFits(screen(trimmed, 64, 24), 64);
    TestingHarm.assertFits(screen(trimmed, 40, 24), 40);
  }
}

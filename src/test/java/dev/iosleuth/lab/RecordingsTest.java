package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Balance;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recordings of real stacks, made by {@code lab/run --keep}: the books balance and name who caused
 * what, without qemu.
 */
class RecordingsTest {
  static List<Path> runs() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("src", "test", "resources", "lab"))) {
      return folders.sorted().toList();
    }
  }

  /** Where one load alone ran, all is on its account indeed. */
  private static List<Path> runsOfSeveral() throws IOException {
    var several = new ArrayList<Path>();
    for (Path run : runs()) {
      if (Run.read(run).truth().loads().size() > 1) {
        several.add(run);
      }
    }
    return several;
  }

  @ParameterizedTest
  @MethodSource("runs")
  void theLedgerTellsWhatTheLoadsCountedThemselves(Path folder) throws IOException {
    Run run = Run.read(folder);
    Known known = Known.read();
    Score score = Score.of(run.truth(), run.whole());
    assertThat(score.complaints())
        .as("%s", score.words())
        .allMatch(complaint -> known.covers(run.name(), complaint));
    for (Ledger ledger : run.each()) {
      assertThat(Balance.of(ledger).differences()).isEmpty();
    }
  }

  /** A ledger that posts everything on one account balances as well, and tells nothing. */
  @ParameterizedTest
  @MethodSource("runsOfSeveral")
  void oneAccountForAllIsNotTheTruth(Path folder) throws IOException {
    Run run = Run.read(folder);
    Known known = Known.read();
    for (AccountTotal total : run.whole().accounts()) {
      assertThat(Score.of(run.truth(), allOn(total.account(), run.whole())).complaints())
          .as("all on %s", total.account().name())
          .anyMatch(complaint -> !known.covers(run.name(), complaint));
    }
  }

  private static Ledger allOn(Account account, Ledger ledger) {
    return new Ledger(
        ledger.host(),
        ledger.start(),
        ledger.end(),
        ledger.seconds(),
        ledger.devices().stream().map(device -> allOn(account, device)).toList(),
        List.of(
            ledger.accounts().stream()
                .map(t -> named(account, t))
                .reduce(RecordingsTest::sum)
                .orElseThrow()),
        ledger.edges(),
        ledger.notes());
  }

  private static DeviceLedger allOn(Account account, DeviceLedger device) {
    List<Posting> postings =
        device.postings().stream()
            .map(p ->
                new Posting(
                    account,
                    p.direction(),
                    p.ops(),
                    p.arrivals(),
                    p.bytes(),
                    p.deviceMs(),
                    p.basis(),
                    p.via()))
            .toList();
    return new DeviceLedger(device.node(), device.flow(), device.emptyWrites(), postings);
  }

  private static AccountTotal named(Account account, AccountTotal t) {
    return new AccountTotal(
        account,
        t.issued(),
        t.readOps(),
        t.writeOps(),
        t.discardOps(),
        t.flushOps(),
        t.readBytes(),
        t.writeBytes(),
        t.discardBytes(),
        t.deviceMs());
  }

  private static AccountTotal sum(AccountTotal a, AccountTotal b) {
    return new AccountTotal(
        a.account(),
        new AccountTotal.Issued(
            a.issued().readOps() + b.issued().readOps(),
            a.issued().writeOps() + b.issued().writeOps(),
            a.issued().readBytes() + b.issued().readBytes(),
            a.issued().writeBytes() + b.issued().writeBytes()),
        a.readOps() + b.readOps(),
        a.writeOps() + b.writeOps(),
        a.discardOps() + b.discardOps(),
        a.flushOps() + b.flushOps(),
        a.readBytes() + b.readBytes(),
        a.writeBytes() + b.writeBytes(),
        a.discardBytes() + b.discardBytes(),
        a.deviceMs() + b.deviceMs());
  }
}

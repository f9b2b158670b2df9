package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The journal of an xfs is a job of its own, of as many bytes as xfs counted. */
class JournalTest {
  @Test
  void whatXfsWroteToItsJournal() throws IOException {
    Run run = Run.read(Path.of("src", "test", "resources", "lab", "xfs-11"));
    assertThat(run.whole().accounts())
        .filteredOn(total -> total.account().kind() == Account.Kind.JOB)
        .filteredOn(total -> total.account().name().equals("journal of /mnt/data (xfs)"))
        .singleElement()
        // of its log line: 5 basic blocks of 512 bytes at first, 10 at last
        .extracting(AccountTotal::writeBytes)
        .isEqualTo(5L * 512);
  }
}

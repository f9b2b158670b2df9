package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Replication.Amount;
import dev.iosleuth.ledger.replica.Replication.Progress;
import dev.iosleuth.ledger.replica.Replication.Side;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReplicationTextTest {
  private static final Pattern WORDS = Pattern.compile("\\s+");

  private static Amount written(long ops, long bytes) {
    return new Amount(0, ops, 0, 0, bytes, 0);
  }

  /**
   * @param pages written to the meta device: dm counts the flush before each as well
   * @param log transactions by DRBD's own count
   */
  private static Side side(String host, long bytes, long pages, long log, long resynced) {
    return new Side(
        host,
        written(10, bytes),
        written(2 * pages, 4096 * pages),
        Amount.NOTHING,
        Amount.NOTHING,
        new Progress(
            OptionalLong.of(bytes),
            OptionalLong.of(log),
            OptionalLong.of(0),
            OptionalLong.of(resynced)),
        Optional.empty());
  }

  private static String words(Side here, Side there) {
    var guest =
        new Replication.Guest(
            "web",
            1,
            Replication.Match.NAMES,
            here.data(),
            Optional.empty(),
            Optional.of(here),
            List.of(there));
    String text =
        ReplicationText.of(
            List.of(), new Replication(List.of(guest), true), new Look(80, false, ZoneOffset.UTC));
    return WORDS.matcher(text).replaceAll(" ");
  }

  @Test
  void countsOfTheLogAreOfAnotherMomentThanItsDevice() {
    Side there = side("node2", 40_960, 0, 0, 0);

    assertThat(words(side("node1", 40_960, 12, 12, 0), there))
        .contains("12 writes of the activity log, 0 of the bitmap by DRBD's own count ")
        .doesNotContain("which is read after");
    assertThat(words(side("node1", 40_960, 12, 7, 0), there))
        .contains("7 writes of the activity log, 0 of the bitmap by DRBD's own count, which is")
        .contains("the other 5 of 12 on the device it counted before this time");
    assertThat(words(side("node1", 40_960, 12, 15, 0), there))
        .contains("3 of them are not among the 12 that the device counted in this time");
  }

  /** Whoever resynchronises has his state change, which is written: no log is needed for that. */
  @Test
  void whatIsNeitherLogNorBitmapInAResyncIsTheSuperblocks() {
    assertThat(words(side("node1", 40_960, 12, 7, 4096), side("node2", 40_960, 0, 0, 4096)))
        .contains("the other 5 of 12 on the device are its superblock's");
  }

  /** No replica gets more than its guest wrote. */
  @Test
  void whereAResyncRanTheReplicasFiguresAreOffToOneSide() {
    Side here = side("node1", 40_960, 0, 0, 0);

    assertThat(words(here, side("node2", 69_017, 0, 0, 1_200_000)))
        .contains("before DRBD said that it is in sync counts as the guest's: its figures there")
        .contains("are too large");
    assertThat(words(here, side("node2", 20_480, 0, 0, 1_200_000))).contains("are too small");
    assertThat(words(here, side("node2", 40_960, 0, 0, 0))).doesNotContain("resync");
  }
}

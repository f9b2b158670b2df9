package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Posting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * An array with parity sends its members pages, and those of a chunk are merged: 32 KiB are one
 * request and seven merges. Who writes a page here and there has none.
 */
class ParityMergesTest {
  private static final double PAGE = 4096;

  @Test
  void mergesAreOfWhoWritesMoreThanPages() throws IOException {
    Run run = Run.read(Path.of("src", "test", "resources", "lab", "raid5-7"));
    Load small = run.truth().loads().getFirst();
    assertThat((double) small.writeBytes() / small.writeOps()).isEqualTo(PAGE);

    assertThat(written(run, small.name()))
        .hasSize(4)
        .allSatisfy(disk ->
            assertThat((double) (disk.arrivals() - disk.ops()) / disk.arrivals()).isLessThan(0.1));
    assertThat(written(run, run.truth().loads().get(1).name()))
        .hasSize(4)
        .allSatisfy(disk ->
            assertThat((double) disk.arrivals()).isCloseTo(disk.bytes() / PAGE, twentieth(disk)));
  }

  private static Offset<Double> twentieth(Posting disk) {
    return within(0.05 * (double) disk.arrivals());
  }

  private static List<Posting> written(Run run, String load) {
    return run.whole().devices().stream()
        .flatMap(device -> device.postings().stream())
        .filter(posting -> posting.direction() == Direction.WRITE)
        .filter(posting -> posting.account().name().startsWith(load))
        .toList();
  }
}

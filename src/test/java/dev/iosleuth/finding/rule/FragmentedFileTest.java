package dev.iosleuth.finding.rule;

import static dev.iosleuth.finding.TestingCases.amount;
import static dev.iosleuth.finding.TestingCases.clear;
import static dev.iosleuth.finding.TestingCases.one;
import static dev.iosleuth.finding.TestingCases.recording;
import static dev.iosleuth.finding.TestingCases.samples;
import static dev.iosleuth.finding.TestingCases.untold;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingSamples.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.kernel.tool.FileExtents;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ProcessId;
import dev.iosleuth.sample.ReadFile;
import dev.iosleuth.sample.ReadFile.Place;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.sample.ToolAnswers;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FragmentedFileTest {
  private static final long MIB = 1 << 20;

  private final Rule rule = new FragmentedFile();

  /** 40 MiB within 10 s, of a file of 100 MiB. */
  private static ReadFile file(long read, Reading<FileExtents> extents) {
    return new ReadFile(
        new ProcessId(700, 5),
        "backup",
        4,
        "/srv/big",
        Optional.of(new DevNo(8, 0)),
        new Place(MIB, 5 * MIB),
        new Place(41 * MIB, 5 * MIB + read),
        extents);
  }

  /** The disk is busy for 8 of 10 s, with reads of so many KiB. */
  private static Case host(long kib, ReadFile... files) {
    TestingSamples host = TestingSamples.host("node1").with(disk("sda"));
    long reads = 40 * 1024 / kib;
    var tools =
        new ToolAnswers(
            Reading.absent("not asked"),
            Reading.absent("not asked"),
            Map.of(),
            Reading.known(List.of(files)));
    return samples(
        host.counters("sda", io(0, 0, 0, 0), io(0, 0, 0, 0)).build(),
        host.later(10)
            .counters("sda", io(reads, 0, reads * kib * 2, 8000), io(0, 0, 0, 0))
            .system(TestingSystems.with(tools))
            .build());
  }

  private static Reading<FileExtents> pieces(long count) {
    return Reading.known(new FileExtents(100 * MIB, count, false));
  }

  @Test
  void readInOrderAndFoundHereAndThere() {
    Finding finding = one(rule, host(12, file(40 * MIB, pieces(8533))));
    assertThat(finding.summary())
        .isEqualTo(
            "backup[700] reads /srv/big in order, and sda goes from piece to piece: 8,533 of 12"
                + " KiB");
    assertThat(amount(finding, "pieces")).isEqualTo(8533);
    assertThat(amount(finding, "mean size of a piece"))
        .isCloseTo(100 * 1024 / 8533.0, within(1e-9));
    assertThat(amount(finding, "read on")).isEqualTo(40);
    assertThat(finding.cost().share().orElse(0)).isCloseTo(0.8, within(0.01));
    assertThat(finding.evidence().getFirst().source())
        .isEqualTo("last(\"extents/700/4\", \"extents\")");
  }

  @Test
  void largePiecesAreInOrder() {
    clear(rule, host(12, file(40 * MIB, pieces(100))));
    clear(rule, host(12, file(40 * MIB, Reading.known(new FileExtents(60 << 10, 15, false)))));
  }

  @Test
  void largeReadsAreInOrderWhateverThePieces() {
    clear(rule, host(128, file(40 * MIB, pieces(8533))));
  }

  /** Who jumps has a position far from where it would be by what it read. */
  @Test
  void whoJumpsDoesNotReadInOrder() {
    clear(rule, host(12, file(4 * MIB, pieces(8533))));
    clear(rule, host(12, file(400 * MIB, pieces(8533))));
  }

  @Test
  void withoutItsPiecesNobodyCanTell() {
    assertThat(untold(rule, host(12, file(40 * MIB, Reading.absent("needs root")))))
        .isEqualTo("in how many pieces /srv/big lies: needs root");
    clear(rule, host(128, file(40 * MIB, Reading.absent("needs root"))));
  }

  @Test
  void withoutPositionsNobodyCanTell() {
    assertThat(untold(rule, samples(host(12).first().optional().orElseThrow(), bare())))
        .isEqualTo("not asked");
    clear(rule, recording("xfs-11"));
  }

  private static Sample bare() {
    return TestingSamples.host("node1")
        .with(disk("sda"))
        .later(10)
        .counters("sda", io(10, 0, 10, 10), io(0, 0, 0, 0))
        .system(TestingSystems.with(ToolAnswers.absent("not asked")))
        .build();
  }
}

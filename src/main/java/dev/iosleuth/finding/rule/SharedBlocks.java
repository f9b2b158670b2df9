package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;

/**
 * Blocks of a thin pool that a snapshot shares: the first write to one reads all of it and writes
 * it elsewhere, unless the write covers it (break_sharing in drivers/md/dm-thin.c). Nothing else
 * reads of a pool what no volume asked for: a new block is at most filled with zeros.
 *
 * @param kib of a block, by the pool's table
 */
record SharedBlocks(Device pool, List<Device> volumes, double kib) {
  private static final double KIB_OF_SECTOR = 0.5;

  /** Less of what is written beyond what was asked for leaves most of it unexplained. */
  private static final double A_PART = 0.1;

  /** Of a layer that stands on a thin pool whose table is known. */
  static Optional<SharedBlocks> of(Case given, Layer layer) {
    return layer.lowers().stream()
        .flatMap(pool ->
            kib(given, pool).optional().stream()
                .map(kib -> new SharedBlocks(pool, layer.uppers(), kib)))
        .findFirst();
  }

  private static Reading<Double> kib(Case given, Device pool) {
    String name = pool.node().map(node -> node.attribute("dm_name")).orElse("");
    return given
        .last()
        .then(sample -> sample.topology().dmTables())
        .then(tables ->
            tables.tables().getOrDefault(name, List.of()).stream()
                .filter(target -> target.type().equals("thin-pool") && target.chunkSectors() > 0)
                .findFirst()
                .map(target -> Reading.known(target.chunkSectors() * KIB_OF_SECTOR))
                .orElse(Reading.absent("it is no thin pool")));
  }

  /** Read of the pool and asked for by no volume; each block that is read is written, too. */
  private Source copied() {
    return Sources.device(pool, Metric.READ_KIB_PER_SECOND)
        .minus(Layer.sum(volumes, Metric.READ_KIB_PER_SECOND));
  }

  private double copiedKib() {
    return pool.get(Metric.READ_KIB_PER_SECOND) - Layer.total(volumes, Metric.READ_KIB_PER_SECOND);
  }

  /** Whether copies are known to be a part of what was written beyond what was asked for. */
  boolean told() {
    double written = pool.get(Metric.WRITE_KIB_PER_SECOND);
    double more = written - Layer.total(volumes, Metric.WRITE_KIB_PER_SECOND);
    return copiedKib() > 0 && copiedKib() >= A_PART * more && copiedKib() <= written;
  }

  /** What is the matter, behind the figures of a sentence. */
  String why() {
    return ": copy-on-write, "
        + Words.percent(100 * copiedKib() / pool.get(Metric.WRITE_KIB_PER_SECOND))
        + " of it copies of whole blocks of "
        + Words.kib(kib)
        + " that a snapshot shared";
  }

  /** What else it may be, where the reads do not tell it. */
  String orElse() {
    return "copy-on-write: the first write to a block of the thin pool that a snapshot shares"
        + " copies all of it ("
        + Words.kib(kib)
        + ")";
  }

  void prove(Finding.Draft draft) {
    Source block = Source.amount(Sources.call("thin_block_kib", pool.name()), c -> kib(c, pool));
    Source written = Sources.device(pool, Metric.WRITE_KIB_PER_SECOND);
    draft
        .evidence("a block of the thin pool", block, "KiB")
        .evidence("blocks copied", copied().over(block), "/s")
        .evidence("copies, of what is written below", copied().times(100).over(written), "%");
  }
}

package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.sample.TestingDevices.bcache;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.TestingDevice;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers that add I/O of their own, paid by who caused it: thin, snapshots, caches. */
class CausingLayersTest {
  private static TestingSamples thin() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            lv("dm-0", "vg-pool_tmeta", "sda"),
            lv("dm-1", "vg-pool_tdata", "sda"),
            lv("dm-2", "vg-pool-tpool", "dm-0", "dm-1"),
            lv("dm-3", "vg-a", "dm-2"),
            lv("dm-4", "vg-b", "dm-2"))
        .table("vg-pool_tmeta", target("linear", 0, 100, lower(Use.DATA, 8, 0, 0)))
        .table("vg-pool_tdata", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 100)))
        .table(
            "vg-pool-tpool",
            target("thin-pool", 0, 1000, lower(Use.META, 253, 0, -1), lower(Use.DATA, 253, 1, -1)))
        .table("vg-a", target("thin", 0, 500, lower(Use.POOL, 253, 2, -1)))
        .table("vg-b", target("thin", 0, 500, lower(Use.POOL, 253, 2, -1)))
        .process(process(10, "a"))
        .process(process(11, "b"));
  }

  private static ProcessSample mover(int pid, String name, long read, long written, int minor) {
    return TestingBooks.mover(pid, name, read, written, block("/dev/dm-" + minor, 253, minor));
  }

  /**
   * a writes 400 KiB into a volume with a snapshot: 100 KiB are read and written anew, and there is
   * metadata; b reads 200 KiB.
   */
  @Test
  void thin_writersPayForCopiesAndMetadata() {
    Ledger ledger =
        interval(
            thin(),
            h -> h.process(mover(10, "a", 0, 400, 3)).process(mover(11, "b", 200, 0, 4)),
            device("dm-3").writes(100, 0, 400),
            device("dm-4").reads(50, 0, 200),
            device("dm-1").reads(52, 0, 300).writes(102, 0, 500),
            device("dm-0").reads(1, 0, 4).writes(20, 0, 80),
            device("sda").reads(53, 0, 304).writes(60, 62, 580));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 580L));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda a", 104L, "sda b", 200L));
  }

  /**
   * Who wrote waited for each write, in the thin volume and beside it; the pool sent its metadata
   * in batches: the merges are of these (scenario `thin`, seed 214: blktrace saw all 93 on the
   * threads of the pool).
   */
  @Test
  void thin_mergesAreOfWhatThePoolSendsItself() {
    Ledger ledger =
        interval(
            thin()
                .with(lv("dm-5", "vg-beside", "sda"))
                .table("vg-beside", target("linear", 0, 100, lower(Use.DATA, 8, 0, 3000)))
                .mount("dm-5", "/beside", "ext4"),
            h -> h.process(mover(10, "a", 0, 400, 3)),
            device("dm-3").writes(100, 0, 400).took(0, 100).busy(100),
            device("dm-1").writes(100, 0, 400).took(0, 90).busy(90),
            device("dm-0").writes(80, 0, 320).took(0, 400).busy(80),
            device("dm-5").writes(200, 0, 800).took(0, 100).busy(100),
            device("sda").writes(320, 60, 1520).took(0, 500).busy(250));
    assertThat(TestingBooks.ops(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda a", 120L, "sda /beside", 200L));
  }

  @Test
  void thin_metadataOfAnIdlePoolIsAJob() {
    Ledger ledger = interval(thin(), device("dm-0").writes(2, 0, 8), device("sda").writes(2, 0, 8));
    assertThat(kib(ledger, Direction.WRITE)).hasSize(1);
    assertThat(ledger.accounts().getFirst().account().kind()).isEqualTo(Account.Kind.JOB);
    assertThat(ledger.accounts().getFirst().account().name()).endsWith("metadata");
  }

  /** LVM's layout: origin and snapshot both on vg-o-real, the copies on vg-s-cow. */
  private static TestingSamples snapshot() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            lv("dm-0", "vg-o-real", "sda"),
            lv("dm-1", "vg-s-cow", "sda"),
            lv("dm-2", "vg-o", "dm-0"),
            lv("dm-3", "vg-s", "dm-0", "dm-1"))
        .table("vg-o-real", target("linear", 0, 500, lower(Use.DATA, 8, 0, 0)))
        .table("vg-s-cow", target("linear", 0, 500, lower(Use.DATA, 8, 0, 500)))
        .table("vg-o", target("snapshot-origin", 0, 500, lower(Use.ORIGIN, 253, 0, -1)))
        .table(
            "vg-s",
            target("snapshot", 0, 500, lower(Use.ORIGIN, 253, 0, -1), lower(Use.COW, 253, 1, -1)))
        .process(process(10, "a"))
        .process(process(11, "b"));
  }

  /** Each chunk that a writes first is read and written beside. */
  @Test
  void snapshot_copiesArePaidByWhoWritesTheOrigin() {
    Ledger ledger =
        interval(
            snapshot(),
            h -> h.process(mover(10, "a", 0, 400, 2)),
            device("dm-2").writes(100, 0, 400),
            device("dm-0").reads(50, 0, 800).writes(100, 0, 400),
            device("dm-1").writes(110, 0, 900),
            device("sda").reads(50, 0, 800).writes(200, 10, 1300));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 1300L));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda a", 800L));
    assertThat(ledger.edges())
        .extracting(EdgeFlow::why)
        .contains(
            "10.00 r/s below and none above: what a snapshot keeps is read before it is"
                + " overwritten; 20.00 w/s pass as they are: nothing is amplified")
        .contains("22.00 w/s below and none above: copy-on-write");
  }

  /**
   * A backup reads the snapshot: unchanged chunks from the origin, changed ones from the copies.
   */
  @Test
  void snapshot_itsReadersPayForWhatTheyRead() {
    Ledger ledger =
        interval(
            snapshot(),
            h -> h.process(mover(10, "a", 0, 400, 2)).process(mover(11, "b", 600, 0, 3)),
            device("dm-2").writes(100, 0, 400),
            device("dm-3").reads(60, 0, 600),
            device("dm-0").reads(50, 0, 500).writes(100, 0, 400),
            device("dm-1").reads(10, 0, 100),
            device("sda").reads(60, 0, 600).writes(100, 0, 400));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda b", 600L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 400L));
  }

  private static TestingSamples cached() {
    return TestingSamples.host("h")
        .with(
            disk("sda"),
            disk("sdb"),
            lv("dm-0", "vg-c_corig", "sda"),
            lv("dm-1", "vg-pool_cdata", "sdb"),
            lv("dm-2", "vg-pool_cmeta", "sdb"),
            lv("dm-3", "vg-c", "dm-0", "dm-1", "dm-2"))
        .table("vg-c_corig", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
        .table("vg-pool_cdata", target("linear", 0, 500, lower(Use.DATA, 8, 16, 0)))
        .table("vg-pool_cmeta", target("linear", 0, 50, lower(Use.DATA, 8, 16, 500)))
        .table(
            "vg-c",
            target(
                "cache",
                0,
                1000,
                lower(Use.META, 253, 2, -1),
                lower(Use.CACHE, 253, 1, -1),
                lower(Use.ORIGIN, 253, 0, -1)))
        .process(process(10, "a"))
        .process(process(11, "b"));
  }

  /**
   * b reads 1,000 KiB, 800 of them from the cache; a writes 100 into it. Promotions (200 written)
   * and metadata go to the writer.
   */
  @Test
  void cache_hitsArePaidByReaders() {
    Ledger ledger =
        interval(
            cached(),
            h -> h.process(mover(10, "a", 0, 100, 3)).process(mover(11, "b", 1000, 0, 3)),
            device("dm-3").reads(100, 0, 1000).writes(25, 0, 100),
            device("dm-0").reads(20, 0, 200),
            device("dm-1").reads(80, 0, 800).writes(45, 0, 300),
            device("dm-2").writes(2, 0, 8),
            device("sda").reads(20, 0, 200),
            device("sdb").reads(80, 0, 800).writes(47, 0, 308));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda b", 200L, "sdb b", 800L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sdb a", 308L));
  }

  /** Dirty blocks go back to the origin while nobody writes. */
  @Test
  void cache_writeBackOfAnIdleCacheIsAJob() {
    Ledger ledger =
        interval(
            cached(),
            device("dm-0").writes(20, 0, 200),
            device("dm-1").reads(20, 0, 200),
            device("sda").writes(20, 0, 200),
            device("sdb").reads(20, 0, 200));
    assertThat(ledger.accounts()).allMatch(total -> total.account().kind() == Account.Kind.JOB);
  }

  /** a writes 100 KiB and b reads 1,000 through a cache on sdb: 200 of sda, 800 of sdb. */
  private static void throughCache(TestingDevice bcache) {
    OpenFile open = block("/dev/bcache0", 251, 0);
    Ledger ledger =
        interval(
            TestingSamples.host("h")
                .with(disk("sda"), disk("sdb"), bcache.dev(251, 0))
                .process(process(10, "a"))
                .process(process(11, "b")),
            h ->
                h.process(TestingBooks.mover(10, "a", 0, 100, open))
                    .process(TestingBooks.mover(11, "b", 1000, 0, open)),
            device("bcache0").reads(100, 0, 1000).writes(25, 0, 100),
            device("sda").reads(20, 0, 200).writes(2, 0, 40),
            device("sdb").reads(84, 0, 840).writes(45, 0, 300));
    assertThat(kib(ledger, Direction.READ))
        .isEqualTo(Map.of("sda b", 200L, "sdb b", 800L, "sdb a", 40L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda a", 40L, "sdb a", 300L));
  }

  @Test
  void bcache_hitsArePaidByReadersAndWritesByWriters() {
    throughCache(bcache("bcache0", "sda", "sdb"));
  }

  /** Kernels before 4.18 have no backing_dev_name: the slave that is no cache it is. */
  @Test
  void bcache_withoutTheNameOfItsBackingDevice() {
    throughCache(
        bcache("bcache0", "", "sdb")
            .personality(
                new BlockDevice.Personality.Bcache(
                    Reading.absent("no such file"), List.of("sdb"), Reading.known("writeback")))
            .on("sda", "sdb"));
  }

  /**
   * An origin and its snapshot are read at once. Nothing has changed since the snapshot was made,
   * so that both read the same -real volume.
   *
   * <pre>
   * vg-o   800 \
   *             > vg-o-real 1,000 -> sda 1,000       vg-s-cow 0
   * vg-s   200 /
   * </pre>
   */
  @Test
  void aReaderOfASnapshotBesideAReaderOfItsOrigin() {
    Ledger ledger =
        interval(
            snapshot(),
            h ->
                h.process(TestingBooks.mover(10, "a", 800, 0, block("/dev/dm-2", 253, 2)))
                    .process(TestingBooks.mover(11, "b", 200, 0, block("/dev/dm-3", 253, 3))),
            device("dm-2").reads(80, 0, 800),
            device("dm-3").reads(20, 0, 200),
            device("dm-0", "sda").reads(100, 0, 1000));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda a", 800L, "sda b", 200L));
  }
}

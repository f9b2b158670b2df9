package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.interval;
import static dev.iosleuth.ledger.TestingBooks.kib;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.ops;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.ledger.TestingDrbd.apart;
import static dev.iosleuth.ledger.TestingDrbd.host;
import static dev.iosleuth.ledger.TestingDrbd.resource;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** DRBD on both sides: data, activity log and bitmap; replicas by their guest's name. */
class ReplicationTest {
  /** Each of 20 transactions is one write that dm counts twice; 5 bitmap writes. */
  @Test
  void aPrimarysBookkeeping() {
    Ledger ledger =
        interval(
            host(true).drbd(resource("Primary", true, 0, 0, 0, "Established", 0)),
            h ->
                h.process(mover(10, "db", 100, 400, block("/dev/drbd0", 147, 0)))
                    .drbd(resource("Primary", true, 400, 20, 5, "Established", 0)),
            device("drbd0").reads(10, 0, 100).writes(100, 0, 400),
            device("dm-0").reads(10, 0, 100).writes(100, 0, 400),
            device("dm-1").writes(50, 0, 100),
            device("sda").reads(10, 0, 100).writes(150, 0, 500).flushes(25).busy(100));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda db", 100L));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sda web activity log", 80L, "sda web bitmap", 20L));
  }

  /**
   * Transactions that DRBD had counted when an interval ended, and the disk in the next one only:
   * they keep their name (scenario `drbd-pair`, seed 214: 11 of them). What comes later is none.
   */
  @Test
  void transactionsOfBeforeKeepTheirName() {
    TestingSamples host = host(true).drbd(resource("Primary", true, 0, 0, 0, "Established", 0));
    Sample first = host.build();
    var keeper = new Bookkeeper();
    host.drbd(resource("Primary", true, 0, 11, 0, "Established", 0));
    Sample second = later(host);
    post(keeper, first, second);
    Sample third = later(host, device("dm-1").writes(22, 0, 44), device("sda").writes(22, 0, 44));
    assertThat(kib(post(keeper, second, third), Direction.WRITE))
        .isEqualTo(Map.of("sda web activity log", 44L));
    Sample fourth = later(host, device("dm-1").writes(24, 0, 48), device("sda").writes(24, 0, 48));
    assertThat(kib(post(keeper, third, fourth), Direction.WRITE))
        .isEqualTo(Map.of("sda web meta data", 4L));
  }

  @Test
  void internalMetaDataLiesOnTheDataDevice() {
    Ledger ledger =
        interval(
            host(false).drbd(resource("Primary", false, 0, 0, 0, "Established", 0)),
            h ->
                h.process(mover(10, "db", 0, 400, block("/dev/drbd0", 147, 0)))
                    .drbd(resource("Primary", false, 400, 20, 5, "Established", 0)),
            device("drbd0").writes(100, 0, 400),
            device("dm-0").writes(150, 0, 500),
            device("sda").writes(150, 0, 500));
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda db", 400L, "sda web activity log", 80L, "sda web bitmap", 20L));
  }

  private static Ledger secondary(TestingSamples host, long dw, long written) {
    return secondary(host, resource("Secondary", true, 1000, 0, 0, "Established", 0), dw, written);
  }

  private static Ledger secondary(TestingSamples host, DrbdResource first, long dw, long written) {
    host.drbd(first);
    Sample before = host.build();
    host.drbd(resource("Secondary", true, 1000 + dw, 0, 0, "Established", 0));
    return post(
        before,
        later(
            host,
            device("dm-0").writes(190, 0, written),
            device("sda").writes(190, 0, written).flushes(90).busy(100)));
  }

  /** By ganeti's link, else by the volume's tag, else by resource and minor. */
  @Test
  void aSecondaryIsAReplica() {
    Ledger byLink =
        secondary(
            host(true)
                .instanceDisk("web1.example.com", 0, "/dev/drbd0")
                .volume("vg-d.disk0_data", "vg", "d.disk0_data", "originstname+other"),
            400,
            400);
    assertThat(kib(byLink, Direction.WRITE)).isEqualTo(Map.of("sda web1.example.com", 400L));
    assertThat(byLink.accounts().getFirst().account().kind()).isEqualTo(Account.Kind.REPLICA);
    assertThat(byLink.accounts().getFirst().account().host()).isEqualTo("node2");
    assertThat(ops(byLink, Direction.FLUSH)).isEqualTo(Map.of("sda web1.example.com", 90L));
    Ledger byTag =
        secondary(
            host(true).volume("vg-d.disk0_data", "vg", "d.disk0_data", "x", "originstname+web2"),
            400,
            400);
    assertThat(kib(byTag, Direction.WRITE)).isEqualTo(Map.of("sda web2", 400L));
    assertThat(kib(secondary(host(true), 400, 400), Direction.WRITE))
        .isEqualTo(Map.of("sda web/drbd0", 400L));
  }

  /** Where the device itself was written to, what is beyond that is not another node's. */
  @Test
  void aDeviceInUseIsNoReplica() {
    TestingSamples host = host(true);
    Ledger ledger =
        interval(
            host,
            h -> h.process(mover(10, "db", 0, 400, block("/dev/drbd0", 147, 0))),
            device("drbd0").writes(100, 0, 400),
            device("dm-0").writes(150, 0, 500),
            device("sda").writes(150, 0, 500));
    assertThat(ledger.accounts())
        .noneMatch(total -> total.account().kind() == Account.Kind.REPLICA);
  }

  /** What is written below DRBD is its peer's, though its own figure is from another moment. */
  @Test
  void aReplicaIsWhatWasWrittenBelowDrbd() {
    Ledger ledger = secondary(host(true), 400, 600);
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda web/drbd0", 600L));
    assertThat(ledger.devices().stream().flatMap(device -> device.postings().stream()))
        .filteredOn(posting -> posting.direction() == Direction.WRITE)
        .extracting(Posting::basis)
        .containsOnly(Basis.DERIVED);
  }

  /** Also where DRBD had counted all of it before the interval. */
  @Test
  void aReplicaThatDrbdCountedBefore() {
    assertThat(kib(secondary(host(true), 0, 600), Direction.WRITE))
        .isEqualTo(Map.of("sda web/drbd0", 600L));
  }

  /** Whoever has opened its device himself may be who wrote beyond what DRBD did. */
  @Test
  void whoWritesBesideDrbdIsNoReplica() {
    Ledger ledger =
        secondary(
            host(true).process(mover(10, "db", 0, 200, block("/dev/dm-0", 254, 0))), 400, 600);
    assertThat(kib(ledger, Direction.WRITE)).containsEntry("sda web/drbd0", 424L);
  }

  @Test
  void aResyncIsAJobOnBothSides() {
    TestingSamples target =
        host(true).drbd(resource("Secondary", true, 0, 0, 0, "SyncTarget", 20_000));
    Sample before = target.build();
    target.drbd(resource("Secondary", true, 10_400, 0, 0, "SyncTarget", 10_000));
    Ledger there =
        post(
            before,
            later(
                target,
                device("dm-0").writes(190, 0, 10_400),
                device("sda").writes(190, 0, 10_400)));
    assertThat(kib(there, Direction.WRITE))
        .isEqualTo(Map.of("sda web resync", 10_000L, "sda web/drbd0", 400L));
    // DRBD counts both as one
    assertThat(TestingBooks.device(there, "sda").postings())
        .extracting(Posting::basis)
        .containsOnly(Basis.DERIVED);

    TestingSamples source =
        host(true).drbd(resource("Secondary", true, 0, 0, 0, "SyncSource", 20_000));
    before = source.build();
    source.drbd(resource("Secondary", true, 400, 0, 0, "SyncSource", 10_000));
    Ledger ledger =
        post(
            before,
            later(
                source,
                device("dm-0").reads(190, 0, 10_000).writes(100, 0, 400),
                device("sda").reads(190, 0, 10_000).writes(100, 0, 400)));
    assertThat(kib(ledger, Direction.READ)).isEqualTo(Map.of("sda web resync", 10_000L));
    assertThat(kib(ledger, Direction.WRITE)).isEqualTo(Map.of("sda web/drbd0", 400L));
  }

  private static DrbdResource synced(long dw, long oos, OptionalLong totalKib) {
    DrbdResource still = resource("Secondary", true, dw, 0, 0, "SyncTarget", oos);
    DrbdResource.Peer peer = still.peers().getFirst();
    return new DrbdResource(
        0,
        "web",
        "Secondary",
        "Inconsistent",
        still.dataDevice(),
        still.metaDevice(),
        still.writtenBytes(),
        still.readBytes(),
        still.activityLogOps(),
        still.bitmapOps(),
        List.of(
            new DrbdResource.Peer(
                peer.name(),
                peer.connection(),
                peer.role(),
                peer.disk(),
                peer.replication(),
                peer.sentBytes(),
                peer.receivedBytes(),
                peer.outOfSyncBytes(),
                totalKib.isPresent()
                    ? OptionalLong.of(totalKib.getAsLong() * KIB)
                    : OptionalLong.empty())));
  }

  /** How much of it was a resync nobody can say afterwards: but that there may have been one. */
  @Test
  void aResyncThatNoSampleSawIsTold() {
    Ledger unseen = secondary(host(true), apart(1000), 10_000, 10_000);
    assertThat(unseen.notes())
        .filteredOn(note -> note.subject().equals("web"))
        .singleElement()
        .satisfies(
            note -> assertThat(note.text()).contains("9.8 MiB", "resync that no sample saw"));
    Ledger together =
        secondary(
            host(true), resource("Secondary", true, 1000, 0, 0, "Established", 0), 10_000, 10_000);
    assertThat(together.notes()).noneMatch(note -> note.subject().equals("web"));
  }

  /**
   * A target learns at the handshake only what it is to get; at the end nothing says it any more.
   */
  @Test
  void aResyncSeenInBetweenIsNotTheGuests() {
    TestingSamples host = host(true).drbd(synced(0, 0, OptionalLong.empty()));
    Sample before = host.build();
    var glances = new Glances();
    glances.add(host.later(2).drbd(synced(3000, 2000, OptionalLong.of(4000))).build());
    host.drbd(synced(4400, 0, OptionalLong.empty()));
    Sample after =
        later(
            host, device("dm-0").writes(200, 0, 4400), device("sda").writes(200, 0, 4400).busy(50));
    glances.add(after);
    assertThat(kib(post(before, glances.complete(after)), Direction.WRITE))
        .isEqualTo(Map.of("sda web resync", 4000L, "sda web/drbd0", 400L));
  }

  /**
   * The figures of a source in the laboratory: DRBD's are read later than the disks', so that by
   * them it was first ahead of its data device, and at its end while that still read.
   */
  @Test
  void whatDrbdHadCountedBeforeTheDiskIsTheResyncsThere() {
    TestingSamples host = host(true).drbd(resource("Primary", true, 0, 0, 0, "Established", 8192));
    var keeper = new Bookkeeper();
    Sample before = host.build();
    host.drbd(resource("Primary", true, 0, 0, 0, "SyncSource", 4852));
    Sample first = later(host, device("dm-0", "sda").reads(100, 0, 2848));
    assertThat(kib(post(keeper, before, first), Direction.READ))
        .isEqualTo(Map.of("sda web resync", 2848L));
    host.drbd(resource("Primary", true, 0, 0, 0, "Established", 0));
    Sample second = later(host, device("dm-0", "sda").reads(300, 0, 7696));
    assertThat(kib(post(keeper, first, second), Direction.READ))
        .isEqualTo(Map.of("sda web resync", 4848L));
    Sample third = later(host, device("dm-0", "sda").reads(312, 0, 8080));
    assertThat(kib(post(keeper, second, third), Direction.READ))
        .isEqualTo(Map.of("sda web resync", 384L));
    Sample fourth = later(host, device("dm-0", "sda").reads(314, 0, 8144));
    assertThat(kib(post(keeper, third, fourth), Direction.READ))
        .isEqualTo(Map.of("sda LVM/udev probe", 64L));
  }

  /** A block is read before it can be in sync: it is the resync's, and counted once. */
  @Test
  void whatASourceReadIsInSyncLater() {
    TestingSamples host = host(true).drbd(resource("Primary", true, 0, 0, 0, "SyncSource", 3000));
    var keeper = new Bookkeeper();
    Sample before = host.build();
    host.drbd(resource("Primary", true, 0, 0, 0, "SyncSource", 2000));
    Sample first = later(host, device("dm-0", "sda").reads(100, 0, 1200));
    assertThat(kib(post(keeper, before, first), Direction.READ))
        .isEqualTo(Map.of("sda web resync", 1200L));
    host.drbd(resource("Primary", true, 0, 0, 0, "Established", 0));
    Sample second = later(host, device("dm-0", "sda").reads(200, 0, 3100));
    assertThat(kib(post(keeper, first, second), Direction.READ))
        .isEqualTo(Map.of("sda web resync", 1800L, "sda LVM/udev probe", 100L));
  }

  /**
   * The figures of a target in the laboratory. By DRBD it had written more at first than its data
   * device counted: the guest has his part of what came all the same, and so his flushes.
   */
  @Test
  void aTargetsGuestHasHisPartInEachInterval() {
    TestingSamples host = host(true).drbd(resource("Secondary", true, 0, 0, 0, "SyncTarget", 8192));
    var keeper = new Bookkeeper();
    Sample before = host.build();
    host.drbd(resource("Secondary", true, 2848, 0, 0, "SyncTarget", 5624));
    Sample first = later(host, device("dm-0", "sda").writes(233, 0, 2364).flushes(50));
    Ledger ledger = post(keeper, before, first);
    assertThat(kib(ledger, Direction.WRITE))
        .isEqualTo(Map.of("sda web resync", 2132L, "sda web/drbd0", 232L));
    assertThat(ops(ledger, Direction.FLUSH)).isEqualTo(Map.of("sda web/drbd0", 50L));
    host.drbd(resource("Secondary", true, 7428, 0, 0, "SyncTarget", 1708));
    Sample second = later(host, device("dm-0", "sda").writes(933, 0, 7120).flushes(261));
    assertThat(kib(post(keeper, first, second), Direction.WRITE))
        .isEqualTo(Map.of("sda web resync", 4088L, "sda web/drbd0", 668L));
    host.drbd(resource("Secondary", true, 9136, 0, 0, "Established", 0));
    Sample third = later(host, device("dm-0", "sda").writes(1076, 0, 9136).flushes(264));
    assertThat(kib(post(keeper, second, third), Direction.WRITE))
        .isEqualTo(Map.of("sda web resync", 1973L, "sda web/drbd0", 43L));
  }
}

package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Counted.device;
import static dev.iosleuth.ledger.TestingBooks.KIB;
import static dev.iosleuth.ledger.TestingBooks.later;
import static dev.iosleuth.ledger.TestingBooks.mover;
import static dev.iosleuth.ledger.TestingBooks.post;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingSamples.lower;
import static dev.iosleuth.sample.TestingSamples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import dev.iosleuth.ledger.DrbdProgress.Resynced;
import dev.iosleuth.ledger.replica.ReplicatedHost;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Resyncs;
import dev.iosleuth.sample.DrbdResource;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.StackBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same DRBD devices seen on two hosts. */
class ReplicatedHostsTest {
  private static TestingSamples host(String name) {
    return TestingSamples.host(name)
        .with(disk("sda"), lv("dm-0", "vg-a.data", "sda"), lv("dm-1", "vg-a.meta", "sda"))
        .table("vg-a.data", target("linear", 0, 1000, lower(Use.DATA, 8, 0, 0)))
        .table("vg-a.meta", target("linear", 0, 100, lower(Use.DATA, 8, 0, 1000)))
        .with(drbd(0, "dm-0", "dm-1"))
        .process(process(10, "db"));
  }

  private static DrbdResource resource(String name, String role, String data, long writtenKib) {
    return resource(name, role, Optional.of(data), writtenKib);
  }

  private static DrbdResource resource(
      String name, String role, Optional<String> data, long writtenKib) {
    String other = role.equals("Primary") ? "Secondary" : "Primary";
    return new DrbdResource(
        0,
        name,
        role,
        "UpToDate",
        data,
        data.map(_ -> "/dev/vg/a.meta"),
        OptionalLong.of(writtenKib * KIB),
        OptionalLong.of(0),
        OptionalLong.of(writtenKib / 40),
        OptionalLong.of(0),
        List.of(
            new DrbdResource.Peer(
                "",
                "Connected",
                other,
                "UpToDate",
                "Connected",
                OptionalLong.of(0),
                OptionalLong.of(0),
                OptionalLong.of(0))));
  }

  private static ReplicatedHost replicated(Sample before, Sample after) {
    Ledger ledger = post(before, after);
    return ReplicatedHost.of(before, after, StackBuilder.build(after), ledger);
  }

  private static ReplicatedHost primary(TestingSamples host, String name, String data) {
    Sample before = host.drbd(resource(name, "Primary", data, 0)).build();
    host.drbd(resource(name, "Primary", data, 400))
        .process(mover(10, "db", 0, 400, block("/dev/drbd0", 147, 0)));
    Sample after =
        later(
            host,
            device("drbd0", "dm-0").writes(100, 0, 400),
            device("dm-1").writes(20, 0, 40),
            device("sda").writes(110, 10, 440).busy(50));
    return replicated(before, after);
  }

  private static ReplicatedHost secondary(TestingSamples host, String name, String data) {
    Sample before = host.drbd(resource(name, "Secondary", data, 0)).build();
    host.drbd(resource(name, "Secondary", data, 400));
    Sample after =
        later(
            host,
            device("dm-0").writes(190, 0, 400),
            device("sda").writes(190, 0, 400).flushes(90).busy(90));
    return replicated(before, after);
  }

  private static final String DATA = "/dev/vg/a.data";

  @Test
  void eachSideOfAGuestAndHowTheyCompare() {
    Replication replication =
        Replication.of(
            List.of(
                primary(host("n1"), "resource3", DATA),
                secondary(
                    host("n2").volume("vg-a.data", "vg", "a.data", "originstname+web"),
                    "resource7",
                    DATA)));
    Replication.Guest guest = replication.guests().getFirst();
    assertThat(replication.guests()).hasSize(1);
    assertThat(guest.name()).isEqualTo("web");
    assertThat(guest.asked().writeBytes()).isEqualTo(400 * KIB);
    Replication.Side here = guest.here().orElseThrow();
    assertThat(here.host()).isEqualTo("n1");
    assertThat(here.log().writeOps()).isEqualTo(20);
    assertThat(here.disks().writeBytes()).isEqualTo(400 * KIB);
    assertThat(here.jobs().writeBytes()).isEqualTo(40 * KIB);
    assertThat(here.disks().deviceMs() + here.jobs().deviceMs()).isBetween(49.9, 50.1);
    Replication.Side peer = guest.peers().getFirst();
    assertThat(peer.host()).isEqualTo("n2");
    assertThat(peer.disks().flushOps()).isEqualTo(90);
    assertThat(peer.drbd().writtenBytes()).hasValue(400 * KIB);
    assertThat(guest.emptyMore(peer)).hasValue(90);
  }

  /** Where no volumes are alike, the resource's name is. */
  @Test
  void sidesAreJoinedByTheResource() {
    Replication replication =
        Replication.of(
            List.of(
                secondary(host("n2"), "mail", "/dev/other/data"),
                primary(host("n1"), "mail", DATA)));
    assertThat(replication.guests())
        .singleElement()
        .satisfies(guest -> {
          assertThat(guest.name()).isEqualTo("mail/drbd0");
          assertThat(guest.peers()).extracting(Replication.Side::host).containsExactly("n2");
        });
  }

  @Test
  void aReplicaWhoseGuestRunsElsewhereIsToldAlone() {
    Replication replication =
        Replication.of(
            List.of(primary(host("n1"), "mail", DATA), secondary(host("n2"), "shop", "/dev/vg/b")));
    assertThat(replication.guests()).hasSize(2);
    Replication.Guest mail = replication.guests().getFirst();
    Replication.Guest shop = replication.guests().getLast();
    assertThat(mail.peers()).isEmpty();
    assertThat(shop.here()).isEmpty();
    assertThat(shop.emptyMore(shop.peers().getFirst())).isEmpty();
    assertThat(shop.peers()).extracting(Replication.Side::host).containsExactly("n2");
  }

  private static ReplicatedHost unnamed(long kib) {
    TestingSamples host = host("n2");
    Sample before = host.drbd(resource("", "Secondary", Optional.empty(), 0)).build();
    host.drbd(resource("", "Secondary", Optional.empty(), kib));
    return replicated(
        before, later(host, device("dm-0").writes(190, 0, kib), device("sda").writes(190, 0, kib)));
  }

  /** Nothing on the other host names its volume: the same minor and bytes are all there is. */
  @Test
  void aMatchByMinorAndBytesIsCalledThat() {
    ReplicatedHost own = primary(host("n1"), "mail", DATA);
    assertThat(Replication.of(List.of(own, unnamed(400))).guests())
        .singleElement()
        .satisfies(guest -> {
          assertThat(guest.match()).isEqualTo(Replication.Match.MINOR_AND_BYTES);
          assertThat(guest.peers()).extracting(Replication.Side::host).containsExactly("n2");
        });
    assertThat(Replication.of(List.of(own, unnamed(800))).guests())
        .hasSize(2)
        .allSatisfy(g -> assertThat(g.match()).isEqualTo(Replication.Match.NOTHING_TELLS));
  }

  /** Nothing tells the roles on either host: the device that was used itself is the primary's. */
  @Test
  void sidesAreToldWithoutRoles() {
    TestingSamples near = host("n1");
    TestingSamples far = host("n2");
    ReplicatedHost own =
        replicated(
            near.build(),
            later(
                near,
                device("drbd0", "dm-0").writes(100, 0, 400),
                device("dm-1").writes(20, 0, 40),
                device("sda").writes(120, 0, 440)));
    ReplicatedHost other =
        replicated(
            far.build(),
            later(
                far,
                device("drbd0"),
                device("dm-0").writes(190, 0, 400),
                device("sda").writes(190, 0, 400)));
    assertThat(Replication.of(List.of(other, own)).guests())
        .singleElement()
        .satisfies(guest -> {
          assertThat(guest.here().orElseThrow().host()).isEqualTo("n1");
          assertThat(guest.peers()).extracting(Replication.Side::host).containsExactly("n2");
          assertThat(guest.match()).isEqualTo(Replication.Match.MINOR_AND_BYTES);
        });
  }

  @Test
  void whatIsNotRecordedIsCalledThat() {
    assertThat(
            Replication.of(
                    List.of(
                        primary(host("n1"), "mail", DATA),
                        secondary(host("n2"), "shop", "/dev/vg/b")))
                .guests())
        .hasSize(2)
        .allSatisfy(g -> assertThat(g.match()).isEqualTo(Replication.Match.NOT_RECORDED));
  }

  /** DRBD 9's connections may have names of their own: then both must have written the same. */
  @Test
  void connectionsMayHaveNamesOfTheirOwn() {
    assertThat(connected("link-a").getFirst().match()).isEqualTo(Replication.Match.NAMES);
    assertThat(connected("n2").getFirst().match()).isEqualTo(Replication.Match.NAMES);
    assertThat(connected("n1")).hasSize(2);
  }

  /**
   * While a resync runs, and before anything is written, the bytes differ: two names are enough.
   */
  @Test
  void twoNamesAreEnoughWhereBytesDiffer() {
    assertThat(connected("link-a", 0)).hasSize(1);
    assertThat(connected("link-a", 900)).hasSize(1);
    assertThat(connected("n1", 900)).hasSize(2);
  }

  private static List<Replication.Guest> connected(String name) {
    return connected(name, 400);
  }

  private static List<Replication.Guest> connected(String name, long kib) {
    Sample before = host("n1").drbd(connected(resource("mail", "Primary", DATA, 0), name)).build();
    TestingSamples host =
        host("n1")
            .drbd(connected(resource("mail", "Primary", DATA, kib), name))
            .process(mover(10, "db", 0, kib, block("/dev/drbd0", 147, 0)));
    Sample after =
        later(
            host,
            device("drbd0", "dm-0").writes(kib / 4, 0, kib),
            device("sda").writes(kib / 4, 0, kib).busy(50));
    return Replication.of(List.of(replicated(before, after), secondary(host("n2"), "mail", DATA)))
        .guests();
  }

  private static DrbdResource connected(DrbdResource resource, String name) {
    DrbdResource.Peer peer = resource.peers().getFirst();
    return new DrbdResource(
        resource.minor(),
        resource.resource(),
        resource.role(),
        resource.disk(),
        resource.dataDevice(),
        resource.metaDevice(),
        resource.writtenBytes(),
        resource.readBytes(),
        resource.activityLogOps(),
        resource.bitmapOps(),
        List.of(
            new DrbdResource.Peer(
                name,
                peer.connection(),
                peer.role(),
                peer.disk(),
                peer.replication(),
                peer.sentBytes(),
                peer.receivedBytes(),
                peer.outOfSyncBytes())));
  }

  @Test
  void hostsOfOneNameAreNotMatched() {
    assertThat(
            Replication.of(
                    List.of(
                        primary(host("localhost"), "mail", DATA),
                        secondary(host("localhost"), "mail", DATA)))
                .guests())
        .hasSize(2)
        .allSatisfy(g -> assertThat(g.match()).isEqualTo(Replication.Match.HOSTS_OF_ONE_NAME));
  }

  private static TestingSamples mirrored(String name) {
    return TestingSamples.host(name)
        .with(
            disk("sda"),
            disk("sdb"),
            md("md0", "raid1", "sda", "sdb"),
            lv("dm-0", "vg-a.data", "md0"),
            lv("dm-1", "vg-a.meta", "md0"))
        .table("vg-a.data", target("linear", 0, 1000, lower(Use.DATA, 9, 0, 0)))
        .table("vg-a.meta", target("linear", 0, 100, lower(Use.DATA, 9, 0, 1000)))
        .with(drbd(0, "dm-0", "dm-1"))
        .process(process(10, "db"));
  }

  private static ReplicatedHost writing(TestingSamples host, Counted... devices) {
    Sample before = host.drbd(resource("mail", "Primary", DATA, 0)).build();
    host.drbd(resource("mail", "Primary", DATA, 6144))
        .process(mover(10, "db", 0, 6144, block("/dev/drbd0", 147, 0)));
    return replicated(before, later(host, devices));
  }

  /** 96 writes and 9 empty flushes, an epoch after each write, 2 transactions of the log. */
  @Test
  void emptyFlushesAreToldByTheOtherNodeAndTheMirror() {
    TestingSamples far = host("n2");
    Sample before = far.drbd(resource("mail", "Secondary", DATA, 0)).build();
    far.drbd(resource("mail", "Secondary", DATA, 6144));
    ReplicatedHost peer =
        replicated(
            before,
            later(far, device("dm-0").writes(192, 0, 6144), device("sda").writes(192, 0, 6144)));

    Replication bounded =
        Replication.of(
            List.of(
                writing(
                    host("n1"),
                    device("drbd0", "dm-0").writes(105, 0, 6144),
                    device("dm-1").writes(4, 0, 8),
                    device("sda").writes(109, 0, 6152)),
                peer));
    assertThat(bounded.guests().getFirst().full()).contains(new Replication.Between(96, 105));

    Replication exact =
        Replication.of(
            List.of(
                writing(
                    mirrored("n1"),
                    device("drbd0", "dm-0").writes(105, 0, 6144),
                    device("dm-1").writes(4, 0, 8),
                    device("md0").writes(98, 0, 6152),
                    device("sda", "sdb").writes(109, 0, 6152)),
                peer));
    Replication.Guest guest = exact.guests().getFirst();
    assertThat(guest.full()).contains(new Replication.Between(96, 96));
    assertThat(guest.empty(guest.asked())).contains(new Replication.Between(9, 9));
    assertThat(guest.empty(guest.peers().getFirst().data()))
        .contains(new Replication.Between(96, 96));
    assertThat(guest.here().orElseThrow().logEmpty()).isEqualTo(2);
    assertThat(guest.here().orElseThrow().transactions()).isEqualTo(2);
  }

  /** A source reads for its target what nobody asked for; else nothing is told of the resync. */
  @ParameterizedTest
  @CsvSource({"600, 50, 600", "603, 50, 603", "900, 0, 0", "600, 0, 0"})
  void aResyncIsWhatItsSourceReadForIt(long written, long reads, long told) {
    ReplicatedHost from = source(reads);
    ReplicatedHost to = resynced(written);
    Map<Integer, Resynced> here = Resyncs.of(List.of(from, to)).get(1);
    if (told == 0) {
      assertThat(here).isEmpty();
      return;
    }
    double part = told / 600.0;
    assertThat(here)
        .containsExactly(
            Map.entry(0, new Resynced(Math.round(50 * part), Math.round(200 * KIB * part))));
  }

  private static ReplicatedHost source(long reads) {
    TestingSamples host = host("n1");
    Sample before = host.drbd(outOfSync("Primary", "SyncSource", 0, 200)).build();
    host.drbd(outOfSync("Primary", "SyncSource", 400, 0));
    Sample after =
        later(
            host,
            device("drbd0").reads(10, 0, 40).writes(100, 0, 400),
            device("dm-0").reads(10 + reads, 0, 40 + 4 * reads).writes(100, 0, 400),
            device("sda").reads(10 + reads, 0, 40 + 4 * reads).writes(100, 0, 400).busy(50));
    return replicated(before, after);
  }

  private static ReplicatedHost resynced(long written) {
    TestingSamples host = host("n2");
    Sample before = host.drbd(outOfSync("Secondary", "SyncTarget", 0, 200)).build();
    host.drbd(outOfSync("Secondary", "SyncTarget", written, 0));
    Sample after =
        later(
            host,
            device("dm-0").writes(240, 0, written),
            device("sda").writes(240, 0, written).flushes(90).busy(90));
    return replicated(before, after);
  }

  private static DrbdResource outOfSync(String role, String state, long dw, long outOfSync) {
    DrbdResource plain = resource("mail", role, DATA, dw);
    DrbdResource.Peer peer = plain.peers().getFirst();
    return new DrbdResource(
        0,
        plain.resource(),
        role,
        plain.disk(),
        plain.dataDevice(),
        plain.metaDevice(),
        plain.writtenBytes(),
        plain.readBytes(),
        plain.activityLogOps(),
        plain.bitmapOps(),
        List.of(
            new DrbdResource.Peer(
                "",
                state,
                peer.role(),
                peer.disk(),
                state,
                peer.sentBytes(),
                peer.receivedBytes(),
                OptionalLong.of(outOfSync * KIB))));
  }
}

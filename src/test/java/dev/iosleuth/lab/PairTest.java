package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.DrbdProgress.Resynced;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.ReplicatedHost;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Resyncs;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both nodes of DRBD pairs: what each guest wrote there and here is what it counted itself. */
class PairTest {
  private static final String FIRST = "-node1";

  static List<Path> pairs() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("src", "test", "resources", "lab"))) {
      return folders.filter(folder -> folder.toString().endsWith(FIRST)).sorted().toList();
    }
  }

  private static List<ReplicatedHost> hosts(Path node1, Path node2) throws IOException {
    List<Map<Integer, Resynced>> told =
        Resyncs.of(List.of(host(node1, Map.of()), host(node2, Map.of())));
    return List.of(host(node1, told.get(0)), host(node2, told.get(1)));
  }

  private static ReplicatedHost host(Path folder, Map<Integer, Resynced> told) throws IOException {
    List<Sample> samples = Run.samples(Run.recording(folder));
    var glances = new Glances();
    samples.subList(1, samples.size()).forEach(glances::add);
    Sample last = glances.complete(samples.getLast());
    Stack stack = StackBuilder.build(last);
    Ledger ledger = new Bookkeeper().post(samples.getFirst(), last, stack, told);
    return ReplicatedHost.of(samples.getFirst(), last, stack, ledger, told);
  }

  /**
   * What is written by the resync is DRBD's, not the guest's: about as much as was out of sync, and
   * the guest's is what he wrote himself, with a flush for each write at most.
   */
  private static void resynced(Replication replication, List<Load> loads) {
    assertThat(replication.guests())
        .filteredOn(guest -> guest.peers().getFirst().drbd().resynced() > 0)
        .isNotEmpty()
        .allSatisfy(guest -> {
          Replication.Side peer = guest.peers().getFirst();
          double resynced = peer.drbd().resynced();
          assertThat((double) peer.jobs().writeBytes()).isBetween(resynced * 0.95, resynced * 1.05);
          Load load = load(guest, loads);
          assertThat(List.of(peer.disks().writeBytes(), peer.data().writeBytes()))
              .containsOnly(load.writeBytes());
          assertThat(peer.data().writeOps()).isBetween(load.writeOps(), 2 * load.writeOps());
          // of a page of its meta data three, of what is resynchronised none, by blktrace
          assertThat(peer.jobs().flushOps()).isEqualTo(peer.log().writeBytes() / 4096 * 3);
        });
  }

  private static Load load(Replication.Guest guest, List<Load> loads) {
    return loads.stream().filter(l -> l.name().equals(guest.name())).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void eachGuestWroteTheSameOnBoth(Path node1) throws IOException {
    Path node2 = Path.of(node1.toString().replace(FIRST, "-node2"));
    Replication replication = Replication.of(hosts(node1, node2));
    var loads = new ArrayList<Load>();
    loads.addAll(Truth.read(node1.resolve("truth")).loads());
    loads.addAll(Truth.read(node2.resolve("truth")).loads());
    assertThat(replication.guests())
        .extracting(Replication.Guest::name)
        .containsExactlyInAnyOrderElementsOf(loads.stream().map(Load::name).toList());
    if (Truth.read(node1.resolve("truth")).jobs().stream()
        .anyMatch(job -> job.contains("resync"))) {
      resynced(replication, loads);
      return;
    }
    for (Replication.Guest guest : replication.guests()) {
      Load load = load(guest, loads);
      Replication.Side here = guest.here().orElseThrow();
      Replication.Side peer = guest.peers().getFirst();
      // an empty flush is a write of no bytes to DRBD as well
      assertThat(guest.asked().writeOps())
          .isBetween(load.writeOps(), load.writeOps() + load.syncs());
      assertThat(here.data().writeOps()).isEqualTo(guest.asked().writeOps());
      assertThat(
              List.of(
                  guest.asked().writeBytes(), here.data().writeBytes(), peer.data().writeBytes()))
          .containsOnly(load.writeBytes());
      assertThat(here.drbd().writtenBytes()).hasValue(load.writeBytes());
      assertThat(peer.drbd().writtenBytes()).hasValue(load.writeBytes());
      assertThat(guest.asked().readBytes()).isEqualTo(load.readBytes());
      assertThat(peer.log()).isEqualTo(Replication.Amount.NOTHING);
      // each transaction is one write of a page, which device-mapper counts twice
      assertThat(here.log().writeOps()).isEqualTo(2 * here.drbd().activityLogOps().orElseThrow());
      assertThat(here.log().writeBytes())
          .isEqualTo(4096 * here.drbd().activityLogOps().orElseThrow());
      assertThat(here.logEmpty()).isEqualTo(here.drbd().activityLogOps().orElseThrow());
      Replication.Between full = guest.full().orElseThrow();
      assertThat(load.writeOps()).isBetween(full.least(), full.most());
      assertThat(guest.emptyMore(peer)).hasValue(peer.data().writeOps() - here.data().writeOps());
    }
  }
}

package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.ledger.Balance;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.Pseudonyms;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.ExitedProcess;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.ExitListener;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of this host tells what watching it told, of processes that ended as well. */
class ReplayTest {
  private static final int PROCESSES = 40;
  private static final int SAMPLES = 3;

  @TempDir private Path folder;

  private final Tree host = GuardedTree.host("/");

  private static List<Ledger> ledgers(List<Sample> samples) {
    var keeper = new Bookkeeper();
    var ledgers = new ArrayList<Ledger>();
    for (int i = 1; i < samples.size(); i++) {
      ledgers.add(keeper.post(samples.get(i - 1), samples.get(i)));
    }
    return ledgers;
  }

  private void load() throws IOException, InterruptedException {
    String loop =
        "i=0; while [ $i -lt "
            + PROCESSES
            + " ]; do dd if=/dev/zero of=x$i bs=64k count=4 conv=fsync; i=$((i+1)); done";
    Process process =
        new ProcessBuilder("sh", "-c", loop)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
  }

  /** Watches and writes at once, from the same readings. */
  private List<Sample> watch(ExitListener listener, Path file, Path anonymous) throws Exception {
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    try (var writer = new RecordingWriter(Files.newOutputStream(file), "test");
        var masked =
            new RecordingWriter(
                Files.newOutputStream(anonymous), "test", new Pseudonyms(new byte[] {7}))) {
      for (int i = 0; i < SAMPLES; i++) {
        if (i > 0) {
          load();
        }
        var tree = new RememberingTree(host);
        var exits = listener.drain();
        writer.add(tree, () -> exits);
        masked.add(tree, () -> exits);
        Optional<Sample> previous =
            samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast());
        samples.add(collector.collect(tree, previous, exits));
      }
    }
    return samples;
  }

  private static List<Sample> replay(Path file) {
    var collector = new Collector();
    var samples = new ArrayList<Sample>();
    for (RecordedTree tree : Recording.open(file).optional().orElseThrow().samples()) {
      Optional<Sample> previous =
          samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast());
      samples.add(collector.collect(tree, previous));
    }
    return samples;
  }

  @Test
  void theLedgerIsTheOneOfWatching() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/diskstats")), "no live /proc");
    Reading<ExitListener> opened = ExitListener.open(host);
    assumeTrue(opened.optional().isPresent(), () -> opened.whyNot().orElse(""));
    Path file = folder.resolve("host.tar.gz");
    Path anonymous = folder.resolve("anonymous.tar.gz");
    try (ExitListener listener = opened.optional().orElseThrow()) {
      List<Sample> live = watch(listener, file, anonymous);
      List<Sample> replayed = replay(file);
      for (int i = 1; i < SAMPLES; i++) {
        List<ExitedProcess> exited = replayed.get(i).exited().optional().orElseThrow();
        assertThat(exited.stream().filter(process -> process.comm().equals("dd")).count())
            .isGreaterThanOrEqualTo(PROCESSES);
        assertThat(Optional.of(exited)).isEqualTo(live.get(i).exited().optional());
      }
      List<Ledger> watched = ledgers(live);
      same(watched, ledgers(replayed));
      assertThat(watched).allSatisfy(ledger -> assertThat(ledger.accounts()).isNotEmpty());
      sameButForNames(watched, ledgers(replay(anonymous)));
    }
  }

  /** Part by part, so that a difference is told in some lines. */
  private static void same(List<Ledger> watched, List<Ledger> replayed) {
    assertThat(replayed).hasSameSizeAs(watched);
    for (int i = 0; i < watched.size(); i++) {
      Ledger live = watched.get(i);
      Ledger again = replayed.get(i);
      assertThat(again.notes()).isEqualTo(live.notes());
      assertThat(again.accounts()).isEqualTo(live.accounts());
      assertThat(again.devices()).isEqualTo(live.devices());
      assertThat(again.edges()).isEqualTo(live.edges());
      assertThat(again).isEqualTo(live);
    }
  }

  private static void sameButForNames(List<Ledger> plain, List<Ledger> anonymous) {
    assertThat(anonymous).hasSameSizeAs(plain);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(Balance.of(anonymous.get(i))).isEqualTo(Balance.of(plain.get(i)));
      assertThat(flows(anonymous.get(i))).isEqualTo(flows(plain.get(i)));
      Map<String, Sums> expected = sums(plain.get(i));
      Map<String, Sums> found = sums(anonymous.get(i));
      var keys = new TreeSet<>(expected.keySet());
      keys.addAll(found.keySet());
      for (String key : keys) {
        expected.getOrDefault(key, Sums.NONE).isLike(key, found.getOrDefault(key, Sums.NONE));
      }
    }
  }

  private static Map<String, Reading<Flow>> flows(Ledger ledger) {
    var flows = new TreeMap<String, Reading<Flow>>();
    ledger.devices().forEach(device -> flows.put(device.node().kernelName(), device.flow()));
    return flows;
  }

  /** By what has no name: leaf, direction, kind of account, number of the process. */
  private static Map<String, Sums> sums(Ledger ledger) {
    var sums = new TreeMap<String, Sums>();
    for (DeviceLedger device : ledger.devices()) {
      for (Posting p : device.postings()) {
        String key =
            device.node().kernelName()
                + " "
                + p.direction()
                + " "
                + p.account().kind()
                + " "
                + p.account().pid();
        var one = new Sums(1, p.ops(), p.arrivals(), p.bytes(), p.deviceMs());
        sums.merge(key, one, Sums::plus);
      }
    }
    return sums;
  }

  private record Sums(long postings, long ops, long arrivals, long bytes, double deviceMs) {
    static final Sums NONE = new Sums(0, 0, 0, 0, 0);

    Sums plus(Sums o) {
      return new Sums(
          postings + o.postings,
          ops + o.ops,
          arrivals + o.arrivals,
          bytes + o.bytes,
          deviceMs + o.deviceMs);
    }

    /** Equal remainders go by name, so a unit a posting may stand elsewhere. */
    void isLike(String key, Sums other) {
      long most = Math.max(postings, other.postings);
      assertThat(Math.abs(other.ops - ops)).as(key).isLessThanOrEqualTo(most);
      assertThat(Math.abs(other.arrivals - arrivals)).as(key).isLessThanOrEqualTo(most);
      assertThat(Math.abs(other.bytes - bytes)).as(key).isLessThanOrEqualTo(most);
      assertThat(Math.abs(other.deviceMs - deviceMs)).as(key).isLessThan(1);
    }
  }
}

package dev.iosleuth.lab;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.ReplicatedHost;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.recording.RecordedTree;
import dev.iosleuth.recording.Recording;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Glances;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of a scenario on one node, as {@code lab/run} left it.
 *
 * @param name of the scenario and the seed
 * @param whole the ledger from the first sample to the last, as {@code iosleuth ledger} shows it
 * @param each the ledger of every interval
 * @param deviceTime by what blktrace saw at the disks, where that was kept
 * @param eachTime of every interval, likewise; else none
 * @param superblocks of every interval and disk that has any, likewise
 * @param resyncBytes by which DRBD says that less is out of sync at the end
 */
record Run(
    String name,
    Truth truth,
    Ledger whole,
    List<Ledger> each,
    Optional<DeviceTime> deviceTime,
    List<DeviceTime> eachTime,
    List<SuperblockWrites> superblocks,
    long resyncBytes) {
  private static final Set<String> PARTS = Set.of("node1", "node2", "script", "program");

  Run {
    each = List.copyOf(each);
    eachTime = List.copyOf(eachTime);
    superblocks = List.copyOf(superblocks);
  }

  static Run read(Path folder) throws IOException {
    List<Sample> samples = samples(recording(folder));
    var glances = new Glances();
    samples.subList(1, samples.size()).forEach(glances::add);
    Sample last = glances.complete(samples.getLast());
    Stack stack = StackBuilder.build(last);
    var books = new Bookkeeper();
    for (int i = 1; i < samples.size(); i++) {
      books.step(samples.get(i - 1), samples.get(i));
    }
    Ledger whole = books.post(samples.getFirst(), last, stack);
    var host = ReplicatedHost.of(samples.getFirst(), last, stack, whole);
    var keeper = new Bookkeeper();
    var each = new ArrayList<Ledger>();
    for (int i = 1; i < samples.size(); i++) {
      each.add(keeper.post(samples.get(i - 1), samples.get(i)));
    }
    Truth truth = Truth.read(folder.resolve("truth"));
    Path traces = folder.resolve("blktrace");
    if (!Files.isDirectory(traces)) {
      return new Run(
          name(folder), truth, whole, each, Optional.empty(), List.of(), List.of(), resynced(host));
    }
    BlkTrace trace = BlkTrace.read(traces);
    Set<Long> disks =
        whole.devices().stream()
            .filter(device -> whole.sums(device) && truth.moves(device))
            .flatMap(device -> device.node().dev().stream())
            .map(number -> ((long) number.major() << 20) + number.minor())
            .collect(Collectors.toSet());
    List<Long> read = counted(recording(folder));
    var times = new ArrayList<DeviceTime>();
    for (int i = 1; i < read.size(); i++) {
      times.add(DeviceTime.of(trace, disks, read.get(i - 1), read.get(i)));
    }
    DeviceTime all = DeviceTime.of(trace, disks, read.getFirst(), read.getLast());
    return new Run(
        name(folder),
        truth,
        whole,
        each,
        Optional.of(all),
        times,
        SuperblockWrites.of(trace, read, each),
        resynced(host));
  }

  /** When the counters of each sample were read: /proc/uptime is copied just before them. */
  private static List<Long> counted(Path file) throws IOException {
    Reading<Recording> recording = Recording.open(file);
    var nanos = new ArrayList<Long>();
    for (RecordedTree tree : recording.optional().orElseThrow(() -> broken(recording)).samples()) {
      nanos.add(
          tree.read("proc/uptime")
              .map(text -> text.string().split(" ", -1)[0])
              .map(seconds -> new BigDecimal(seconds).movePointRight(9).longValue())
              .orElse(tree.moment().nanos()));
    }
    return nanos;
  }

  private static long resynced(ReplicatedHost host) {
    return Replication.of(List.of(host)).guests().stream()
        .flatMap(guest -> Stream.concat(guest.here().stream(), guest.peers().stream()))
        .mapToLong(side -> side.drbd().resynced())
        .sum();
  }

  /** One of two nodes, or of two recordings, lies in a folder of the run's. */
  private static String name(Path folder) {
    String name = folder.getFileName().toString();
    Path run = folder.toAbsolutePath().getParent();
    return PARTS.contains(name) && run != null ? run.getFileName() + "-" + name : name;
  }

  static Path recording(Path folder) throws IOException {
    for (String name : List.of("recording.tar.gz", "recording.tar.xz")) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new IOException("no recording in " + folder);
  }

  static List<Sample> samples(Path file) throws IOException {
    Reading<Recording> recording = Recording.open(file);
    var samples = new ArrayList<Sample>();
    var collector = new Collector();
    for (RecordedTree tree : recording.optional().orElseThrow(() -> broken(recording)).samples()) {
      Optional<Sample> previous =
          samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast());
      samples.add(collector.collect(tree, previous));
    }
    if (samples.size() < 2) {
      throw new IOException(file + " holds fewer than two samples");
    }
    return samples;
  }

  private static IOException broken(Reading<Recording> recording) {
    return new IOException(recording.whyNot().orElse("cannot be read"));
  }
}

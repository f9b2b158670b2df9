package dev.iosleuth.recording;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidCmdline;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.ContainerReader;
import dev.iosleuth.sample.Findings;
import dev.iosleuth.sample.GuestMonitors;
import dev.iosleuth.sample.Guests;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.source.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes what the guests' monitors say into a recording: the same that a collector asks them. */
final class RecordedGuests {
  private final GuestMonitors monitors;
  private Map<List<String>, CommandLine> before = new HashMap<>();
  private Map<List<String>, CommandLine> commands = new HashMap<>();
  private List<GuestMonitors.Asked> guests = new ArrayList<>();
  private final ContainerReader containers = new ContainerReader();
  private Map<Integer, ProcessSample> kept = new HashMap<>();

  RecordedGuests(GuestMonitors.Manner manner) {
    this.monitors = new GuestMonitors(manner);
  }

  /** Begins another sample. */
  void next() {
    before = commands;
    commands = new HashMap<>();
    guests = new ArrayList<>();
    kept = new HashMap<>();
  }

  /** To be told of each process, with what was written down of it. */
  void seeAny(Reading<Text> stat, Reading<Text> cgroup, Reading<Text> command) {
    if (stat.then(PidStat::parse) instanceof Reading.Known<PidStat>(PidStat process)
        && !process.kernelThread()) {
      kept.put(
          process.pid(),
          new ProcessSample(
              process,
              Reading.absent("not asked"),
              cgroup.then(PidCgroup::parse),
              command.then(PidCmdline::parse).map(PidCmdline::arguments),
              Reading.absent("not asked")));
    }
  }

  /** Numbers of the first processes of containers among them. */
  Set<Integer> firstOfContainers() {
    return containers.pids(kept);
  }

  /** To be told of each process that may be a guest, with what was written down of it. */
  void see(Reading<Text> stat, Reading<Text> command) {
    Reading<List<String>> arguments = command.then(PidCmdline::parse).map(PidCmdline::arguments);
    if (stat.then(PidStat::parse) instanceof Reading.Known<PidStat>(PidStat process)
        && !process.kernelThread()
        && Guests.is(process, arguments)) {
      List<String> words = arguments.orElse(List.of());
      CommandLine parsed = before.get(words);
      CommandLine line = parsed == null ? CommandLine.parse(words) : parsed;
      commands.put(words, line);
      guests.add(GuestMonitors.Asked.of(process, words, line));
    }
  }

  /** Returns the paths of what was asked. */
  Set<String> write(Tree tree, SampleMembers members) throws IOException {
    // what is not understood of it, whoever reads the recording notes
    var texts =
        new LinkedHashMap<>(monitors.ask(tree, List.copyOf(guests), true, new Findings()).texts());
    for (Map.Entry<String, Reading<Text>> text : texts.entrySet()) {
      members.file(text.getKey(), text.getValue());
    }
    return texts.keySet();
  }
}

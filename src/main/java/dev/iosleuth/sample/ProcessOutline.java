package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidCmdline;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.tool.MachineCommand;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who runs, and what guests have open: two small files a process, none of them a counter. */
final class ProcessOutline {
  private ProcessOutline() {}

  static Map<Integer, ProcessSample> read(Tree tree, OpenFileReader files, Findings findings) {
    var samples = new HashMap<Integer, ProcessSample>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    Reading<List<String>> names = tree.list("proc");
    names.whyNot().ifPresent(why -> findings.gap("proc", "no processes could be seen: " + why));
    for (String name : names.orElse(List.of())) {
      int pid = ProcessReader.pid(name);
      if (pid >= 0) {
        Reading<PidStat> stat = tree.read("proc/" + name + "/stat").then(PidStat::parse);
        if (stat instanceof Reading.Known<PidStat>(PidStat known)) {
          samples.put(pid, sample(tree, known, files));
        } else if (stat instanceof Reading.Malformed<PidStat> malformed) {
          damaged.add(malformed);
        }
      }
    }
    findings.damaged("proc/PID/stat", damaged);
    samples.replaceAll((_, process) ->
        keeps(samples.get(process.stat().parent())) ? grouped(tree, process) : process);
    return samples;
  }

  private static boolean keeps(@Nullable ProcessSample process) {
    return process != null && MachineCommand.of(process.command().orElse(List.of())).isPresent();
  }

  /** The first process of a container. */
  private static ProcessSample grouped(Tree tree, ProcessSample process) {
    return new ProcessSample(
        process.stat(),
        process.io(),
        tree.read("proc/" + process.stat().pid() + "/cgroup").then(PidCgroup::parse),
        process.command(),
        process.files());
  }

  private static ProcessSample sample(Tree tree, PidStat stat, OpenFileReader files) {
    Reading<List<String>> command =
        stat.kernelThread()
            ? Reading.known(List.of())
            : tree.read("proc/" + stat.pid() + "/cmdline")
                .then(PidCmdline::parse)
                .map(PidCmdline::arguments);
    boolean guest = Guests.isWatched(stat, command);
    return new ProcessSample(
        stat,
        Reading.absent("not asked"),
        guest
            ? tree.read("proc/" + stat.pid() + "/cgroup").then(PidCgroup::parse)
            : Reading.absent("not asked"),
        command,
        guest ? files.read(stat.pid()) : Reading.absent("not asked"));
  }
}

package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.proc.PidCmdline;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All processes, where one that did no I/O since the last time costs one small file: {@code
 * proc/PID/io}, compared as bytes.
 *
 * <p>A number that was given to another process with the very same figures (two that did nothing)
 * is noticed when either figures move or its turn comes: one of {@link #TURNS} is checked a time.
 */
final class ProcessReader {
  private static final int TURNS = 64;
  private static final int MOST_GROUPS = 20_000;

  private static final Reading<List<OpenFile>> NOT_ASKED = Reading.absent("not asked");
  private static final Reading<List<OpenFile>> KERNEL = Reading.absent("a kernel thread");

  private final Set<Integer> wanted;
  private Map<Integer, Seen> seen = new HashMap<>();
  private int round;

  /** Processes of one group share it: who looks at all of them looks at each group once. */
  private final Map<PidCgroup, PidCgroup> groups = new HashMap<>();

  /**
   * @param wanted processes whose open files are read whatever they do
   */
  ProcessReader(Set<Integer> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  /** A process as it was the last time, its path kept so that it isn't built anew. */
  private record Seen(String ioPath, Reading<Text> io, ProcessSample sample) {
    /** Whether this very object is the one of the previous sample. */
    @SuppressWarnings("ReferenceEquality") // an equal one may come from another collector's sample
    boolean was(@Nullable ProcessSample before) {
      return sample == before;
    }
  }

  void forget() {
    seen = new HashMap<>();
    groups.clear();
  }

  Map<Integer, ProcessSample> read(
      Tree tree, Optional<Sample> previous, OpenFileReader files, Findings findings) {
    Map<Integer, ProcessSample> before = previous.map(Sample::processes).orElse(Map.of());
    var now = new HashMap<Integer, Seen>(seen.size() * 2);
    var samples = new HashMap<Integer, ProcessSample>(seen.size() * 2);
    if (groups.size() > MOST_GROUPS) {
      groups.clear();
    }
    var one = new One(tree, files, wanted, previous.isPresent(), groups, new ArrayList<>());
    Reading<List<String>> names = tree.list("proc");
    names.whyNot().ifPresent(why -> findings.gap("proc", "no processes could be seen: " + why));
    for (String name : names.orElse(List.of())) {
      int pid = pid(name);
      if (pid >= 0) {
        Seen process = step(one, pid, before.get(pid));
        if (process != null) {
          now.put(pid, process);
          samples.put(pid, process.sample());
        }
      }
    }
    seen = now;
    round++;
    findings.damaged("proc/PID/stat", one.damaged());
    noteHidden(samples, findings);
    return samples;
  }

  /** -1 where it is no number of a process. */
  static int pid(String name) {
    char first = name.charAt(0);
    return first >= '0' && first <= '9' ? Fields.parseInt(name).orElse(-1) : -1;
  }

  /** Null if it ended meanwhile. */
  private @Nullable Seen step(One one, int pid, @Nullable ProcessSample before) {
    Seen known = seen.get(pid);
    String path = known != null ? known.ioPath() : "proc/" + pid + "/io";
    Reading<Text> io = one.tree().read(path);
    boolean still =
        known != null
            && known.was(before)
            && same(known.io(), io)
            && !wanted.contains(pid)
            && !isWatched(known.sample().stat());
    if (still && (pid + round) % TURNS != 0) {
      return known;
    }
    Optional<PidStat> stat = one.stat(pid);
    if (stat.isEmpty()) {
      return null;
    }
    boolean sameProcess = before != null && before.stat().startTicks() == stat.get().startTicks();
    if (still && sameProcess) {
      return known;
    }
    return new Seen(path, io, one.sample(stat.get(), io, sameProcess ? before : null));
  }

  /**
   * Kernel threads that move packets or merge memory: they count no I/O, and their CPU time tells.
   */
  private static boolean isWatched(PidStat stat) {
    return stat.kernelThread() && (stat.comm().startsWith("vhost-") || stat.comm().equals("ksmd"));
  }

  private static boolean same(Reading<Text> before, Reading<Text> now) {
    if (before instanceof Reading.Known<Text>(Text was)
        && now instanceof Reading.Known<Text>(Text is)) {
      return Arrays.equals(was.bytes(), is.bytes());
    }
    return before.equals(now);
  }

  private static void noteHidden(Map<Integer, ProcessSample> samples, Findings findings) {
    long hidden = samples.values().stream().filter(p -> p.io().optional().isEmpty()).count();
    if (hidden > 0) {
      String why =
          samples.values().stream()
              .flatMap(p -> p.io().whyNot().stream())
              .max(Comparator.comparing((String w) -> w.startsWith("needs root")))
              .orElse("");
      String text =
          "the I/O of %d of %d processes could not be read (%s)"
              .formatted(hidden, samples.size(), why);
      // What even root may not read is no gap that the user could close.
      if (why.startsWith("needs root")) {
        findings.gap("proc/PID/io", text);
      } else {
        findings.method("proc/PID/io", text);
      }
    }
  }

  /** Reads single processes. */
  private record One(
      Tree tree,
      OpenFileReader files,
      Set<Integer> wanted,
      boolean compare,
      Map<PidCgroup, PidCgroup> groups,
      List<Reading.Malformed<?>> damaged) {
    Optional<PidStat> stat(int pid) {
      Reading<PidStat> stat = tree.read("proc/" + pid + "/stat").then(PidStat::parse);
      if (stat instanceof Reading.Malformed<PidStat> malformed) {
        damaged.add(malformed);
      }
      boolean missing =
          stat instanceof Reading.Absent
              && Stream.of("io", "cmdline")
                  .allMatch(file -> tree.read("proc/" + pid + "/" + file) instanceof Reading.Known);
      if (missing) {
        // One that ended meanwhile has none of them any more.
        damaged.add(new Reading.Malformed<>("proc/" + pid + "/stat", "a file beside io", "none"));
      }
      return stat.optional();
    }

    /**
     * @param before the same process in the previous sample
     */
    ProcessSample sample(PidStat stat, Reading<Text> text, @Nullable ProcessSample before) {
      String folder = "proc/" + stat.pid() + "/";
      Reading<PidIo> io = text.then(PidIo::parse);
      Reading<PidCgroup> cgroup =
          tree.read(folder + "cgroup").then(PidCgroup::parse).map(this::shared);
      if (stat.kernelThread()) {
        return new ProcessSample(stat, io, cgroup, Reading.known(List.of()), KERNEL);
      }
      Reading<List<String>> command = command(folder, stat, before);
      return new ProcessSample(stat, io, cgroup, command, open(stat, io, command, before));
    }

    private PidCgroup shared(PidCgroup cgroup) {
      PidCgroup before = groups.putIfAbsent(cgroup, cgroup);
      return before == null ? cgroup : before;
    }

    /** Read once, and again after an execve. */
    private Reading<List<String>> command(
        String folder, PidStat stat, @Nullable ProcessSample before) {
      return before != null
              && before.stat().comm().equals(stat.comm())
              && !before.command().orElse(List.of()).isEmpty()
          ? before.command()
          : tree.read(folder + "cmdline").then(PidCmdline::parse).map(PidCmdline::arguments);
    }

    private Reading<List<OpenFile>> open(
        PidStat stat,
        Reading<PidIo> io,
        Reading<List<String>> command,
        @Nullable ProcessSample before) {
      if (moved(io, before) || wanted.contains(stat.pid())) {
        return files.read(stat.pid());
      }
      if (before != null) {
        return before.files();
      }
      return Guests.isWatched(stat, command) ? files.read(stat.pid()) : NOT_ASKED;
    }

    private boolean moved(Reading<PidIo> io, @Nullable ProcessSample before) {
      if (!compare || !(io instanceof Reading.Known<PidIo>(PidIo now))) {
        return false;
      }
      PidIo was = before == null ? PidIo.ZERO : before.io().orElse(PidIo.ZERO);
      return now.readBytes() != was.readBytes()
          || now.writeBytes() != was.writeBytes()
          || now.cancelledWriteBytes() != was.cancelledWriteBytes();
    }
  }
}

package dev.iosleuth.recording;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.recording.Input.When;
import dev.iosleuth.sample.Activity;
import dev.iosleuth.sample.CgroupHierarchy;
import dev.iosleuth.sample.CgroupListing;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.ContainerNames;
import dev.iosleuth.sample.GuestMonitors;
import dev.iosleuth.sample.ReadFiles;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Smartctl;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Writes samples of one host into a recording, each as it is taken. A sample is a gzip member of
 * its own, flushed when it is whole: a recording whose writer was killed is whole up to there.
 */
public final class RecordingWriter implements AutoCloseable {
  /** Of the kernel log. */
  private static final int LINES = 500;

  /** Disks and files about which something is asked that is not asked again. */
  private static final int MOST_ASKED = 300;

  private final OutputStream out;
  private final String by;
  private final Disguise disguise;
  private final Activity activity = new Activity();
  private final ContainerNames containers = new ContainerNames();
  private final RecordedGuests guests;
  private Optional<Signs> described = Optional.empty();
  private final Map<String, Reading<Text>> asked = new HashMap<>();
  private int number;
  private int complete;
  private int hidden;

  /** What changes when the host has to be described anew. */
  private record Signs(List<String> devices, String uevents, String mounts, String swaps) {}

  /**
   * @param by what writes: iosleuth and its version
   */
  public RecordingWriter(OutputStream out, String by) {
    this(out, by, Optional.empty(), Set.of());
  }

  /** With all names replaced, the same by the same in the whole recording. */
  public RecordingWriter(OutputStream out, String by, Pseudonyms pseudonyms) {
    this(out, by, Optional.of(pseudonyms), Set.of());
  }

  /**
   * @param also whether monitors are asked twice; agents are asked in any case, tools never
   */
  public RecordingWriter(
      OutputStream out, String by, Optional<Pseudonyms> pseudonyms, Set<Collector.Ask> also) {
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.by = by;
    this.disguise = pseudonyms.<Disguise>map(Anonymous::new).orElse(Disguise.NONE);
    this.guests = new RecordedGuests(GuestMonitors.Manner.of(also));
  }

  /** Of how many processes the last sample lacks the I/O, for want of rights. */
  public int hidden() {
    return hidden;
  }

  /** Takes a sample and writes it, without exit records. */
  public void add(Tree tree) throws IOException {
    add(tree, () -> Reading.absent("not asked"));
  }

  /**
   * Takes a sample and writes it.
   *
   * @param exits of processes that ended since the sample before, asked behind the processes
   */
  public void add(Tree tree, Supplier<Reading<Exits>> exits) throws IOException {
    number++;
    activity.next();
    guests.next();
    GzipCompressorOutputStream member = member();
    var tar = new TarWriter(member, tree.moment().wall().getEpochSecond());
    var members = new SampleMembers(tar, "%04d".formatted(number), disguise);
    var walk = new InputWalk(tree, members);
    // Before the counters: what tools read themselves is not to fall into the first interval.
    renew(tree, members);
    tools(
        tree,
        members,
        tool -> Inputs.COUNTING_TOOLS.contains(tool) && !Inputs.TOOLS_OF_GUESTS.contains(tool));
    Map<CgroupHierarchy, Set<String>> groups = groups(tree);
    Moment moment = tree.moment();
    every(walk, Inputs::isOfDevices);
    cgroups(tree, members, groups, CgroupHierarchy::kept);
    var paths = new HashSet<String>();
    groups.values().forEach(paths::addAll);
    processes(tree, walk, members, paths);
    Reading<Exits> ended = exits.get();
    every(walk, Predicate.not(Inputs::isOfDevices));
    cgroups(tree, members, groups, CgroupHierarchy::described);
    members.containers(containers.read(tree, paths));
    Set<String> asked = guests.write(tree, members);
    tools(
        tree,
        members,
        tool -> Inputs.TOOLS_OF_GUESTS.contains(tool) && !asked.contains(tool.path()));
    members.exits(ended);
    if (complete != number) {
      renew(tree, members);
    }
    if (complete == number) {
      describe(walk);
    }
    var masked = new Moment(disguise.host(moment.host()), moment.wall(), moment.nanos());
    members.finish(
        new RecordingHeader(
            RecordingHeader.FORMAT,
            masked,
            members.counters().orElse(moment.nanos()),
            by,
            complete,
            disguise.masked()));
    member.finish();
    out.flush();
  }

  /** Level 1: the host that is measured has better things to do. */
  private GzipCompressorOutputStream member() throws IOException {
    var parameters = new GzipParameters();
    parameters.setCompressionLevel(1);
    return new GzipCompressorOutputStream(out, parameters);
  }

  private static void every(InputWalk walk, Predicate<Input> wanted) throws IOException {
    for (Input input : Inputs.ALL) {
      if (input.when() == When.EVERY && !input.isOfProcess() && wanted.test(input)) {
        walk.write(input);
      }
    }
  }

  /**
   * @param paths is given the files that hold the processes' cgroups
   */
  private void processes(Tree tree, InputWalk walk, SampleMembers members, Set<String> paths)
      throws IOException {
    hidden = 0;
    var active = new ArrayList<String>();
    for (String pid : walk.names("proc")) {
      if (pid.charAt(0) < '0' || pid.charAt(0) > '9') {
        continue;
      }
      String folder = "proc/" + pid + "/";
      Reading<Text> io = tree.read(folder + "io");
      Reading<Text> stat = tree.read(folder + "stat");
      Reading<Text> command = tree.read(folder + "cmdline");
      hidden +=
          io instanceof Reading.Absent<Text>(String why) && why.startsWith("needs root") ? 1 : 0;
      members.file(folder + "io", io);
      members.file(folder + "stat", stat);
      members.file(folder + "cmdline", command);
      Reading<Text> cgroup = tree.read(folder + "cgroup");
      cgroup.optional().ifPresent(text -> paths.add(text.string()));
      members.file(folder + "cgroup", cgroup);
      guests.seeAny(stat, cgroup, command);
      if (activity.of(pid, io, stat, command)) {
        guests.see(stat, command);
        active.add(pid);
      }
    }
    for (int pid : guests.firstOfContainers()) {
      if (!active.contains(String.valueOf(pid))) {
        active.add(String.valueOf(pid));
      }
    }
    for (String pid : active) {
      members.folder("proc/" + pid + "/fd", tree);
      for (Input input : Inputs.ALL) {
        if (input.when() == When.ACTIVE) {
          walk.write(input.ofProcess(pid));
        }
      }
      extents(tree, members, pid);
    }
  }

  /** In how many pieces the files lie that it is reading; each is asked about once. */
  private void extents(Tree tree, SampleMembers members, String pid) throws IOException {
    OptionalInt number = Fields.parseInt(pid);
    if (number.isPresent()) {
      for (ReadFiles.Descriptor file : ReadFiles.of(tree, number.getAsInt())) {
        String path = file.extents(number.getAsInt());
        String key = path + " " + file.path();
        if (asked.containsKey(key) || asked.size() < MOST_ASKED) {
          members.file(path, asked.computeIfAbsent(key, _ -> tree.read(path)));
        }
      }
    }
  }

  private static Map<CgroupHierarchy, Set<String>> groups(Tree tree) {
    List<Mountinfo.Mount> mounts =
        tree.read("proc/self/mountinfo")
            .then(Mountinfo::parse)
            .map(Mountinfo::mounts)
            .orElse(List.of());
    var groups = new LinkedHashMap<CgroupHierarchy, Set<String>>();
    for (CgroupHierarchy hierarchy : CgroupHierarchy.all(mounts)) {
      groups.put(hierarchy, CgroupListing.walk(tree, hierarchy.base()));
    }
    return groups;
  }

  private static void cgroups(
      Tree tree,
      SampleMembers members,
      Map<CgroupHierarchy, Set<String>> groups,
      Function<CgroupHierarchy, List<String>> files)
      throws IOException {
    for (Map.Entry<CgroupHierarchy, Set<String>> one : groups.entrySet()) {
      for (String group : one.getValue()) {
        for (String file : files.apply(one.getKey())) {
          String path = one.getKey().folder(group) + "/" + file;
          members.file(path, tree.read(path));
        }
      }
    }
  }

  private static void tools(Tree tree, SampleMembers members, Predicate<Tools> wanted)
      throws IOException {
    for (Tools tool : Tools.values()) {
      if (wanted.test(tool)) {
        members.file(tool.path(), tree.read(tool.path()).map(RecordingWriter::lastLines));
      }
    }
  }

  private static Text lastLines(Text text) {
    if (!text.path().equals("tool/kernel-log")) {
      return text;
    }
    List<String> lines = text.lines();
    List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    return new Text(text.path(), Utf8.encode(String.join("\n", last) + "\n"), text.nanos());
  }

  /** Runs the tools that tell what rarely changes, if something says that it did. */
  private void renew(Tree tree, SampleMembers members) throws IOException {
    Signs signs = signs(tree);
    if (!Optional.of(signs).equals(described)) {
      complete = number;
      tools(
          tree,
          members,
          tool -> !Inputs.COUNTING_TOOLS.contains(tool) && !Inputs.UNRECORDED_TOOLS.contains(tool));
      disks(tree, members);
      // They may load modules, which are events too; a device that came is asked about again.
      Signs now = signs(tree);
      described = Optional.of(now.devices().equals(signs.devices()) ? now : signs);
    }
  }

  /** All else that rarely changes. */
  private static void describe(InputWalk walk) throws IOException {
    for (Input input : Inputs.ALL) {
      if (input.when() == When.COMPLETE) {
        walk.write(input);
      }
    }
  }

  /** Each disk is asked once a recording: the answer tells of years, and asking disturbs it. */
  private void disks(Tree tree, SampleMembers members) throws IOException {
    for (String disk : tree.list("sys/block").orElse(List.of()).stream().sorted().toList()) {
      if (tree.read("sys/block/" + disk + "/device/model") instanceof Reading.Known) {
        String path = Smartctl.FOLDER + "/" + disk;
        members.file(path, asked.computeIfAbsent(path, tree::read));
      }
    }
  }

  private static Signs signs(Tree tree) {
    List<String> devices =
        tree.read("proc/diskstats")
            .then(Diskstats::parse)
            .map(d -> d.rows().stream().map(row -> row.dev() + " " + row.name()).toList())
            .orElse(List.of());
    return new Signs(
        devices,
        string(tree, "sys/kernel/uevent_seqnum"),
        string(tree, "proc/self/mountinfo"),
        string(tree, "proc/swaps"));
  }

  private static String string(Tree tree, String path) {
    return tree.read(path).map(Text::string).orElse("");
  }

  /** Writes the mark at the end. Closes the stream. */
  @Override
  public void close() throws IOException {
    try (out) {
      GzipCompressorOutputStream end = member();
      TarWriter.end(end);
      end.finish();
    }
  }
}

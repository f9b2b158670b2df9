package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.DrbdProc;
import dev.iosleuth.kernel.tool.DrbdVolume;
import dev.iosleuth.kernel.tool.DrbdsetupEvents2;
import dev.iosleuth.kernel.tool.DrbdsetupShow;
import dev.iosleuth.kernel.tool.DrbdsetupStatus;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads the DRBD volumes of a host: state and counters from /proc/drbd of 8.x, else from {@code
 * drbdsetup status}, else {@code events2}; devices and names from {@code drbdsetup show}. Tools are
 * asked only where DRBD is loaded.
 */
public final class DrbdReader {
  private static final Predicate<String> DEVICE = Pattern.compile("drbd[0-9]+").asMatchPredicate();

  private final Tree tree;
  private final Findings findings;

  private DrbdReader(Tree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  /** By minor. */
  public static List<DrbdResource> read(Tree tree) {
    return read(tree, _ -> {});
  }

  /**
   * @param notes is told what was not understood
   */
  public static List<DrbdResource> read(Tree tree, Consumer<Note> notes) {
    var reader = new DrbdReader(tree, new Findings());
    List<DrbdResource> resources = reader.isLoaded() ? reader.resources() : List.of();
    reader.findings.notes().forEach(notes);
    return resources;
  }

  private boolean isLoaded() {
    return tree.read("proc/drbd") instanceof Reading.Known
        || tree.list("sys/block").orElse(List.of()).stream().anyMatch(DEVICE);
  }

  private List<DrbdResource> resources() {
    // The tool first: counters are not to be older than need be.
    DrbdsetupShow show = show();
    var joins = new TreeMap<Integer, DrbdJoin>();
    DrbdProc proc = proc();
    proc.minors().forEach(minor -> join(joins, minor.minor()).proc(minor, proc));
    if (joins.isEmpty()) {
      for (DrbdVolume volume : volumes()) {
        join(joins, volume.minor()).volume(volume);
      }
    }
    for (DrbdsetupShow.Volume volume : show.volumes()) {
      List<DrbdsetupShow.Peer> peers =
          show.peers().stream().filter(p -> p.resource().equals(volume.resource())).toList();
      join(joins, volume.minor()).show(volume, peers);
    }
    return joins.values().stream().filter(DrbdJoin::hasState).map(DrbdJoin::resource).toList();
  }

  private static DrbdJoin join(Map<Integer, DrbdJoin> joins, int minor) {
    return joins.computeIfAbsent(minor, DrbdJoin::new);
  }

  private DrbdProc proc() {
    DrbdProc proc =
        findings.noted(tree.read("proc/drbd").then(DrbdProc::parse)).orElse(DrbdProc.NONE);
    findings.damaged("proc/drbd", proc.damaged());
    return proc;
  }

  private List<DrbdVolume> volumes() {
    Reading<DrbdsetupStatus> status =
        findings.noted(tree.read(Tools.DRBDSETUP_STATUS.path()).then(DrbdsetupStatus::parse));
    if (status instanceof Reading.Known<DrbdsetupStatus>(DrbdsetupStatus known)
        && !known.volumes().isEmpty()) {
      return known.volumes();
    }
    String path = Tools.DRBDSETUP_EVENTS2.path();
    return findings
        .noted(tree.read(path).map(DrbdsetupEvents2::parse))
        .map(events -> {
          findings.damaged(path, events.damaged());
          return events.volumes();
        })
        .orElse(List.of());
  }

  private DrbdsetupShow show() {
    return findings
        .noted(tree.read(Tools.DRBDSETUP_SHOW.path()).then(DrbdsetupShow::parse))
        .orElse(new DrbdsetupShow(List.of(), List.of()));
  }
}

package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One sample of a recording. What is not in every sample comes from the folder that its header
 * names; what could not be read when it was captured is absent for the same reason.
 */
public final class RecordedTree implements Tree {
  static final String ABSENT = "absent";

  private final int number;
  private final RecordingHeader header;
  private final CapturedTree own;
  private final CapturedTree topology;
  private final Map<String, String> ownAbsent;
  private final Map<String, String> topologyAbsent;

  RecordedTree(int number, RecordingHeader header, CapturedTree own, CapturedTree topology) {
    this.number = number;
    this.header = header;
    this.own = own;
    this.topology = topology;
    this.ownAbsent = absent(own);
    this.topologyAbsent = absent(topology);
  }

  /** Lines of path, tab, reason. */
  private static Map<String, String> absent(Tree tree) {
    var absent = new HashMap<String, String>();
    String lines = tree.read(ABSENT).map(Text::string).orElse("");
    for (String line : lines.split("\n", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        absent.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return absent;
  }

  /** Counted from 1. */
  public int number() {
    return number;
  }

  /** What made it: iosleuth and its version, or the capture script. */
  public String by() {
    return header.by();
  }

  /** What was taken out before it was written down. */
  public String masked() {
    return header.masked();
  }

  /** The processes that ended since the sample before. */
  public Reading<Exits> exits() {
    String why = ownAbsent.getOrDefault(RecordedExits.FILE, "not recorded");
    return own.read(RecordedExits.FILE) instanceof Reading.Known<Text>(Text text)
        ? RecordedExits.parse(text)
        : Reading.absent(why);
  }

  /** Readable names of containers by id. */
  Map<String, String> containers() {
    return own.read(RecordedContainers.FILE).map(RecordedContainers::parse).orElse(Map.of());
  }

  private boolean isOwn(String path) {
    return own == topology || Inputs.isChanging(path);
  }

  private CapturedTree of(String path) {
    return isOwn(path) ? own : topology;
  }

  /** Known if it was absent when it was captured. */
  private <T> Reading<T> unlessAbsent(String path, Reading<T> reading) {
    String why = (isOwn(path) ? ownAbsent : topologyAbsent).get(path);
    return why == null ? reading : Reading.absent(why);
  }

  @Override
  public Reading<Text> read(String path) {
    return unlessAbsent(path, of(path).read(path))
        .map(text -> new Text(path, text.bytes(), header.nanos(path)));
  }

  @Override
  public Reading<List<String>> list(String path) {
    return unlessAbsent(path, own == topology ? own.list(path) : merged(path));
  }

  private Reading<List<String>> merged(String path) {
    Reading<List<String>> here = own.list(path);
    Reading<List<String>> there = topology.list(path);
    if (Inputs.isChanging(path) || there.optional().isEmpty()) {
      return here;
    }
    var names = new TreeSet<>(here.orElse(List.of()));
    String prefix = path.isEmpty() ? "" : path + "/";
    there.orElse(List.of()).stream()
        .filter(name -> !Inputs.isChanging(prefix + name))
        .forEach(names::add);
    return Reading.known(List.copyOf(names));
  }

  @Override
  public Reading<String> link(String path) {
    return unlessAbsent(path, of(path).link(path));
  }

  @Override
  public Reading<DevNo> device(String path) {
    return topology.device(path);
  }

  @Override
  public boolean isDirectory(String path) {
    return of(path).isDirectory(path) || (own != topology && own.isDirectory(path));
  }

  @Override
  public Moment moment() {
    return header.moment();
  }
}

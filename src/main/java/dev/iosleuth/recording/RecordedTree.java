package dev.iosleuth.recording;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Recorded;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Moment;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One sample of a recording. What is not in every sample comes from the folder that its header
 * names; what could not be read when it was captured is absent for the same reason.
 */
public final class RecordedTree implements Recorded {
  private final int number;
  private final RecordingHeader header;
  private final RecordedFolders folders;
  private final String name;
  private final String describing;

  /**
   * @param name of its folder
   * @param describing name of the folder that describes the host whole
   */
  RecordedTree(
      int number, RecordingHeader header, RecordedFolders folders, String name, String describing) {
    this.number = number;
    this.header = header;
    this.folders = folders;
    this.name = name;
    this.describing = describing;
  }

  private boolean isComplete() {
    return name.equals(describing);
  }

  private RecordedFolder own() {
    return isComplete() ? topology() : folders.sample(name);
  }

  private RecordedFolder topology() {
    return folders.description(describing);
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

  /** Whether names were replaced, the same ones only within the recording. */
  public boolean anonymous() {
    return masked().startsWith(Anonymous.MASKED);
  }

  @Override
  public Reading<Exits> exits() {
    RecordedFolder own = own();
    String why = own.absent().getOrDefault(RecordedExits.FILE, "not recorded");
    return own.tree().read(RecordedExits.FILE) instanceof Reading.Known<Text>(Text text)
        ? RecordedExits.parse(text)
        : Reading.absent(why);
  }

  @Override
  public Map<String, String> containers() {
    return own()
        .tree()
        .read(RecordedContainers.FILE)
        .map(RecordedContainers::parse)
        .orElse(Map.of());
  }

  private boolean isOwn(String path) {
    return isComplete() || Inputs.isChanging(path);
  }

  private RecordedFolder of(String path) {
    return isOwn(path) ? own() : topology();
  }

  /** Known if it was absent when it was captured. */
  private <T> Reading<T> unlessAbsent(String path, Reading<T> reading) {
    String why = of(path).absent().get(path);
    return why == null ? reading : Reading.absent(why);
  }

  @Override
  public Reading<Text> read(String path) {
    return unlessAbsent(path, of(path).tree().read(path))
        .map(text -> new Text(path, text.bytes(), header.nanos(path)));
  }

  @Override
  public Reading<List<String>> list(String path) {
    return unlessAbsent(path, isComplete() ? own().tree().list(path) : merged(path));
  }

  private Reading<List<String>> merged(String path) {
    Reading<List<String>> here = own().tree().list(path);
    Reading<List<String>> there = topology().tree().list(path);
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
    return unlessAbsent(path, of(path).tree().link(path));
  }

  @Override
  public Reading<DevNo> device(String path) {
    return topology().tree().device(path);
  }

  @Override
  public boolean isDirectory(String path) {
    return of(path).tree().isDirectory(path) || (!isComplete() && own().tree().isDirectory(path));
  }

  @Override
  public Moment moment() {
    return header.moment();
  }
}

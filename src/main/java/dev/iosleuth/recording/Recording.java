package dev.iosleuth.recording;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.ArchiveLimits;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Trees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Samples of one host in one file, or in a directory into which one was unpacked. The format is
 * described in docs/recording.md.
 *
 * @param samples whole ones, in the order of time
 * @param truncated how it ends early, in words; empty if it is whole
 */
public record Recording(List<RecordedTree> samples, Optional<String> truncated) {
  private static final Pattern ARCHIVE = Pattern.compile("[\\w.-]{1,60}\\.(tar|tar\\.[gx]z|tgz)");

  public Recording {
    samples = List.copyOf(samples);
  }

  /**
   * Malformed, in one line, if there is not one whole sample in it. Its samples are taken into
   * memory when they are read, as far as the file is packed sample by sample.
   */
  public static Reading<Recording> open(Path file) {
    return open(file, ArchiveLimits.folder());
  }

  /**
   * @param limits of one sample
   */
  static Reading<Recording> open(Path file, ArchiveLimits limits) {
    return Trees.openFolders(file, RecordingHeader.FILE, limits)
        .then(tree -> of(file.toString(), tree));
  }

  static Reading<Recording> of(String where, CapturedTree tree) {
    var folders = new TreeMap<Integer, String>();
    for (String name : tree.list("").orElse(List.of())) {
      OptionalInt number = Fields.parseInt(name);
      if (number.isPresent() && number.getAsInt() > 0) {
        folders.put(number.getAsInt(), name);
      }
    }
    if (folders.isEmpty()) {
      return Reading.malformed(where, "a recording of iosleuth", instead(tree));
    }
    return whole(where, tree, folders)
        .map(samples -> new Recording(samples, end(tree, folders, samples)));
  }

  private static String instead(CapturedTree tree) {
    if (Trees.holdsHost(Trees.descend(tree))) {
      return "a captured tree, which is for --before and --after";
    }
    return tree.list("").orElse(List.of()).stream()
        .filter(ARCHIVE.asMatchPredicate())
        .findFirst()
        .map(name -> "a folder that holds " + name + ": give that")
        .orElse("no folder of a sample");
  }

  /** The samples whose header was written, which is the last thing that is. */
  private static Reading<List<RecordedTree>> whole(
      String where, CapturedTree tree, Map<Integer, String> names) {
    var samples = new ArrayList<RecordedTree>();
    var complete = new HashMap<Integer, String>();
    var folders = new RecordedFolders(tree);
    for (Map.Entry<Integer, String> folder : names.entrySet()) {
      int number = folder.getKey();
      String name = folder.getValue();
      Reading<Text> text = tree.read(name + "/" + RecordingHeader.FILE);
      if (text instanceof Reading.Absent<Text>) {
        continue;
      }
      Reading<RecordingHeader> header = text.then(RecordingHeader::parse);
      if (!(header instanceof Reading.Known<RecordingHeader>(RecordingHeader known))) {
        return Reading.malformed(
            where, "a recording of iosleuth", header.whyNot().orElse("another format"));
      }
      if (known.topology() == number) {
        complete.put(number, name);
      }
      String describing = complete.get(known.topology());
      if (describing != null) {
        samples.add(new RecordedTree(number, known, folders, name, describing));
      }
    }
    return samples.isEmpty()
        ? Reading.malformed(where, "a recording of iosleuth", noSample(tree))
        : Reading.known(samples);
  }

  private static String noSample(CapturedTree tree) {
    return tree.truncated()
        .map(how -> "one of less than a sample, which " + how)
        .orElse("one of less than a sample");
  }

  private static Optional<String> end(
      CapturedTree tree, TreeMap<Integer, String> folders, List<RecordedTree> samples) {
    int last = samples.getLast().number();
    Optional<String> how = tree.truncated();
    if (folders.lastKey() != last) {
      return Optional.of(
          "ends in the middle of sample "
              + folders.lastKey()
              + how.map(words -> ", it " + words).orElse("")
              + "; "
              + count(samples.size()));
    }
    return how.map(words -> words + "; " + count(samples.size()));
  }

  private static String count(int samples) {
    return samples == 1 ? "1 sample is whole" : samples + " samples are whole";
  }
}

package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.unit.DevNo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * A tree in memory, for tests: files, links and directories by path, the latter made as needed.
 * Follows links inside its root as a host does below chroot. Counts what is read.
 */
public final class TestingTree implements Tree {
  private static final int MOST_LINKS = 40;

  private sealed interface Entry {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record File(byte[] bytes) implements Entry {}

    record Link(String target) implements Entry {}

    record Folder() implements Entry {}

    record Denied(String why) implements Entry {}

    record Node(DevNo dev) implements Entry {}
  }

  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final SequencedSet<String> read = new LinkedHashSet<>();
  private Moment moment = new Moment("testing", Instant.EPOCH, 0);
  private int calls;

  /** Adds a file of text. */
  public TestingTree file(String path, String content) {
    return bytes(path, Utf8.encode(content));
  }

  public TestingTree bytes(String path, byte[] content) {
    return put(path, new Entry.File(content));
  }

  public TestingTree link(String path, String target) {
    return put(path, new Entry.Link(target));
  }

  public TestingTree folder(String path) {
    return put(path, new Entry.Folder());
  }

  /** A file that only root may read. */
  public TestingTree denied(String path) {
    return absent(path, "needs root: permission denied");
  }

  /** A file that cannot be read. */
  public TestingTree absent(String path, String why) {
    return put(path, new Entry.Denied(why));
  }

  /** A device node. */
  public TestingTree node(String path, DevNo dev) {
    return put(path, new Entry.Node(dev));
  }

  /** Takes the place of what was there, with all below it. */
  public TestingTree without(String path) {
    entries.remove(path);
    entries.subMap(path + "/", path + "0").clear();
    return this;
  }

  public TestingTree at(Moment now) {
    moment = now;
    return this;
  }

  /** Paths of the files that were read so far, links resolved, each once. */
  public SequencedSet<String> filesRead() {
    return read;
  }

  /** Number of calls that a live host would answer with system calls. */
  public int calls() {
    return calls;
  }

  private TestingTree put(String path, Entry entry) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      entries.putIfAbsent(path.substring(0, slash), new Entry.Folder());
    }
    entries.put(path, entry);
    return this;
  }

  @Override
  public Reading<Text> read(String path) {
    calls++;
    Optional<String> real = resolve(path, true);
    return switch (real.map(entries::get).orElse(null)) {
      case null -> Reading.absent("no such file");
      case Entry.Denied(String why) -> Reading.absent(why);
      case Entry.Folder _ -> Reading.malformed(path, "a regular file", "a directory");
      case Entry.Node _ -> Reading.malformed(path, "a regular file", "a device");
      case Entry.Link _ -> Reading.absent("no such file");
      case Entry.File(byte[] bytes) -> {
        read.add(real.orElseThrow());
        yield Reading.known(new Text(path, bytes, moment.nanos()));
      }
    };
  }

  @Override
  public Reading<List<String>> list(String path) {
    calls++;
    Optional<String> real = path.isEmpty() ? Optional.of("") : resolve(path, true);
    if (real.isEmpty() || !(isRoot(real.get()) || entries.containsKey(real.get()))) {
      return Reading.absent("no such directory");
    }
    if (!isRoot(real.get()) && !(entries.get(real.get()) instanceof Entry.Folder)) {
      return Reading.malformed(path, "a directory", "a file");
    }
    String prefix = isRoot(real.get()) ? "" : real.get() + "/";
    var names = new ArrayList<String>();
    for (String entry : entries.tailMap(prefix).keySet()) {
      if (!entry.startsWith(prefix)) {
        break;
      }
      if (entry.indexOf('/', prefix.length()) < 0) {
        names.add(entry.substring(prefix.length()));
      }
    }
    return Reading.known(names);
  }

  private static boolean isRoot(String path) {
    return path.isEmpty();
  }

  @Override
  public Reading<String> link(String path) {
    calls++;
    return resolve(path, false).map(entries::get).orElse(null) instanceof Entry.Link(String target)
        ? Reading.known(target)
        : Reading.absent("no such link");
  }

  @Override
  public Reading<DevNo> device(String path) {
    calls++;
    return resolve(path, true).map(entries::get).orElse(null) instanceof Entry.Node(DevNo dev)
        ? Reading.known(dev)
        : Reading.absent("no such device node");
  }

  @Override
  public boolean isDirectory(String path) {
    calls++;
    return resolve(path, true).map(entries::get).orElse(null) instanceof Entry.Folder;
  }

  @Override
  public Moment moment() {
    return moment;
  }

  /** The path without links and dots, or empty if it goes round in circles. */
  private Optional<String> resolve(String path, boolean lastToo) {
    Deque<String> todo = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
    var done = new ArrayList<String>();
    int links = 0;
    while (!todo.isEmpty()) {
      String part = todo.removeFirst();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (!done.isEmpty()) {
          done.removeLast();
        }
        continue;
      }
      done.add(part);
      if (entries.get(String.join("/", done)) instanceof Entry.Link(String target)
          && (lastToo || !todo.isEmpty())) {
        if (++links > MOST_LINKS) {
          return Optional.empty();
        }
        done.removeLast();
        if (target.startsWith("/")) {
          done.clear();
        }
        Arrays.asList(target.split("/", -1)).reversed().forEach(todo::addFirst);
      }
    }
    return Optional.of(String.join("/", done));
  }
}

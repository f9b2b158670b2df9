package dev.iosleuth.recording;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.source.Exits;
import dev.iosleuth.source.Tree;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Writes the members of one sample, masked, each once, and what could not be read with its why. */
final class SampleMembers {
  /** More would not be read back, see source.NativeFiles. */
  private static final int MOST_BYTES = 64 << 20;

  /** Of a monitor that a command line promises; its path or other words follow. */
  private static final String NO_SOCKET = "no such socket: ";

  private final TarWriter tar;
  private final String folder;
  private final Disguise disguise;
  private final Set<String> written = new HashSet<>();
  private final StringBuilder absent = new StringBuilder();

  private OptionalLong counters = OptionalLong.empty();

  SampleMembers(TarWriter tar, String folder, Disguise disguise) {
    this.tar = tar;
    this.folder = folder + "/";
    this.disguise = disguise;
  }

  void file(String path, Reading<Text> reading) throws IOException {
    if (reading instanceof Reading.Known<Text>(Text text) && text.bytes().length <= MOST_BYTES) {
      if (path.equals(RecordingHeader.COUNTERS)) {
        counters = OptionalLong.of(text.nanos());
      }
      if (written.add(path)) {
        Reading<Text> masked = disguise.content(Masking.mask(text));
        if (masked instanceof Reading.Known<Text>(Text kept)) {
          tar.file(folder + disguise.path(path), kept.bytes());
        } else {
          note(path, masked);
        }
      }
      return;
    }
    note(path, reading);
  }

  /** Written even where nothing ended: that is known then. */
  void exits(Reading<Exits> exits) throws IOException {
    if (exits instanceof Reading.Known<Exits>(Exits known)) {
      Text text = RecordedExits.text(known, disguise::name);
      tar.file(folder + RecordedExits.FILE, text.bytes());
    }
    note(RecordedExits.FILE, exits);
  }

  /**
   * @param names of containers by id
   */
  void containers(Map<String, String> names) throws IOException {
    if (!names.isEmpty()) {
      tar.file(folder + RecordedContainers.FILE, RecordedContainers.bytes(names, disguise::name));
    }
  }

  void link(String path, Reading<String> reading) throws IOException {
    if (reading instanceof Reading.Known<String>(String target)) {
      if (written.add(path)) {
        tar.link(folder + disguise.path(path), disguise.target(target));
      }
      return;
    }
    note(path, reading);
  }

  /** That there is something of that name. */
  void name(String path) throws IOException {
    if (written.add(path)) {
      tar.file(folder + disguise.path(path), new byte[0]);
    }
  }

  /** One that may be empty. */
  void folder(String path, Tree tree) throws IOException {
    if (tree.isDirectory(path)) {
      tar.folder(folder + disguise.path(path));
    }
  }

  /** When the counters of the devices were read. */
  OptionalLong counters() {
    return counters;
  }

  /** A reason is kept unless it is that there is nothing, where no command line says otherwise. */
  void note(String path, Reading<?> reading) {
    if (reading instanceof Reading.Absent<?>(String why)
        && (!why.startsWith("no such") || why.startsWith(NO_SOCKET))
        && path.indexOf('\n') < 0) {
      String reason = reason(why).replace('\n', ' ').replace('\t', ' ');
      absent.append(disguise.path(path)).append('\t').append(reason).append('\n');
    }
  }

  private String reason(String why) {
    return why.startsWith(NO_SOCKET)
        ? NO_SOCKET + disguise.target(why.substring(NO_SOCKET.length()))
        : why;
  }

  /** The last member says that the sample is whole. */
  void finish(RecordingHeader header) throws IOException {
    tar.file(folder + RecordedFolder.ABSENT, Utf8.encode(absent.toString()));
    tar.file(folder + RecordingHeader.FILE, header.bytes());
  }
}

package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Runs an administration tool: found in the four usual folders only, without a shell, with an
 * environment of its own, and killed when it takes too long or says too much.
 */
final class ToolRunner {
  private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
  static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = NativeFiles.MOST_BYTES;

  private final List<String> folders;
  private final Duration limit;
  private final int mostBytes;

  ToolRunner() {
    this(FOLDERS, LIMIT, MOST_BYTES);
  }

  ToolRunner(List<String> folders, Duration limit, int mostBytes) {
    this.folders = List.copyOf(folders);
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  /** What the command writes to its standard output, if it ends with success. */
  Reading<byte[]> run(List<String> command) {
    return run(command, status -> status == 0);
  }

  /**
   * @param answered whether a tool that ended with this status has said what it was asked for
   */
  Reading<byte[]> run(List<String> command, IntPredicate answered) {
    String name = command.getFirst();
    Optional<File> program = find(name);
    return program.isEmpty()
        ? Reading.absent(name + " is not installed")
        : start(name, program.get(), command, answered);
  }

  /** The same with a time limit of its own. */
  Reading<byte[]> run(List<String> command, Duration limited) {
    return new ToolRunner(folders, limited, mostBytes).run(command);
  }

  private Optional<File> find(String name) {
    return folders.stream()
        .map(folder -> new File(folder, name))
        .filter(file -> file.isFile() && file.canExecute())
        .findFirst();
  }

  private Reading<byte[]> start(
      String name, File program, List<String> command, IntPredicate answered) {
    var words = new ArrayList<>(command);
    words.set(0, program.getPath());
    var builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("PATH", String.join(":", FOLDERS));
    try {
      return finish(name, builder.start(), answered);
    } catch (IOException problem) {
      return Reading.absent(name + " could not be started: " + problem.getMessage());
    }
  }

  private Reading<byte[]> finish(String name, Process process, IntPredicate answered) {
    Sink output = Sink.of(process.getInputStream(), mostBytes, process);
    Sink errors = Sink.of(process.getErrorStream(), 64 * 1024, process);
    try {
      boolean ended = output.join(limit) && process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      if (!ended) {
        kill(process);
        return Reading.absent(name + " did not end within " + limit.toSeconds() + " s");
      }
      errors.join(limit);
    } catch (InterruptedException _) {
      kill(process);
      Thread.currentThread().interrupt();
      return Reading.absent(name + " was interrupted");
    }
    if (output.full()) {
      return Reading.malformed(name, "at most " + mostBytes + " bytes of output", "more");
    }
    return answered.test(process.exitValue())
        ? Reading.known(output.bytes())
        : Reading.absent(complaint(name, process.exitValue(), errors.bytes()));
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String complaint(String name, int status, byte[] errors) {
    String first =
        Utf8.decode(errors, 0, errors.length)
            .lines()
            .filter(l -> !l.isBlank())
            .findFirst()
            .orElse("");
    return name + ": " + (first.isEmpty() ? "exit status " + status : first.strip());
  }

  /** One stream of the process, read by a thread of its own so that neither stream stops it. */
  private static final class Sink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread thread;
    private volatile boolean full;

    private Sink(InputStream stream, int most, Process process) {
      thread = Thread.ofPlatform().daemon().unstarted(() -> drain(stream, most, process));
    }

    static Sink of(InputStream stream, int most, Process process) {
      var sink = new Sink(stream, most, process);
      sink.thread.start();
      return sink;
    }

    private void drain(InputStream stream, int most, Process process) {
      byte[] buffer = new byte[16 * 1024];
      try (stream) {
        for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
          if (got > most - bytes.size()) {
            full = true;
            kill(process);
            return;
          }
          bytes.write(buffer, 0, got);
        }
      } catch (IOException _) {
        // the process was killed while we read: its exit status tells
        return;
      }
    }

    boolean join(Duration limit) throws InterruptedException {
      return thread.join(limit);
    }

    boolean full() {
      return full;
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}

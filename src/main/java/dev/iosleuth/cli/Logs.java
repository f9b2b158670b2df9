package dev.iosleuth.cli;

import dev.iosleuth.kernel.iostat.LogReader;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.LogFile;
import dev.iosleuth.view.text.Units;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Reads logs one after the other, and remembers what was wrong with them. */
final class Logs {
  static final String STANDARD_INPUT = "-";
  private static final int SHOWN_DAMAGE = 3;
  private static final int SHOWN_HOSTS = 3;

  private final List<String> notes = new ArrayList<>();
  private final Console console;
  private final boolean keepFirst;
  private final Set<String> hosts = new LinkedHashSet<>();
  private long damaged;

  Logs(Console console) {
    this(console, false);
  }

  /**
   * @param keepFirst whether first reports are intervals where nothing shows that they are not
   */
  Logs(Console console, boolean keepFirst) {
    this.console = console;
    this.keepFirst = keepFirst;
  }

  /** What is to be known about them, not escaped. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Rows that were not understood. */
  long damaged() {
    return damaged;
  }

  void note(String text) {
    notes.add(text);
  }

  void read(List<String> files, Consumer<Report> consumer) {
    try (Progress progress = Progress.working(console)) {
      for (String file : files) {
        if (console.stopping().asked()) {
          notes.add(file + " is left out, since a signal ended the reading before");
        } else {
          read(file, consumer, progress);
        }
      }
    }
    if (hosts.size() > 1) {
      notes.add(
          "these are logs of "
              + hosts.size()
              + " hosts ("
              + String.join(", ", hosts.stream().limit(SHOWN_HOSTS).toList())
              + (hosts.size() > SHOWN_HOSTS ? ", …" : "")
              + "): devices of one name are taken for one; give the logs of one host at a time");
    }
  }

  /** What a command has to end with that read them, where it has nothing worse to tell. */
  int status() {
    return console.stopping().asked()
        ? Status.INTERRUPTED
        : notes.isEmpty() ? Status.ANSWERED : Status.GAPS;
  }

  /** Ends the command where it cannot be opened; what comes once is opened when it is read. */
  static void requireReadable(String file) {
    if (LogFile.comesOnce(Inputs.path(file))) {
      return;
    }
    try (LogFile log = open(file)) {
      NoLog.look(file, log.stream());
    } catch (IOException problem) {
      throw new Failure(file + " cannot be read: " + LogFile.why(problem));
    }
  }

  private static LogFile open(String file) throws IOException {
    return file.equals(STANDARD_INPUT) ? LogFile.of(System.in) : LogFile.open(Inputs.path(file));
  }

  private void read(String file, Consumer<Report> consumer, Progress progress) {
    try (LogFile log = open(file)) {
      var any = new AtomicBoolean();
      var reader =
          new LogReader(
              file,
              report -> {
                any.set(true);
                consumer.accept(report);
                progress.reached(log.share(), file);
              },
              keepFirst);
      try {
        reader.read(NoLog.look(file, new UntilAsked(log.stream(), console.stopping())));
      } catch (IOException broken) {
        notes.add(file + " ends early: " + LogFile.why(broken) + "; what is before that counts");
      }
      if (console.stopping().asked()) {
        notes.add(file + " is read up to where a signal ended it: what is before that counts");
      }
      damage(file, reader);
      hosts.addAll(reader.hosts());
      if (!any.get()) {
        notes.add(file + " holds no report");
      }
    } catch (IOException problem) {
      throw new Failure(file + " cannot be read: " + LogFile.why(problem));
    }
  }

  private void damage(String file, LogReader reader) {
    damaged += reader.damaged();
    if (reader.damaged() == 0) {
      return;
    }
    reader.firstDamaged().stream()
        .limit(SHOWN_DAMAGE)
        .map(Reading.Malformed::sentence)
        .forEach(notes::add);
    long more = reader.damaged() - SHOWN_DAMAGE;
    if (more > 0) {
      notes.add(
          file + ": " + Units.count(more, "other row was", "other rows were") + " not understood");
    }
  }

  /** Of files that hold no report nothing can be told. */
  Failure nothing(List<String> files) {
    if (console.stopping().asked()) {
      return new Failure(String.join(", ", files) + ": interrupted before the first report");
    }
    return new Failure(
        String.join(", ", files)
            + (files.size() == 1 ? " holds" : " hold")
            + " no report of iostat, sar -d, vmstat -d, pidstat -d or iotop -b, and no"
            + " /proc/diskstats");
  }
}

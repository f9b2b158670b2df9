package dev.iosleuth.cli;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.recording.CaptureScript;
import dev.iosleuth.recording.Pseudonyms;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.source.ExitListener;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.OutputFile;
import dev.iosleuth.source.Tree;
import dev.iosleuth.view.text.Escape;
import dev.iosleuth.view.text.Units;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth capture}: samples of this host into one file. */
final class CaptureCommand implements Command {
  private static final String STANDARD_OUTPUT = "-";
  private static final double USUAL_SECONDS = 30;
  private static final double USUAL_STEP = 5;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth capture",
            "Takes samples of this host into one recording, a tar.gz that every reading command"
                + " takes with --from. Secrets in command lines and tools' output are masked;"
                + " nothing of users' files is in it.",
            List.of(
                Specs.example("iosleuth capture", "30 seconds, a sample every 5"),
                Specs.example("iosleuth capture --seconds 3600 --every 10", "an hour"),
                Specs.example("iosleuth capture -o node1.rec", "under that name"),
                Specs.example("iosleuth --from node1.rec", "look at it, anywhere"),
                Specs.example("iosleuth capture --anonymous", "with all names replaced"),
                Specs.example("iosleuth capture --script > c.sh", "for a host without Java")))
        .addOption(
            Specs.value("--seconds", Double.class, "S", "for how long (usually 30; Ctrl-C ends)"))
        .addOption(Specs.value("--every", Double.class, "S", "from sample to sample (usually 5)"))
        .addOption(
            OptionSpec.builder("-o", "--output")
                .type(String.class)
                .arity("1")
                .paramLabel("FILE")
                .description(
                    "the recording (usually HOST-DATE-TIME.tar.gz), never one that exists; - is"
                        + " standard output")
                .build())
        .addOption(
            Specs.flag(
                "--anonymous",
                "replace names, the same by the same; which is which stays in FILE.key here"))
        .addOption(
            Specs.flag(
                "--script", "print a plain sh script that makes the same kind of recording"));
  }

  @Override
  public int run(ParseResult options, Console console) {
    if (options.hasMatchedOption("--script")) {
      return script(options, console);
    }
    double seconds = InputOptions.seconds(options, "--seconds", USUAL_SECONDS);
    double step = InputOptions.seconds(options, "--every", USUAL_STEP);
    long steps = Math.max(1, Math.round(seconds / step));
    Tree host = GuardedTree.host("/");
    String name = options.matchedOptionValue("--output", usualName(host.moment()));
    if (name.equals(STANDARD_OUTPUT)) {
      return piped(options, host, steps, step, console);
    }
    Set<Collector.Ask> also = LiveSamples.twice(step);
    Path path = Inputs.path(name);
    OutputStream stream = create(path);
    if (!options.hasMatchedOption("--anonymous")) {
      var writer = new RecordingWriter(stream, Version.line(), Optional.empty(), also);
      int samples = record(host, writer, path, steps, step, console);
      console.print(done(path, samples));
      return gaps(writer, console);
    }
    Path keyPath = Inputs.path(name + ".key");
    OutputStream key = create(keyPath);
    var pseudonyms = new Pseudonyms(secret());
    var writer = new RecordingWriter(stream, Version.line(), Optional.of(pseudonyms), also);
    int samples = record(host, writer, path, steps, step, console);
    keep(pseudonyms, key, keyPath);
    console.print(done(path, samples));
    console.print(
        "%s says which name is which: keep it at home.%n"
            .formatted(Escape.terminal(keyPath.toString())));
    return gaps(writer, console);
  }

  private static int script(ParseResult options, Console console) {
    if (options.hasMatchedOption("--anonymous")) {
      throw new Failure("--script masks secrets, but cannot replace names: leave out --anonymous");
    }
    String text = CaptureScript.text(Version.line());
    String name = options.matchedOptionValue("--output", STANDARD_OUTPUT);
    if (name.equals(STANDARD_OUTPUT)) {
      console.print(text);
      return Status.ANSWERED;
    }
    Path path = Inputs.path(name);
    write(text, create(path), path);
    return Status.ANSWERED;
  }

  private static int piped(
      ParseResult options, Tree host, long steps, double step, Console console) {
    if (options.hasMatchedOption("--anonymous")) {
      throw new Failure("--anonymous writes FILE.key beside FILE: give -o another name than -");
    }
    if (console.terminal().out()) {
      throw new Failure("a recording is nothing for a terminal: send it on, or give -o FILE");
    }
    var writer =
        new RecordingWriter(
            console.out(), Version.line(), Optional.empty(), LiveSamples.twice(step));
    record(host, writer, Inputs.path("standard output"), steps, step, console);
    return console.out().failed() ? Status.ANSWERED : gaps(writer, console);
  }

  /** What is not in it, and the status that it means. */
  private static int gaps(RecordingWriter writer, Console console) {
    if (writer.hidden() == 0) {
      return Status.ANSWERED;
    }
    console.error(
        "the I/O of %s could not be read without root: it is not in the recording"
            .formatted(Units.count(writer.hidden(), "process", "processes")));
    return Status.GAPS;
  }

  private static String done(Path path, int samples) {
    String name = Escape.terminal(path.toString());
    return "%s: %d samples. Look at it: iosleuth --from %s%n".formatted(name, samples, name);
  }

  private static byte[] secret() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static void keep(Pseudonyms pseudonyms, OutputStream key, Path path) {
    write(pseudonyms.list(), key, path);
  }

  private static void write(String text, OutputStream out, Path path) {
    try (out) {
      out.write(Utf8.encode(text));
    } catch (IOException problem) {
      throw new Failure(path + " could not be written: " + problem.getMessage());
    }
  }

  private static OutputStream create(Path path) {
    Reading<OutputStream> out = OutputFile.create(path);
    return out.optional()
        .orElseThrow(() ->
            new Failure(
                path
                    + " cannot be written ("
                    + out.whyNot().orElse("?")
                    + "); choose another with -o FILE"));
  }

  private static String usualName(Moment moment) {
    String host = moment.host().replaceAll("[^A-Za-z0-9._-]", "_");
    return (host.isEmpty() ? "host" : host) + "-" + STAMP.format(moment.wall()) + ".tar.gz";
  }

  /** How many samples were taken: steps and one, or fewer if the user ended it. */
  private static int record(
      Tree host, RecordingWriter open, Path path, long steps, double step, Console console) {
    long start = System.nanoTime();
    int taken = 0;
    Reading<ExitListener> listener = ExitListener.open(host);
    try (var writer = open) {
      while (taken <= steps) {
        if (taken > 0 && awaitTurn(start + (long) (taken * step * 1e9), console) && taken > 1) {
          break;
        }
        writer.add(host, () -> listener.then(ExitListener::drain));
        taken++;
      }
    } catch (IOException problem) {
      if (console.out().failed()) {
        // a pipe whose reader had enough, or what is told at the end
        return taken;
      }
      throw new Failure(
          path + " could not be written after sample " + taken + ": " + problem.getMessage());
    } finally {
      listener.optional().ifPresent(ExitListener::close);
    }
    return taken;
  }

  /** True if the user wants an end. */
  private static boolean awaitTurn(long due, Console console) {
    long wait = Math.max(0, due - System.nanoTime());
    try (var progress = Progress.waiting(console, Duration.ofNanos(wait))) {
      return progress.pause();
    }
  }
}

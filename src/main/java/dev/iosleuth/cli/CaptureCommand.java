package dev.iosleuth.cli;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.RecordingWriter;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.OutputFile;
import dev.iosleuth.source.Tree;
import dev.iosleuth.view.text.Escape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code iosleuth capture}: samples of this host into one file. */
final class CaptureCommand implements Command {
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
                Specs.example("iosleuth --from node1.rec", "look at it, anywhere")))
        .addOption(
            Specs.value("--seconds", Double.class, "S", "for how long (usually 30; Ctrl-C ends)"))
        .addOption(Specs.value("--every", Double.class, "S", "from sample to sample (usually 5)"))
        .addOption(
            OptionSpec.builder("-o", "--output")
                .type(String.class)
                .arity("1")
                .paramLabel("FILE")
                .description("the recording (usually HOST-DATE-TIME.tar.gz), never one that exists")
                .build());
  }

  @Override
  public int run(ParseResult options, Console console) {
    double seconds = InputOptions.seconds(options, "--seconds", USUAL_SECONDS);
    double step = InputOptions.seconds(options, "--every", USUAL_STEP);
    Tree host = GuardedTree.host("/");
    Path path = Inputs.path(options.matchedOptionValue("--output", usualName(host.moment())));
    Reading<OutputStream> out = OutputFile.create(path);
    OutputStream stream =
        out.optional()
            .orElseThrow(() ->
                new Failure(
                    path
                        + " cannot be written ("
                        + out.whyNot().orElse("?")
                        + "); choose another with -o FILE"));
    int samples =
        record(host, stream, path, Math.max(1, Math.round(seconds / step)), step, console);
    console.print(
        "%s: %d samples. Look at it: iosleuth --from %s%n"
            .formatted(
                Escape.terminal(path.toString()), samples, Escape.terminal(path.toString())));
    return Status.ANSWERED;
  }

  private static String usualName(Moment moment) {
    String host = moment.host().replaceAll("[^A-Za-z0-9._-]", "_");
    return (host.isEmpty() ? "host" : host) + "-" + STAMP.format(moment.wall()) + ".tar.gz";
  }

  /** How many samples were taken: steps and one. */
  private static int record(
      Tree host, OutputStream stream, Path path, long steps, double step, Console console) {
    long start = System.nanoTime();
    int taken = 0;
    try (var writer = new RecordingWriter(stream, Version.line())) {
      writer.add(host);
      for (taken = 1; taken <= steps; taken++) {
        long due = start + (long) (taken * step * 1e9) - System.nanoTime();
        try (var progress = Progress.waiting(console, Duration.ofNanos(Math.max(0, due)))) {
          if (progress.pause() && taken > 1) {
            break;
          }
        }
        writer.add(host);
      }
    } catch (IOException problem) {
      throw new Failure(
          path + " could not be written after sample " + taken + ": " + problem.getMessage());
    }
    return taken + 1 > steps + 1 ? (int) steps + 1 : taken;
  }
}

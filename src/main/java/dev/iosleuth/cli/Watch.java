package dev.iosleuth.cli;

import dev.iosleuth.sample.Sample;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** Runs a command that shows what is, and what happens where an interval is asked for. */
final class Watch implements Intervals.Viewer {
  private final Printer printer;
  private final Samples samples;

  private Watch(Printer printer, Samples samples) {
    this.printer = printer;
    this.samples = samples;
  }

  /** What such a command prints. */
  interface Printer {
    /** This host, without rates. */
    void now();

    /** One sample, without rates. */
    void one(Sample sample);

    /** Which of the samples are shown. */
    default Input.Choice choice(Input input, Samples samples) {
      return Inputs.choice(input);
    }

    /** Told of the first sample, before the next one is waited for. */
    void begin(Sample first);

    /** Told of each sample to the next before the interval that was asked for. */
    void pass(Sample before, Sample after);

    /** Told of each sample to the next within an interval, before that is shown. */
    void step(Sample before, Sample after);

    /** Returns whether more are wanted. */
    boolean show(Sample before, Sample after, Samples samples);

    /** The exit status that all that was printed means. */
    int status();
  }

  static int run(ParseResult options, Input input, Printer printer, Console console) {
    boolean rates = !(input instanceof Input.Live) || options.hasMatchedOption("--interval");
    if (!rates) {
      printer.now();
      return printer.status();
    }
    try (Samples samples = Inputs.open(input, console)) {
      var watch = new Watch(printer, samples);
      long shown =
          Intervals.show(samples, printer.choice(input, samples), ZoneId.systemDefault(), watch);
      Optional<Sample> only = shown == 0 ? samples.last() : Optional.empty();
      only.ifPresent(printer::one);
      return Inputs.end(samples, input, printer.status(), console);
    }
  }

  @Override
  public void begin(Sample first) {
    printer.begin(first);
  }

  @Override
  public void pass(Sample before, Sample after) {
    printer.pass(before, after);
  }

  @Override
  public void step(Sample before, Sample after) {
    printer.step(before, after);
  }

  @Override
  public boolean show(Sample before, Sample after) {
    return printer.show(before, after, samples);
  }
}

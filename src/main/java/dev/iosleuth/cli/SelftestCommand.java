package dev.iosleuth.cli;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.DirectFile;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.LoopDevice;
import dev.iosleuth.source.TemporaryFile;
import dev.iosleuth.source.Tree;
import dev.iosleuth.view.text.Escape;
import dev.iosleuth.view.text.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code iosleuth selftest}: issues a known load on a device of its own and looks for exactly that
 * in its own ledger.
 */
final class SelftestCommand implements Command {
  private static final long DEVICE_BYTES = 32L << 20;
  private static final double USUAL_SECONDS = 5;

  /** Seconds. */
  private static final double REHEARSAL = 0.1;

  /** udev reads a new device's first and last blocks; that is over by then. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  @Override
  public CommandSpec spec() {
    return Specs.command(
            "iosleuth selftest",
            "Makes a loop device, reads and writes it for 5 seconds at known sizes, and looks for"
                + " exactly that in its own ledger: on this kernel, with these rights. Needs root."
                + " Leaves nothing behind.",
            List.of(
                Specs.example("sudo iosleuth selftest", "the device's file in memory"),
                Specs.example("sudo iosleuth selftest --directory /var/tmp", "on that disk")))
        .addOption(
            Specs.value(
                "--directory",
                String.class,
                "DIR",
                "where the device's file of 32 MiB lies for that time, without a name (usually"
                    + " /dev/shm)"))
        .addOption(Specs.value("--seconds", Double.class, "S", "how long (usually 5)"));
  }

  @Override
  public int run(ParseResult options, Console console) {
    Tree host = GuardedTree.host("/");
    String usual = host.isDirectory("dev/shm") ? "/dev/shm" : System.getProperty("java.io.tmpdir");
    Path folder = Inputs.path(options.matchedOptionValue("--directory", usual));
    double seconds = InputOptions.seconds(options, "--seconds", USUAL_SECONDS);
    try (TemporaryFile file = orFail(TemporaryFile.create(folder, DEVICE_BYTES));
        LoopDevice loop = attach(file);
        DirectFile device =
            orFail(DirectFile.open("/dev/" + loop.name(), SelftestLoad.MOST_BYTES))) {
      console.stopping().pause(SETTLING);
      // once for nothing: what is read of this program itself is read by now
      test(host, loop, new SelftestLoad(device, DEVICE_BYTES), REHEARSAL, console);
      var load = new SelftestLoad(device, DEVICE_BYTES);
      SelftestVerdict verdict = test(host, loop, load, seconds, console);
      boolean cut = console.stopping().asked();
      String length = Units.seconds(load.seconds()) + (cut ? " of " + Units.seconds(seconds) : "");
      console.print(title(host, loop, folder, length) + verdict.text(cut));
      if (cut) {
        console.error("interrupted: cut short after " + length);
        return Status.INTERRUPTED;
      }
      return verdict.passed() ? Status.ANSWERED : Status.GAPS;
    }
  }

  private static LoopDevice attach(TemporaryFile file) {
    Reading<LoopDevice> loop = LoopDevice.attach(file);
    return loop.optional()
        .orElseThrow(() ->
            new Failure(
                "selftest could not make a loop device ("
                    + loop.whyNot().orElse("?")
                    + "); it needs root: sudo iosleuth selftest"));
  }

  private static <T> T orFail(Reading<T> reading) {
    return reading
        .optional()
        .orElseThrow(() -> new Failure("selftest: " + reading.whyNot().orElse("?")));
  }

  private static SelftestVerdict test(
      Tree host, LoopDevice loop, SelftestLoad load, double seconds, Console console) {
    var collector = new Collector();
    try (var progress = Progress.working(console)) {
      Sample before = collector.collect(host, Optional.empty());
      SelftestLoad.Issued issued =
          load.run(Duration.ofMillis((long) (seconds * 1000)), progress, console.stopping());
      Sample after = collector.collect(host, Optional.of(before));
      Ledger ledger = new Bookkeeper().post(before, after);
      return SelftestVerdict.of(ledger, loop.name(), ProcessHandle.current().pid(), issued);
    }
  }

  private static String title(Tree host, LoopDevice loop, Path folder, String length) {
    String kernel = host.read("proc/sys/kernel/osrelease").map(Text::strip).orElse("?");
    return "iosleuth selftest · Linux %s · %s over %s · %s%n%n"
        .formatted(kernel, loop.name(), Escape.terminal(folder.toString()), length);
  }
}

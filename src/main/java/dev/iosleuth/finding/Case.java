package dev.iosleuth.finding;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What rules look at: a host between two samples or over many, a log of iostat or its relatives, or
 * a host's configuration alone. Parts that the source does not hold are absent with the reason.
 *
 * @param ceiling how sure a finding can be at most, by what the figures are means of
 * @param seconds from the first moment to the last; NaN where nothing tells or there is no interval
 * @param devices in the order of the stack, top down, or of the log
 * @param steps the intervals one after the other; one alone where there are two samples
 * @param cpu shares of the processors' time over all by iostat's headings, in percent
 * @param ledger of all of it
 * @param stack at the end
 * @param first sample; absent where one alone was taken
 * @param last sample
 * @param planned what somebody wants to add to the load, as typed
 */
public record Case(
    Confidence ceiling,
    double seconds,
    Reading<List<Device>> devices,
    Reading<List<Step>> steps,
    Reading<Map<String, Double>> cpu,
    Reading<Ledger> ledger,
    Reading<Stack> stack,
    Reading<Sample> first,
    Reading<Sample> last,
    Optional<String> planned) {

  /** Of a device's intervals: what is left may tell something else. */
  private static final double LITTLE_DAMAGED = 0.05;

  private static final double MUCH_DAMAGED = 0.5;

  public static final String NO_INTERVAL = "one sample alone shows no I/O";

  /** The configuration of a host. */
  public static Case of(Sample only, Stack stack) {
    return new Case(
        Confidence.HIGH,
        Double.NaN,
        Reading.absent(NO_INTERVAL),
        Reading.absent(NO_INTERVAL),
        Reading.absent(NO_INTERVAL),
        Reading.absent(NO_INTERVAL),
        Reading.known(stack),
        Reading.absent(NO_INTERVAL),
        Reading.known(only),
        Optional.empty());
  }

  /**
   * The configuration of a host that was looked at twice: what rules weigh it by is counted between
   * the two, and nothing is posted.
   */
  public static Case of(Sample first, Sample last, Stack stack) {
    Case of = of(last, stack);
    return new Case(
        of.ceiling,
        Math.max(1e-3, (last.nanos() - first.nanos()) / 1e9),
        of.devices,
        of.steps,
        of.cpu,
        of.ledger,
        of.stack,
        Reading.known(first),
        of.last,
        of.planned);
  }

  public Case withPlan(Optional<String> plan) {
    return new Case(ceiling, seconds, devices, steps, cpu, ledger, stack, first, last, plan);
  }

  /** Only devices with nothing counted below them: disks, as far as is known. */
  public Reading<List<Device>> disks() {
    return devices.map(all -> all.stream().filter(Device::bottom).toList());
  }

  public Optional<Device> device(String name) {
    return devices.optional().stream()
        .flatMap(List::stream)
        .filter(device -> device.name().equals(name))
        .findFirst();
  }

  public Optional<Device> device(Node node) {
    return device(node.kernelName());
  }

  /** Its books: who pays for what it did. */
  public Optional<DeviceLedger> books(Device device) {
    return ledger.optional().stream()
        .flatMap(all -> all.devices().stream())
        .filter(books -> books.node().kernelName().equals(device.name()))
        .findFirst();
  }

  /** The intervals, if there are at least so many. */
  public Reading<List<Step>> series(int least) {
    return steps.then(all ->
        all.size() >= least
            ? Reading.known(all)
            : Reading.absent(
                "it takes " + least + " intervals or more, and there are " + all.size()));
  }

  /** A look at each disk that is worth one and of which these are known. */
  public Verdict eachDisk(
      Predicate<Device> worth,
      Function<Device, Reading<Optional<Finding>>> look,
      Metric... needed) {
    return each(disks(), worth, look, needed);
  }

  /** The same at each of these. */
  public Verdict each(
      Reading<List<Device>> some,
      Predicate<Device> worth,
      Function<Device, Reading<Optional<Finding>>> look,
      Metric... needed) {
    return each(
        some,
        device -> {
          if (!worth.test(device)) {
            return Verdict.none();
          }
          Optional<String> missing = device.missing(needed);
          return missing.isPresent()
              ? Verdict.untold(device.name() + ": " + missing.get())
              : look.apply(device);
        });
  }

  /** A look at each of these, or why there are none to look at. */
  public <T> Verdict each(
      Reading<List<T>> subjects, Function<? super T, Reading<Optional<Finding>>> look) {
    return subjects instanceof Reading.Known<List<T>>(List<T> known)
        ? Verdict.each(known, look)
        : Verdict.couldNotTell(subjects.whyNot().orElse("?"));
  }

  /** As sure as what the figures are means of allows, and as what of its device was understood. */
  Finding temper(Finding finding) {
    double damaged =
        device(finding.subject().name())
            .flatMap(device -> device.whole().optional())
            .map(Figures::damagedShare)
            .orElse(0.0);
    Confidence most =
        damaged > MUCH_DAMAGED
            ? Confidence.LOW
            : damaged > LITTLE_DAMAGED ? Confidence.MEDIUM : Confidence.HIGH;
    return finding.withConfidence(finding.confidence().atMost(ceiling).atMost(most));
  }
}

package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Figures of a host that rules stand on, each named by the file that tells it: a path is that of
 * the recording's last sample.
 */
final class HostSources {
  private HostSources() {}

  /** What stands in a file of one number: {@code last("proc/sys/vm/dirty_ratio")}. */
  static Source file(String path, Function<Sample, Reading<Long>> number) {
    return amount(
        Sources.call("last", path),
        sample -> number.apply(sample).from(path).map(Long::doubleValue));
  }

  /** The same of a word. */
  static Source text(String path, Function<Sample, Reading<String>> word) {
    return Source.word(
        Sources.call("last", path), c -> c.last().then(sample -> word.apply(sample).from(path)));
  }

  /** A figure of the last sample that its text says how to find. */
  static Source amount(String text, Function<Sample, Reading<Double>> value) {
    return Source.amount(text, c -> c.last().then(value));
  }

  static Source word(String text, Function<Sample, Reading<String>> value) {
    return Source.word(text, c -> c.last().then(value));
  }

  /** A named number in a file at the end: {@code last("proc/meminfo", "Dirty")}. */
  static Source last(
      String path, String name, Function<Sample, Reading<Map<String, Long>>> values) {
    return amount(
        Sources.call("last", path, name), sample -> named(values.apply(sample), path, name));
  }

  /**
   * By how much a named number in a file grew between the first and the last sample: {@code
   * growth("proc/vmstat", "pswpin")}.
   */
  static Source growth(
      String path, String name, Function<Sample, Reading<Map<String, Long>>> values) {
    return Source.amount(
        Sources.call("growth", path, name),
        c ->
            c.first()
                .then(first -> named(values.apply(first), path, name))
                .then(before ->
                    c.last()
                        .then(last -> named(values.apply(last), path, name))
                        .then(after -> since(path, before, after))));
  }

  /** The same of a file that holds one number: {@code growth("sys/kernel/uevent_seqnum")}. */
  static Source growth(String path, Function<Sample, Reading<Long>> number) {
    return Source.amount(
        Sources.call("growth", path),
        c ->
            c.first()
                .then(first -> number.apply(first).from(path))
                .then(before ->
                    c.last()
                        .then(last -> number.apply(last).from(path))
                        .then(after -> since(path, (double) before, (double) after))));
  }

  private static Reading<Double> since(String path, double before, double after) {
    return after < before
        ? Reading.absent(
            path + " counted backwards: what it counts was made or started anew, or it wrapped")
        : Reading.known(after - before);
  }

  private static Reading<Double> named(
      Reading<Map<String, Long>> values, String path, String name) {
    return values
        .from(path)
        .then(known -> {
          Long value = known.get(name);
          return value == null
              ? Reading.absent(path + " of this kernel does not tell " + name)
              : Reading.known((double) value);
        });
  }

  /**
   * Of one processor, in percent: {@code (growth("proc/70/stat", "cpu_ticks") / seconds())}, ticks
   * of 1/100 s.
   */
  static Source processor(int pid) {
    return growth(
            "proc/" + pid + "/stat",
            "cpu_ticks",
            sample ->
                Optional.ofNullable(sample.processes().get(pid))
                    .map(process -> Reading.known(Map.of("cpu_ticks", process.stat().cpuTicks())))
                    .orElse(Reading.absent("there was no process " + pid)))
        .over(seconds());
  }

  /** {@code seconds()}: from the first sample to the last. */
  static Source seconds() {
    return Source.amount("seconds()", c -> Reading.known(c.seconds()));
  }

  /**
   * The share of the whole time in which a device was busy on an account, of 100: {@code
   * time_percent("job", "md1 check", "sda")}.
   */
  static Source time(Account account, Device device) {
    return Source.amount(
        Sources.call(
            "time_percent",
            account.kind().name().toLowerCase(Locale.ROOT),
            account.name(),
            device.name()),
        c -> c.ledger().map(_ -> percent(c, device, p -> p.account().equals(account))));
  }

  /**
   * The same of what entered by one device: {@code time_percent("guest", "web1", "sda", "dm-5")}.
   */
  static Source time(Account account, Device device, Node entry) {
    return Source.amount(
        Sources.call(
            "time_percent",
            account.kind().name().toLowerCase(Locale.ROOT),
            account.name(),
            device.name(),
            entry.kernelName()),
        c ->
            c.ledger()
                .map(_ ->
                    percent(
                        c,
                        device,
                        p ->
                            p.account().equals(account) && p.via().getFirst().equals(entry.id()))));
  }

  /** Of the whole time, the part in which a device was busy on these postings. */
  static double percent(Case given, Device device, Predicate<Posting> which) {
    return given
        .books(device)
        .map(DeviceLedger::postings)
        .map(all -> all.stream().filter(which).mapToDouble(Posting::deviceMs).sum())
        .map(ms -> ms / given.seconds() / 10)
        .orElse(0.0);
  }
}

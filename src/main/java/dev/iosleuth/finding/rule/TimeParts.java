package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Quantity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;

/**
 * What a device's busy time goes to: reads and writes, discards, flushes. The first two by the
 * share of their own times, since several may be under way together; of flushes one is under way at
 * a time (block/blk-flush.c), so that theirs is what it is.
 */
final class TimeParts {
  /** As much as a disk moves in order, 150 MiB/s: what was written takes that long anyway. */
  private static final double KIB_PER_MS = 150;

  private static final double HALF = 0.5;

  private TimeParts() {}

  /** Of reads and writes, in percent of all time. */
  static double data(Device device) {
    return device.get(Metric.DATA_SHARE_PERCENT) / 100 * Busy.percent(device);
  }

  static Source dataSource(Device device) {
    return device.get(Metric.DATA_SHARE_PERCENT) == 100
        ? Busy.source(device)
        : part(device, Metric.DATA_SHARE_PERCENT);
  }

  /** Of discards; 0 where they are not told. */
  static double discards(Device device) {
    return device.get(Metric.DISCARD_SHARE_PERCENT) / 100 * Busy.percent(device);
  }

  static Source discardSource(Device device) {
    return part(device, Metric.DISCARD_SHARE_PERCENT);
  }

  private static Source part(Device device, Metric share) {
    return Busy.source(device).times(Sources.device(device, share)).over(100);
  }

  /** Of flushes; 0 where they or their times are not told. */
  static double flushes(Device device) {
    double percent = device.get(Metric.FLUSHES_PER_SECOND) * device.get(Metric.FLUSH_WAIT_MS) / 10;
    return Double.isNaN(percent) ? 0 : Math.min(percent, Busy.percent(device));
  }

  static Source flushSource(Device device) {
    return Sources.device(device, Metric.FLUSHES_PER_SECOND)
        .times(Sources.device(device, Metric.FLUSH_WAIT_MS))
        .over(10);
  }

  static boolean mostlyDiscards(Device device) {
    return device.get(Metric.DISCARD_SHARE_PERCENT) >= 100 * HALF;
  }

  /**
   * Whether a flush is under way for at least half of the time that it is busy, and neither reads
   * beside it nor the mere amount that was written explain that time.
   */
  static boolean mostlyFlushes(Device device) {
    double flushes = own(device, Quantity.FLUSH_MS);
    double beside = own(device, Quantity.READ_MS) + own(device, Quantity.DISCARD_MS);
    double moved = own(device, Quantity.WRITE_BYTES) / 1024 / KIB_PER_MS;
    return flushes > 0
        && flushes(device) >= HALF * Busy.percent(device)
        && beside <= flushes
        && moved < HALF * flushes;
  }

  /** 0 where it is not told. */
  private static double own(Device device, Quantity quantity) {
    double all = device.whole().map(figures -> figures.get(quantity)).orElse(Double.NaN);
    return Double.isNaN(all) ? 0 : all;
  }
}

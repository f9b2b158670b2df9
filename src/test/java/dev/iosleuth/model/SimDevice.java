package dev.iosleuth.model;

import dev.iosleuth.sample.BlockDevice;
import java.util.List;

/** A block device of the model. */
interface SimDevice {
  Line line();

  /** Takes a bio; {@code done} runs when it has been answered. */
  void submit(Bio bio, Runnable done);

  /** Whether flushes mean something to it: queue/write_cache is "write back". */
  boolean writeBack();

  /** What sysfs shows. */
  BlockDevice.Personality personality();

  /** What sysfs lists under slaves/. */
  List<SimDevice> slaves();

  /** Whether it takes discards. */
  default boolean discards() {
    return slaves().stream().allMatch(SimDevice::discards);
  }

  default String name() {
    return line().name();
  }

  default long sectors() {
    return line().sectors();
  }
}

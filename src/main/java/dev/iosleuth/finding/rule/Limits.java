package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality;

/** Sizes at which requests are cut. */
final class Limits {
  private static final double KIB = 1024;

  private Limits() {}

  static Source maxSectors(Device device) {
    return Source.amount(
        Sources.call("last", "sys/block/" + device.name() + "/queue/max_sectors_kb"),
        c -> device(c, device).then(d -> d.queue().maxSectorsKib()).map(kib -> (double) kib));
  }

  /** Of an array. */
  static Source chunk(Device device) {
    return Source.amount(
            Sources.call("last", "sys/block/" + device.name() + "/md/chunk_size"),
            c ->
                device(c, device)
                    .then(d ->
                        d.personality() instanceof Personality.MdArray md
                            ? md.chunkBytes()
                            : Reading.absent("it is no array"))
                    .map(bytes -> (double) bytes))
        .over(KIB);
  }

  static Reading<BlockDevice> device(Case given, Device device) {
    return given
        .last()
        .then(sample ->
            sample
                .topology()
                .device(device.name())
                .map(Reading::known)
                .orElse(Reading.absent("there is no such device")));
  }
}

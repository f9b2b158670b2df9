package dev.iosleuth.kernel.qemu;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits of a drive: {@code throttling.iops-total=100}, the older {@code iops=100}, or those of a
 * throttle group ({@code -object throttle-group,id=g,x-iops-total=100} or {@code
 * limits.iops-total}, qapi/block-core.json, ThrottleLimits).
 */
final class Throttles {
  private static final String PREFIX = "throttling.";

  private static final Map<String, String> OLD =
      Map.ofEntries(
          Map.entry("iops", "iops-total"),
          Map.entry("iops_rd", "iops-read"),
          Map.entry("iops_wr", "iops-write"),
          Map.entry("bps", "bps-total"),
          Map.entry("bps_rd", "bps-read"),
          Map.entry("bps_wr", "bps-write"),
          Map.entry("iops_max", "iops-total-max"),
          Map.entry("iops_rd_max", "iops-read-max"),
          Map.entry("iops_wr_max", "iops-write-max"),
          Map.entry("bps_max", "bps-total-max"),
          Map.entry("bps_rd_max", "bps-read-max"),
          Map.entry("bps_wr_max", "bps-write-max"),
          Map.entry("iops_size", "iops-size"));

  private Throttles() {}

  static Map<String, String> ofDrive(Options drive) {
    var limits = new LinkedHashMap<String, String>();
    drive
        .values()
        .forEach((key, value) -> {
          String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : OLD.get(key);
          if (name != null && !name.equals("group") && !value.equals("0")) {
            limits.put(name, value);
          }
        });
    return limits;
  }

  static Map<String, String> ofGroup(Options object) {
    var limits = new LinkedHashMap<String, String>();
    object
        .values()
        .forEach((key, value) -> {
          if (key.startsWith("limits.")) {
            limits.put(key.substring("limits.".length()), value);
          } else if (key.startsWith("x-")) {
            limits.put(key.substring("x-".length()), value);
          }
        });
    return limits;
  }
}

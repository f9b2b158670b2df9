package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.qemu.Chains.Chain;

/**
 * qemu(1), "-drive cache=": the five names for what {@code cache.direct} (O_DIRECT), {@code
 * cache.no-flush} and the device's write cache are.
 */
final class CacheMode {
  private CacheMode() {}

  /** The empty string where nothing was asked for: writeback, unless the guest changes it. */
  static String of(Chain chain, Options device) {
    String direct = chain.lowest("cache.direct");
    String noFlush = chain.lowest("cache.no-flush");
    String writeCache = device.find("write-cache").orElse(chain.lowest("cache.writeback"));
    if (direct.isEmpty() && noFlush.isEmpty() && writeCache.isEmpty()) {
      return "";
    }
    return name(isOn(direct), isOn(noFlush), !isOff(writeCache));
  }

  /** As the monitor reports the three. */
  static String name(boolean direct, boolean noFlush, boolean writeCache) {
    if (noFlush) {
      return "unsafe";
    }
    if (writeCache) {
      return direct ? "none" : "writeback";
    }
    return direct ? "directsync" : "writethrough";
  }

  private static boolean isOn(String value) {
    return value.equals("on") || value.equals("yes") || value.equals("true");
  }

  private static boolean isOff(String value) {
    return value.equals("off") || value.equals("no") || value.equals("false");
  }
}

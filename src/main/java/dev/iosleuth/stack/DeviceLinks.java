package dev.iosleuth.stack;

import java.util.HashMap;
import java.util.Map;

/** The links below /dev that udev made, to kernel names. */
final class DeviceLinks {
  private static final String DEV = "/dev/";

  private DeviceLinks() {}

  /** Link without /dev/ to kernel name. */
  static Map<String, String> of(Map<String, Map<String, String>> udev) {
    var links = new HashMap<String, String>();
    udev.forEach((kernelName, properties) -> {
      String all = properties.getOrDefault("DEVLINKS", "");
      int at = 0;
      while (at < all.length()) {
        int space = all.indexOf(' ', at);
        int end = space < 0 ? all.length() : space;
        String link = all.substring(at, end);
        if (!link.isEmpty()) {
          links.put(link.startsWith(DEV) ? link.substring(DEV.length()) : link, kernelName);
        }
        at = end + 1;
      }
    });
    return links;
  }
}

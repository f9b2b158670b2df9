package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /run/udev/data/b8:0}: what udev knows of one block device.
 *
 * <pre>
 * S:disk/by-id/wwn-0x5000c500a1b2c3d4
 * W:1
 * I:2735822
 * E:ID_SERIAL_SHORT=S5H9NS0N123456
 * G:systemd
 * V:1
 * </pre>
 *
 * A letter a line: S link below /dev, E property, L priority of links, W watch, I time, G and Q
 * tags, V version, N name (until 2013). src/libsystemd/sd-device/device-private.c of systemd.
 *
 * @param properties with DEVLINKS made of the S lines, as udevadm shows it
 */
public record UdevData(Map<String, String> properties, List<Reading.Malformed<?>> damaged) {
  private static final String OTHER_LETTERS = "NLWIGQVR";

  public UdevData {
    properties = Map.copyOf(properties);
    damaged = List.copyOf(damaged);
  }

  public static UdevData parse(Text text) {
    var properties = new LinkedHashMap<String, String>();
    var links = new ArrayList<String>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    int number = 0;
    var whole = WholeLines.of(text);
    whole.cut().ifPresent(damaged::add);
    for (String line : whole.lines()) {
      number++;
      if (line.isEmpty()) {
        continue;
      }
      char letter = line.length() > 1 && line.charAt(1) == ':' ? line.charAt(0) : ' ';
      String rest = line.length() > 2 ? line.substring(2) : "";
      int equals = rest.indexOf('=');
      if (letter == 'E' && equals > 0) {
        properties.put(rest.substring(0, equals), rest.substring(equals + 1));
      } else if (letter == 'S' && !rest.isEmpty()) {
        links.add("/dev/" + rest);
      } else if (OTHER_LETTERS.indexOf(letter) < 0) {
        damaged.add(WholeLines.damage(text.where(number), "a line of udev's database", line));
      }
    }
    if (!links.isEmpty()) {
      properties.put("DEVLINKS", String.join(" ", links));
    }
    return new UdevData(properties, damaged);
  }
}

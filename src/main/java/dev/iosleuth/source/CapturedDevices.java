package dev.iosleuth.source;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.unit.DevNo;

/** Numbers of device nodes in trees that hold none: told by the sysfs entry of the same name. */
final class CapturedDevices {
  private CapturedDevices() {}

  /** The number of the device that {@code resolved}, a path without links, is named after. */
  static Reading<DevNo> byName(Tree tree, String resolved) {
    String name = resolved.substring(resolved.lastIndexOf('/') + 1);
    return switch (tree.read("sys/class/block/" + name + "/dev")) {
      case Reading.Known<Text>(Text text) -> number(text);
      case Reading.Absent<Text> _, Reading.Malformed<Text> _ ->
          Reading.absent("the tree does not tell its device number");
    };
  }

  private static Reading<DevNo> number(Text text) {
    return Fields.devNo(text.strip())
        .map(Reading::known)
        .orElse(Reading.malformed(text.where(1), "major:minor", text.strip()));
  }
}

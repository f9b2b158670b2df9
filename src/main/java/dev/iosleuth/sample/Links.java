package dev.iosleuth.sample;

import java.util.Arrays;
import java.util.List;

/** Targets of links in /sys, which end in the directory of a device. */
final class Links {
  private Links() {}

  /** Its directories from the left; a slash at the end makes no difference. */
  static List<String> steps(String target) {
    return Arrays.stream(target.split("/", -1)).filter(step -> !step.isEmpty()).toList();
  }
}

package dev.iosleuth.sample;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How partitions are called: sda1, nvme0n1p2, cciss/c0d0p1, md0p1 (block/partitions/core.c). */
final class Partitions {
  private static final Pattern AFTER_DIGIT = Pattern.compile("(.*[0-9])p[0-9]+");
  private static final Pattern AFTER_LETTER = Pattern.compile("(.*[^0-9])[0-9]+");

  private Partitions() {}

  /** Whether a directory below that of a disk is one of its partitions. */
  static boolean isPartition(String disk, String below) {
    if (!below.startsWith(disk) || below.length() == disk.length()) {
      return false;
    }
    int from = disk.length();
    if (Character.isDigit(disk.charAt(from - 1))) {
      if (below.charAt(from) != 'p' || below.length() == from + 1) {
        return false;
      }
      from++;
    }
    return below.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
  }

  /** The disk of a partition, by the name alone. */
  static String diskOf(String partition) {
    Matcher afterDigit = AFTER_DIGIT.matcher(partition);
    if (afterDigit.matches()) {
      return afterDigit.group(1);
    }
    Matcher afterLetter = AFTER_LETTER.matcher(partition);
    return afterLetter.matches() ? afterLetter.group(1) : partition;
  }
}

package dev.iosleuth.view.text;

import java.util.Arrays;

/**
 * Columns that a terminal gives a character: 2 for wide ones (Unicode's UAX 11, East Asian Width W
 * and F, and emoji), 0 for combining marks, else 1. Where terminals disagree the larger figure, so
 * that a line never grows beyond what was counted.
 */
final class Width {
  /** First and last code points of the wide ranges, in order. */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23f3, 0x25fd, 0x25fe,
    0x2600, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b55, 0x2e80, 0x303e, 0x3041, 0xa4cf,
    0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f,
    0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18dff, 0x1aff0, 0x1b2ff, 0x1d300, 0x1d37f,
    0x1f000, 0x1f2ff, 0x1f300, 0x1faff, 0x20000, 0x3fffd
  };

  private Width() {}

  static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  static int of(int point) {
    if (point < 0x300) {
      return 1;
    }
    if (combining(point)) {
      return 0;
    }
    int found = Arrays.binarySearch(WIDE, point);
    int place = found >= 0 ? found : -found - 1;
    boolean within = found >= 0 || place % 2 == 1;
    return within ? 2 : 1;
  }

  static boolean combining(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }
}

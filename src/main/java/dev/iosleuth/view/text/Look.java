package dev.iosleuth.view.text;

import java.time.ZoneId;

/**
 * How a view is to look.
 *
 * @param width columns of the terminal; never more are used, unless it is below 40
 * @param color whether escape sequences for colours are allowed; the only ones that any view writes
 * @param zone in which wall times are told
 */
public record Look(int width, boolean color, ZoneId zone) {
  public static final int LEAST_WIDTH = 40;
  private static final int MOST_OF_A_TABLE = 112;

  public Look {
    width = Math.max(LEAST_WIDTH, width);
  }

  /** For tables of figures: further apart the eye loses the line. */
  Look table() {
    return new Look(Math.min(width, MOST_OF_A_TABLE), color, zone);
  }

  boolean wide() {
    return width >= 104;
  }

  String bold(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  String warning(String text) {
    return paint("33", text);
  }

  String bar(String text) {
    return paint("36", text);
  }

  private String paint(String code, String text) {
    return color && !text.isBlank() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

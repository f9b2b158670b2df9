package dev.iosleuth.view.screen;

/** How a piece of a line looks. */
enum Style {
  PLAIN(""),
  BOLD("1"),
  FAINT("2"),
  WARNING("33"),
  BAR("36"),
  /** The row that Enter takes, the column that is sorted by. */
  MARKED("7");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String paint(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}

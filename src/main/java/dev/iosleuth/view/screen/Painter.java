package dev.iosleuth.view.screen;

import java.util.List;

/**
 * Turns screens into what a terminal must get so that it shows them: only the lines that changed,
 * each from the first column on, so that no terminal's own idea of a character's width moves what
 * follows.
 */
public final class Painter {
  /** The alternate screen without a cursor and without going on in the next line. */
  public static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";

  private static final String CLEAR = "\u001b[0m\u001b[2J";

  /** Empty, and from the top: tmux keeps lines of a screen that grew meanwhile. */
  public static final String LEAVE = CLEAR + "\u001b[H\u001b[?7h\u001b[?25h\u001b[?1049l";

  private static final String TO_THE_END = "\u001b[K";
  private final boolean color;
  private List<Line> shown = List.of();
  private boolean fresh = true;

  public Painter(boolean color) {
    this.color = color;
  }

  /** The terminal's content is not known any more. */
  public void forget() {
    fresh = true;
  }

  /** From what is shown to these lines, of which none is wider than the columns. */
  public String paint(List<Line> lines, int columns) {
    var text = new StringBuilder(fresh ? CLEAR : "");
    int most = Math.max(lines.size(), shown.size());
    for (int i = 0; i < most; i++) {
      Line line = i < lines.size() ? lines.get(i) : Line.of("");
      Line before = !fresh && i < shown.size() ? shown.get(i) : Line.of("");
      if (!line.equals(before)) {
        text.append("\u001b[").append(i + 1).append(";1H").append(line.painted(color));
        // behind a full line the cursor stands on its last column, which must stay
        text.append(line.width() < columns ? TO_THE_END : "");
      }
    }
    shown = List.copyOf(lines);
    fresh = false;
    return text.toString();
  }
}

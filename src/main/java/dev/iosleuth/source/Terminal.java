package dev.iosleuth.source;

/**
 * What the standard streams of this process are connected to.
 *
 * @param out standard output is a terminal
 * @param err standard error is a terminal
 * @param columns of the terminal, or 80
 * @param rows of the terminal, or 24
 */
public record Terminal(boolean out, boolean err, int columns, int rows) {
  public static final Terminal NONE = new Terminal(false, false, 80, 24);

  public static Terminal ofThisProcess() {
    return NONE;
  }
}

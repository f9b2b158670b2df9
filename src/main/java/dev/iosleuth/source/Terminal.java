package dev.iosleuth.source;

import java.lang.foreign.ValueLayout;

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

  /** include/uapi/asm-generic/ioctls.h; answered by terminals only. */
  private static final int TIOCGWINSZ = 0x5413;

  public static Terminal ofThisProcess() {
    var scratch = new Scratch();
    boolean out = answers(scratch, 1);
    int rows = out ? field(scratch, 0) : 0;
    int columns = out ? field(scratch, 2) : 0;
    boolean err = answers(scratch, 2);
    // a terminal that does not know its size (a serial line) says 0
    return new Terminal(
        out, err, columns == 0 ? NONE.columns : columns, rows == 0 ? NONE.rows : rows);
  }

  private static boolean answers(Scratch scratch, int descriptor) {
    return Kernel.call(
            scratch,
            Kernel.PROCESSOR.ioctl(),
            descriptor,
            TIOCGWINSZ,
            scratch.buffer().address(),
            0)
        == 0;
  }

  /** struct winsize: rows, columns, two more, 16 bits each. */
  private static int field(Scratch scratch, int offset) {
    return scratch.buffer().get(ValueLayout.JAVA_SHORT, offset) & 0xffff;
  }
}

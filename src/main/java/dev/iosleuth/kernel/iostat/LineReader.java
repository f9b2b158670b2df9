package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.ByteLines;

/** Reads the lines of one format. */
interface LineReader {
  /** Whether it was one of this format's. */
  boolean take(Tokens tokens, ByteLines line);

  /** What should stand in a line that nobody took; empty where it is none of this format's. */
  String damage(Tokens tokens, ByteLines line);

  /** A blank line. */
  void blank();

  /** What is read by now is all of its report. */
  void finish();
}

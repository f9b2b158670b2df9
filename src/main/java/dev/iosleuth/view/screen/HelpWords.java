package dev.iosleuth.view.screen;

import java.util.List;

/** The keys, in words: the most needed first, since a small screen shows no more. */
final class HelpWords {
  private static final String TEXT =
      """
      q quit          Space pause, go on
      Up Down         choose a row (Home: 1st)
      Enter           device > accounts > stack
      Esc Backspace   back (also Left)
      Left Right [ ]  an interval back, forward
      s < > 1-8       sort by another column
      r               turn the order round
      /               only names with ... (Esc: all)
      b               group by account, guest ...
      d               length of an interval

      DISK TIME  share of the disks' busy time: who causes
      WAIT       mean time of its own operations: who waits
      ISSUED     what was asked for; other rates are the disks'

      Any key goes back.
      """;

  private HelpWords() {}

  static List<String> lines() {
    return TEXT.lines().toList();
  }
}

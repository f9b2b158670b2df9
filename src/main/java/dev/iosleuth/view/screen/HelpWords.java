package dev.iosleuth.view.screen;

import dev.iosleuth.view.text.Columns;
import dev.iosleuth.view.text.Wrap;
import java.util.List;

/** The keys, and what the columns mean, in words. */
final class HelpWords {
  private static final int KEYS = 16;

  private record Entry(String keys, String meaning) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("q", "quit"),
          new Entry("Ctrl-Z", "to the shell (fg: back)"),
          new Entry("Space", "pause, go on"),
          new Entry("Up Down", "choose a row (Home: 1st)"),
          new Entry("Enter", "device > accounts > stack"),
          new Entry("Esc Backspace", "back (also Left)"),
          new Entry("Left Right [ ]", "an interval back, forward"),
          new Entry("s < > 1-8", "sort by another column"),
          new Entry("r", "turn the order round"),
          new Entry("/", "only names with ... (Esc: all)"),
          new Entry("b", "group by account, guest ..."),
          new Entry("d", "length of an interval"),
          new Entry("n", "notes: what was not seen or not understood, and why"),
          new Entry("DISK TIME", "share of the disks' busy time: who causes"),
          new Entry("WAIT", "mean time of its own operations: who waits"),
          new Entry(
              "ISSUED",
              "what was asked for, on all disks together (not known by disk); other rates are the"
                  + " disks'"));

  private HelpWords() {}

  static List<String> lines(int columns) {
    return ENTRIES.stream()
        .flatMap(e -> Wrap.hanging(Columns.left(e.keys(), KEYS), e.meaning(), columns).stream())
        .toList();
  }
}

package dev.iosleuth.view.screen;

import java.util.ArrayList;
import java.util.List;

/** What was typed. */
public sealed interface Key {
  /** A character that can be shown. */
  record Typed(int point) implements Key {}

  /** A key without a character. */
  enum Special implements Key {
    UP,
    DOWN,
    LEFT,
    RIGHT,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    BACKSPACE,
    ESCAPE,
    CLEAR,
    REDRAW,
    SUSPEND
  }

  /**
   * The keys of a piece of input. Sequences are those of xterm and its relatives (CSI and SS3,
   * ECMA-48); unknown ones are passed over whole.
   */
  static List<Key> decode(String input) {
    var keys = new ArrayList<Key>();
    int at = 0;
    while (at < input.length()) {
      int point = input.codePointAt(at);
      at += Character.charCount(point);
      if (point == 0x1b && at < input.length()) {
        int end = Sequence.end(input, at);
        Sequence.key(input.substring(at, end)).ifPresent(keys::add);
        at = end;
      } else {
        single(point, keys);
      }
    }
    return keys;
  }

  private static void single(int point, List<Key> keys) {
    switch (point) {
      case 0x1b -> keys.add(Special.ESCAPE);
      case '\r', '\n' -> keys.add(Special.ENTER);
      case 0x7f, '\b' -> keys.add(Special.BACKSPACE);
      case 0x15 -> keys.add(Special.CLEAR);
      case 0x0c -> keys.add(Special.REDRAW);
      case 0x1a -> keys.add(Special.SUSPEND);
      default -> {
        if (!Character.isISOControl(point) && Character.isDefined(point)) {
          keys.add(new Typed(point));
        }
      }
    }
  }
}

package dev.iosleuth.view.screen;

import dev.iosleuth.view.screen.Key.Special;
import java.util.Optional;

/** What follows an escape character. */
final class Sequence {
  private Sequence() {}

  /** Where the sequence that begins here ends: parameters, then one final byte from @ to ~. */
  static int end(String input, int from) {
    char first = input.charAt(from);
    if (first != '[' && first != 'O') {
      // none: the escape key, and another one right after it
      return from;
    }
    int at = from + 1;
    while (at < input.length() && (input.charAt(at) < '@' || input.charAt(at) > '~')) {
      at++;
    }
    return Math.min(input.length(), at + 1);
  }

  static Optional<Key> key(String sequence) {
    if (sequence.isEmpty()) {
      return Optional.of(Special.ESCAPE);
    }
    return switch (sequence) {
      case "[A", "OA" -> Optional.of(Special.UP);
      case "[B", "OB" -> Optional.of(Special.DOWN);
      case "[C", "OC" -> Optional.of(Special.RIGHT);
      case "[D", "OD" -> Optional.of(Special.LEFT);
      case "[H", "OH", "[1~", "[7~" -> Optional.of(Special.HOME);
      case "[F", "OF", "[4~", "[8~" -> Optional.of(Special.END);
      case "[5~" -> Optional.of(Special.PAGE_UP);
      case "[6~" -> Optional.of(Special.PAGE_DOWN);
      case "OM" -> Optional.of(Special.ENTER);
      default -> Optional.empty();
    };
  }
}

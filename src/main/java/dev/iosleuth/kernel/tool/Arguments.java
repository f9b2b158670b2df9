package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A cursor over the arguments of a device-mapper target that remembers whether all was there. */
final class Arguments {
  private final List<String> words;
  private int at;
  private boolean broken;

  Arguments(String line) {
    this.words = line.isBlank() ? List.of() : List.of(line.strip().split("\\s+"));
  }

  /** Whether something was missing or not of its type. */
  boolean broken() {
    return broken;
  }

  boolean more() {
    return !broken && at < words.size();
  }

  String word() {
    if (at >= words.size()) {
      broken = true;
      return "";
    }
    return words.get(at++);
  }

  void skip(long count) {
    if (count < 0 || count > words.size() - at) {
      broken = true;
      return;
    }
    at += (int) count;
  }

  /** A number below 2^63; 0 and broken if it is not. */
  long number() {
    OptionalLong number = Fields.parse(word());
    if (number.isEmpty() || number.getAsLong() < 0) {
      broken = true;
      return 0;
    }
    return number.getAsLong();
  }

  /** A count of things that follow: never more than words are left. */
  int count() {
    long count = number();
    if (count > words.size() - at) {
      broken = true;
      return 0;
    }
    return (int) count;
  }

  DevNo device() {
    Optional<DevNo> dev = Fields.devNo(word());
    if (dev.isEmpty()) {
      broken = true;
    }
    return dev.orElse(DevNo.NONE);
  }

  /** A device, or empty where a hyphen stands in for it. */
  Optional<DevNo> deviceOrHyphen() {
    if (at < words.size() && words.get(at).equals("-")) {
      at++;
      return Optional.empty();
    }
    return Optional.of(device());
  }

  /** Steps over a count and as many words. */
  void skipCounted() {
    skip(count());
  }

  /** The words that are left. */
  List<String> rest() {
    return words.subList(Math.min(at, words.size()), words.size());
  }
}

package dev.iosleuth.kernel.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value of JSON (RFC 8259). Of a name that stands twice the last one counts. */
public sealed interface Json {
  record Members(Map<String, Json> values) implements Json {
    public Members {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  record Items(List<Json> values) implements Json {
    public Items {
      values = List.copyOf(values);
    }
  }

  record Word(String value) implements Json {}

  /**
   * A number as it is written.
   *
   * @param digits of any length, with or without fraction and exponent
   */
  record Digits(String digits) implements Json {}

  record Flag(boolean value) implements Json {}

  /** {@code null} */
  record Nothing() implements Json {}

  /** What it is, for messages: kinds, and no content. */
  default String kind() {
    return switch (this) {
      case Members _ -> "an object";
      case Items _ -> "a list";
      case Word _ -> "a string";
      case Digits _ -> "a number";
      case Flag _ -> "true or false";
      case Nothing _ -> "null";
    };
  }
}

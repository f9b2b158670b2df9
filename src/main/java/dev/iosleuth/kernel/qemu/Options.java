package dev.iosleuth.kernel.qemu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The value of one option of qemu's, flat: {@code a.b=value}. It is written as {@code
 * key=value,key=value} with doubled commas within values, or as JSON; qemu itself takes {@code
 * {"a":{"b":"value"}}} and {@code a.b=value} for the same (docs/interop, util/keyval.c).
 *
 * <p>Of a key that stands twice the last one counts.
 */
record Options(Map<String, String> values) {
  Options {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static Options none() {
    return new Options(Map.of());
  }

  /**
   * The form with commas.
   *
   * @param implied the key of a first field that has none, or the empty string
   */
  static Options ofPairs(String value, String implied) {
    var values = new LinkedHashMap<String, String>();
    boolean first = true;
    for (String field : fields(value)) {
      int equals = field.indexOf('=');
      if (equals >= 0) {
        values.put(field.substring(0, equals), field.substring(equals + 1));
      } else if (first && !implied.isEmpty()) {
        values.put(implied, field);
      } else if (!field.isEmpty()) {
        flag(field, values);
      }
      first = false;
    }
    return new Options(values);
  }

  /** "server" is server=on, "nowait" is wait=off. */
  private static void flag(String field, Map<String, String> values) {
    if (field.startsWith("no") && !field.startsWith("node")) {
      values.put(field.substring(2), "off");
    } else {
      values.put(field, "on");
    }
  }

  /** Splits at single commas; doubled ones stand for one. */
  private static List<String> fields(String value) {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != ',') {
        field.append(c);
      } else if (i + 1 < value.length() && value.charAt(i + 1) == ',') {
        field.append(',');
        i++;
      } else {
        fields.add(field.toString());
        field.setLength(0);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The empty string if it is not there. */
  String get(String key) {
    return values.getOrDefault(key, "");
  }

  /** The first of these keys that is there. */
  String first(String... keys) {
    for (String key : keys) {
      String value = values.get(key);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  /** Empty if it is not there or is no switch. */
  Optional<Boolean> flag(String key) {
    return switch (get(key)) {
      case "on", "yes", "true", "y" -> Optional.of(true);
      case "off", "no", "false", "n" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** What stands below a key: of {@code file.driver} below "file" the driver. */
  Options below(String key) {
    String prefix = key + ".";
    var below = new LinkedHashMap<String, String>();
    values.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        below.put(name.substring(prefix.length()), value);
      }
    });
    return new Options(below);
  }

  /** With those of another where this one has none. */
  Options or(Options others) {
    var all = new LinkedHashMap<>(others.values());
    all.putAll(values);
    return new Options(all);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }
}

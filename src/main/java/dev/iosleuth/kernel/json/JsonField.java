package dev.iosleuth.kernel.json;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One place in a JSON text and what stands there: asked for what should stand there it is known,
 * absent (not told), or malformed with that place. Safe to follow through what is not there.
 */
public final class JsonField {
  private final @Nullable JsonField parent;
  private final String name;
  private final Reading<Json> value;

  private JsonField(@Nullable JsonField parent, String name, Reading<Json> value) {
    this.parent = parent;
    this.name = name;
    this.value = value;
  }

  /**
   * @param where the text, for messages
   */
  public static JsonField of(String where, Reading<Json> value) {
    return new JsonField(null, where, value);
  }

  /** {@code qemu/4711/qmp-counters: query-blockstats.0.stats} */
  public String where() {
    if (parent == null) {
      return name;
    }
    return parent.where() + (parent.parent == null ? ": " : ".") + name;
  }

  public Reading<Json> value() {
    return value;
  }

  /** The member of an object. */
  public JsonField field(String member) {
    Reading<Json> found =
        switch (value) {
          case Reading.Known<Json>(Json.Members(var members)) -> known(members.get(member));
          case Reading.Known<Json>(Json other) -> wrong("an object", other);
          case Reading.Absent<Json> absent -> absent;
          case Reading.Malformed<Json> malformed -> malformed;
        };
    return new JsonField(this, member, found);
  }

  private static Reading<Json> known(@Nullable Json member) {
    return member == null || member instanceof Json.Nothing
        ? Reading.absent("not told")
        : Reading.known(member);
  }

  private <T> Reading<T> wrong(String expected, Json found) {
    return Reading.malformed(where(), expected, found.kind());
  }

  /** The items of a list, each with its place. */
  public Reading<List<JsonField>> items() {
    return value.then(json ->
        json instanceof Json.Items(var items)
            ? Reading.known(numbered(items))
            : wrong("a list", json));
  }

  private List<JsonField> numbered(List<Json> items) {
    var fields = new ArrayList<JsonField>(items.size());
    for (Json item : items) {
      fields.add(new JsonField(this, "" + fields.size(), Reading.known(item)));
    }
    return fields;
  }

  /** A count. */
  public Reading<Long> number() {
    return value.then(json ->
        json instanceof Json.Digits(String digits) ? number(digits) : wrong("a number", json));
  }

  private Reading<Long> number(String digits) {
    var parsed = Fields.parse(digits);
    return parsed.isPresent()
        ? Reading.known(parsed.getAsLong())
        : Reading.malformed(where(), "a whole number of 64 bits", digits);
  }

  public Reading<String> text() {
    return value.then(json ->
        json instanceof Json.Word(String word) ? Reading.known(word) : wrong("a string", json));
  }

  /** The empty string where nothing is told. */
  public String textOrEmpty() {
    return text().orElse("");
  }

  public Reading<Boolean> flag() {
    return value.then(json ->
        json instanceof Json.Flag(boolean flag)
            ? Reading.known(flag)
            : wrong("true or false", json));
  }

  /** As the malformed reading that it is, whatever was expected of it; empty if it is none. */
  public static Optional<Reading.Malformed<?>> damage(Reading<?> reading) {
    return reading instanceof Reading.Malformed<?> malformed
        ? Optional.of(malformed)
        : Optional.empty();
  }
}

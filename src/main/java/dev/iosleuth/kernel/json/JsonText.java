package dev.iosleuth.kernel.json;

import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads a text of values that follow one another, whatever its author wants of the reader. */
public final class JsonText {
  /** Each level is a call within a call. The deepest honest answer is a long chain of images. */
  private static final int MOST_LEVELS = 500;

  /** A value takes some 50 bytes, however short it was written. */
  private static final int MOST_VALUES = 500_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_LEVELS)
                  .maxNumberLength(100)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private final JsonParser parser;
  private int values;

  private JsonText(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The values of a text, in their order.
   *
   * @param where for messages
   * @param from of the first byte
   */
  public static Reading<List<Json>> values(String where, byte[] bytes, int from) {
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), bytes, from, bytes.length - from)) {
      var text = new JsonText(parser);
      var values = new ArrayList<Json>();
      while (parser.nextToken() != null) {
        Optional<Json> value = text.value();
        if (value.isEmpty()) {
          return Reading.malformed(where, "JSON of at most " + MOST_VALUES + " values", "more");
        }
        values.add(value.get());
      }
      return Reading.known(values);
    } catch (JacksonException damaged) {
      var location = damaged.getLocation();
      String at = location == null ? "" : ":" + location.getLineNr();
      return Reading.malformed(where + at, "JSON", "something else");
    }
  }

  /** The value at which the parser stands; empty if there are too many. */
  private Optional<Json> value() {
    values++;
    if (values > MOST_VALUES) {
      return Optional.empty();
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> members();
      case START_ARRAY -> items();
      case VALUE_STRING -> Optional.of(new Json.Word(parser.getString()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Optional.of(new Json.Digits(parser.getString()));
      case VALUE_TRUE -> Optional.of(new Json.Flag(true));
      case VALUE_FALSE -> Optional.of(new Json.Flag(false));
      case VALUE_NULL -> Optional.of(new Json.Nothing());
      case PROPERTY_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins with this");
    };
  }

  private Optional<Json> members() {
    var members = new LinkedHashMap<String, Json>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Optional<Json> value = value();
      if (value.isEmpty()) {
        return Optional.empty();
      }
      members.put(name, value.get());
    }
    return Optional.of(new Json.Members(members));
  }

  private Optional<Json> items() {
    var items = new ArrayList<Json>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Optional<Json> value = value();
      if (value.isEmpty()) {
        return Optional.empty();
      }
      items.add(value.get());
    }
    return Optional.of(new Json.Items(items));
  }
}

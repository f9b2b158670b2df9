package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Options written as JSON. Members of lists get their number as key: {@code server.0.host}. */
final class OptionsJson {
  /** qemu's chains of images are shorter; each level makes the keys longer. */
  private static final int MOST_LEVELS = 256;

  private final Map<String, String> values = new LinkedHashMap<>();
  private boolean understood = true;

  private OptionsJson() {}

  static Reading<Options> parse(String where, String json) {
    Reading<Options> malformed = Reading.malformed(where, "options as a JSON object", json);
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return malformed;
      }
      var reader = new OptionsJson();
      reader.object(parser, "", 0);
      return reader.understood && parser.nextToken() == null
          ? Reading.known(new Options(reader.values))
          : malformed;
    } catch (JacksonException damaged) {
      return malformed;
    }
  }

  private void object(JsonParser parser, String prefix, int level) {
    while (understood && parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = prefix + parser.currentName();
      parser.nextToken();
      value(parser, key, level);
    }
  }

  private void list(JsonParser parser, String key, int level) {
    int number = 0;
    while (understood && parser.nextToken() != JsonToken.END_ARRAY) {
      value(parser, key + "." + number, level);
      number++;
    }
  }

  private void value(JsonParser parser, String key, int level) {
    JsonToken token = parser.currentToken();
    if (token == null || level > MOST_LEVELS) {
      understood = false;
      return;
    }
    switch (token) {
      case START_OBJECT -> object(parser, key + ".", level + 1);
      case START_ARRAY -> list(parser, key, level + 1);
      case VALUE_TRUE -> values.put(key, "on");
      case VALUE_FALSE -> values.put(key, "off");
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          values.put(key, parser.getString());
      case VALUE_NULL -> {
        // "backing": null says that there is none
      }
      case PROPERTY_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          understood = false;
    }
  }
}

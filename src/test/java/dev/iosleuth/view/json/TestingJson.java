package dev.iosleuth.view.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON back into maps and lists; doubled names and trailing text are errors. */
public final class TestingJson {
  private TestingJson() {}

  @SuppressWarnings("unchecked") // the callers know the shape
  public static Map<String, Object> map(String json) {
    var factory =
        JsonFactory.builder()
            .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null || value == null) {
        throw new AssertionError("more than one value");
      }
      return (Map<String, Object>) value;
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a missing field fails the test as it should
  public static List<Map<String, Object>> list(String json, String field) {
    return (List<Map<String, Object>>) map(json).get(field);
  }

  public static Map<String, Object> first(String json, String field) {
    return list(json, field).getFirst();
  }

  /** The number in that field, which must be there. */
  public static double number(Map<String, ? extends @Nullable Object> object, String field) {
    if (object.get(field) instanceof Number number) {
      return number.doubleValue();
    }
    throw new AssertionError(field + " is no number: " + object);
  }

  private static @Nullable Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new AssertionError(token);
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      map.put(name, value(parser));
    }
    return map;
  }

  private static List<@Nullable Object> array(JsonParser parser) {
    var list = new ArrayList<@Nullable Object>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }
}

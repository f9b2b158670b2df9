package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code overlay-containers/containers.json} and {@code volatile-containers.json} (of containers
 * that are removed when they end) of the storage that podman and CRI-O share. Nothing but ids and
 * names is kept or quoted.
 *
 * <pre>
 * [{"id":"4f5d…","names":["web"],"image":"…","layer":"…","metadata":"{…}","created":"…"}]
 * </pre>
 *
 * containers.go of containers/storage.
 *
 * @param names the first name of each, by id
 */
public record ContainersJson(Map<String, String> names) {
  public ContainersJson {
    names = Map.copyOf(names);
  }

  public static Reading<ContainersJson> parse(Text text) {
    var names = new HashMap<String, String>();
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), text.string())) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return Reading.malformed(text.path(), "a list of containers", "something else");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        container(parser, names);
      }
      return Reading.known(new ContainersJson(names));
    } catch (JacksonException damaged) {
      return Reading.malformed(text.path(), "a list of containers", "something else");
    }
  }

  private static void container(JsonParser parser, Map<String, String> names) {
    String id = "";
    String name = "";
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("id") && value == JsonToken.VALUE_STRING) {
        id = parser.getString();
      } else if (key.equals("names") && value == JsonToken.START_ARRAY) {
        name = first(parser);
      } else {
        parser.skipChildren();
      }
    }
    if (!id.isEmpty() && !name.isEmpty()) {
      names.put(id, name);
    }
  }

  private static String first(JsonParser parser) {
    String first = "";
    while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
      if (first.isEmpty() && parser.currentToken() == JsonToken.VALUE_STRING) {
        first = parser.getString();
      }
      parser.skipChildren();
    }
    return first;
  }
}

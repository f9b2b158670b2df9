package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code /var/lib/docker/containers/ID/config.v2.json}: what docker knows of a container. Its
 * environment, with its secrets, is in there too: nothing but the name is ever kept or quoted.
 *
 * <pre>
 * {"StreamConfig":{},"State":{"Running":true},"ID":"4f5d…","Config":{"Env":["…"]},"Name":"/web"}
 * </pre>
 *
 * daemon/container/container.go of moby.
 */
public record DockerConfig(String name) {
  public static Reading<DockerConfig> parse(Text text) {
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), text.string())) {
      return parser.nextToken() == JsonToken.START_OBJECT
          ? name(parser)
          : Reading.malformed(text.path(), "a JSON object", "something else");
    } catch (JacksonException damaged) {
      return Reading.malformed(text.path(), "a JSON object", "something else");
    }
  }

  private static Reading<DockerConfig> name(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean isName = parser.currentName().equals("Name");
      if (parser.nextToken() == JsonToken.VALUE_STRING && isName) {
        String name = parser.getString();
        return Reading.known(new DockerConfig(name.startsWith("/") ? name.substring(1) : name));
      }
      parser.skipChildren();
    }
    return Reading.absent("it has no name");
  }
}

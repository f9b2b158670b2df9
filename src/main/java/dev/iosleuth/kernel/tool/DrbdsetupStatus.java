package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.tool.DrbdObjects.Connection;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code drbdsetup status --json} of DRBD 9 (and of 8.4 with newer tools).
 *
 * <pre>
 * [{"name": "r0", "role": "Primary",
 *   "devices": [{"volume": 0, "minor": 1000, "disk-state": "UpToDate", "read": 664, "written": 8}],
 *   "connections": [{"peer-node-id": 1, "name": "node2", "connection-state": "Connected",
 *     "peer-role": "Secondary", "peer_devices": [{"volume": 0, "sent": 8, …}]}]}]
 * </pre>
 *
 * user/v9/drbdsetup.c of drbd-utils. Some counters are unsigned 64-bit numbers.
 */
public record DrbdsetupStatus(List<DrbdVolume> volumes) {
  public DrbdsetupStatus {
    volumes = List.copyOf(volumes);
  }

  public static Reading<DrbdsetupStatus> parse(Text text) {
    String json = text.string();
    if (json.isBlank()) {
      return Reading.known(new DrbdsetupStatus(List.of()));
    }
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return Reading.malformed(text.where(1), "a list of resources", json);
      }
      var volumes = new ArrayList<DrbdVolume>();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        volumes.addAll(resource(parser).volumes());
      }
      return parser.currentToken() == JsonToken.END_ARRAY
          ? Reading.known(new DrbdsetupStatus(volumes))
          : Reading.malformed(
              text.path(), "a list of resources", String.valueOf(parser.currentToken()));
    } catch (JacksonException damaged) {
      var location = damaged.getLocation();
      return Reading.malformed(
          text.where(location == null ? 1 : location.getLineNr()), "JSON", "something else");
    }
  }

  private static DrbdObjects resource(JsonParser parser) {
    var resource = DrbdObjects.empty();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_ARRAY && name.equals("devices")) {
        resource.devices().addAll(objects(parser));
      } else if (value == JsonToken.START_ARRAY && name.equals("connections")) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          resource.connections().add(connection(parser));
        }
      } else {
        scalar(parser, name, value, resource.resource());
      }
    }
    return resource;
  }

  private static Connection connection(JsonParser parser) {
    var connection = new Connection(new LinkedHashMap<>(), new LinkedHashMap<>());
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_ARRAY && name.equals("peer_devices")) {
        for (Map<String, String> device : objects(parser)) {
          connection.volumes().put(device.getOrDefault("volume", ""), device);
        }
      } else {
        scalar(parser, name, value, connection.itself());
      }
    }
    return connection;
  }

  private static List<Map<String, String>> objects(JsonParser parser) {
    var objects = new ArrayList<Map<String, String>>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      var object = new LinkedHashMap<String, String>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        scalar(parser, name, parser.nextToken(), object);
      }
      objects.add(object);
    }
    return objects;
  }

  /** Keeps a word or number by its text; steps over what is nested. */
  private static void scalar(
      JsonParser parser, String name, JsonToken value, Map<String, String> into) {
    if (value.isStructStart()) {
      parser.skipChildren();
      return;
    }
    into.put(name, parser.getString());
  }
}

package dev.iosleuth.kernel.tool;

import dev.iosleuth.kernel.tool.DrbdObjects.Connection;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code drbdsetup events2 --statistics}: one line an object that exists or changed.
 *
 * <pre>
 * exists resource name:r0 role:Secondary suspended:no
 * exists device name:r0 volume:0 minor:1000 backing_dev:/dev/vg/r0 disk:UpToDate read:664 written:8
 * exists connection name:r0 peer-node-id:1 conn-name:node2 connection:Connected role:Primary
 * exists peer-device name:r0 peer-node-id:1 conn-name:node2 volume:0 replication:Established …
 * exists -
 * </pre>
 *
 * The state after the last line is what counts. drbdsetup-events2(8).
 */
public record DrbdsetupEvents2(List<DrbdVolume> volumes, List<Reading.Malformed<?>> damaged) {
  private static final Set<String> EVENTS = Set.of("exists", "create", "change", "rename");
  private static final Set<String> WITHOUT_STATE = Set.of("path", "helper", "-");

  public DrbdsetupEvents2 {
    volumes = List.copyOf(volumes);
    damaged = List.copyOf(damaged);
  }

  public static DrbdsetupEvents2 parse(Text text) {
    var parser = new Parser();
    int number = 0;
    var whole = WholeLines.of(text);
    whole.cut().ifPresent(parser.damaged::add);
    for (String line : whole.lines()) {
      number++;
      if (!line.isBlank() && !parser.line(line)) {
        parser.damaged.add(WholeLines.damage(text.where(number), "an event", line));
      }
    }
    return new DrbdsetupEvents2(parser.volumes(), parser.damaged);
  }

  private static final class Parser {
    private final Map<String, Map<String, String>> resources = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> devices = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> connections = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> peerDevices = new LinkedHashMap<>();
    private final List<Reading.Malformed<?>> damaged = new ArrayList<>();

    boolean line(String line) {
      Fields fields = Fields.of(line);
      String event = fields.word();
      if (!event.isEmpty() && Character.isDigit(event.charAt(0))) {
        // --timestamps
        event = fields.word();
      }
      String object = fields.word();
      if (event.equals("call") || event.equals("response")) {
        return object.equals("helper");
      }
      boolean gone = event.equals("destroy");
      if (!gone && !EVENTS.contains(event)) {
        return false;
      }
      if (WITHOUT_STATE.contains(object)) {
        return true;
      }
      return object(object, gone, words(fields));
    }

    private static Map<String, String> words(Fields fields) {
      var words = new LinkedHashMap<String, String>();
      while (fields.more()) {
        String word = fields.word();
        int colon = word.indexOf(':');
        if (colon > 0) {
          words.put(word.substring(0, colon), word.substring(colon + 1));
        }
      }
      return words;
    }

    private boolean object(String object, boolean gone, Map<String, String> words) {
      String name = words.get("name");
      if (name == null) {
        return false;
      }
      String volume = words.getOrDefault("volume", "");
      String peer = words.getOrDefault("peer-node-id", words.getOrDefault("conn-name", ""));
      switch (object) {
        case "resource" -> update(resources, name, gone, words);
        case "device" -> update(devices, name + "\n" + volume, gone, words);
        case "connection" -> update(connections, name + "\n" + peer, gone, words);
        case "peer-device" -> update(peerDevices, name + "\n" + peer + "\n" + volume, gone, words);
        default -> {
          return false;
        }
      }
      return true;
    }

    private static void update(
        Map<String, Map<String, String>> objects,
        String key,
        boolean gone,
        Map<String, String> words) {
      if (gone) {
        objects.remove(key);
        return;
      }
      objects.computeIfAbsent(key, _ -> new LinkedHashMap<>()).putAll(words);
    }

    List<DrbdVolume> volumes() {
      var found = new LinkedHashMap<String, DrbdObjects>();
      for (Map<String, String> device : devices.values()) {
        String name = device.getOrDefault("name", "");
        found.computeIfAbsent(name, this::resource).devices().add(device);
      }
      return found.values().stream().flatMap(r -> r.volumes().stream()).toList();
    }

    private DrbdObjects resource(String name) {
      var objects = DrbdObjects.empty();
      objects.resource().put("name", name);
      objects.resource().putAll(resources.getOrDefault(name, Map.of()));
      connections.forEach((key, connection) -> {
        if (key.startsWith(name + "\n")) {
          objects.connections().add(connection(key, connection));
        }
      });
      return objects;
    }

    /** The connection's own "name" is the resource's here. */
    private Connection connection(String key, Map<String, String> words) {
      var itself = new LinkedHashMap<>(words);
      itself.put("name", words.getOrDefault("conn-name", ""));
      var volumes = new LinkedHashMap<String, Map<String, String>>();
      peerDevices.forEach((peerKey, device) -> {
        if (peerKey.startsWith(key + "\n")) {
          volumes.put(device.getOrDefault("volume", ""), device);
        }
      });
      return new Connection(itself, volumes);
    }
  }
}

package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Joins DRBD's objects, each a map of the words that drbdsetup prints, into volumes. Its two
 * formats have the same objects under slightly different keys.
 *
 * @param resource key: role, name
 * @param devices volume, minor, disk, …
 */
record DrbdObjects(
    Map<String, String> resource, List<Map<String, String>> devices, List<Connection> connections) {
  /**
   * @param itself peer-node-id, name, connection, role
   * @param volumes by volume: replication, peer-disk, received, sent, out-of-sync
   */
  record Connection(Map<String, String> itself, Map<String, Map<String, String>> volumes) {}

  static DrbdObjects empty() {
    return new DrbdObjects(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** Volumes without a minor are left out: nothing on this host can be told of them. */
  List<DrbdVolume> volumes() {
    var volumes = new ArrayList<DrbdVolume>();
    for (Map<String, String> device : devices) {
      OptionalLong minor = number(device, "minor");
      OptionalLong volume = number(device, "volume");
      if (minor.isPresent() && minor.getAsLong() >> 20 == 0) {
        volumes.add(volume(device, (int) volume.orElse(0), (int) minor.getAsLong()));
      }
    }
    return volumes;
  }

  private DrbdVolume volume(Map<String, String> device, int volume, int minor) {
    String backing = device.getOrDefault("backing_dev", "none");
    return new DrbdVolume(
        resource.getOrDefault("name", ""),
        volume,
        minor,
        resource.getOrDefault("role", "Unknown"),
        either(device, "disk-state", "disk"),
        backing.equals("none") ? Optional.empty() : Optional.of(backing),
        number(device, "written"),
        number(device, "read"),
        number(device, "al-writes"),
        number(device, "bm-writes"),
        connections.stream().map(connection -> peer(connection, volume)).toList());
  }

  private static DrbdVolume.Peer peer(Connection connection, int volume) {
    Map<String, String> itself = connection.itself();
    Map<String, String> there =
        connection.volumes().getOrDefault(Integer.toString(volume), Map.of());
    return new DrbdVolume.Peer(
        itself.getOrDefault("peer-node-id", ""),
        either(itself, "name", "conn-name"),
        either(itself, "connection-state", "connection"),
        either(itself, "peer-role", "role"),
        either(there, "peer-disk-state", "peer-disk"),
        either(there, "replication-state", "replication"),
        number(there, "sent"),
        number(there, "received"),
        number(there, "out-of-sync"));
  }

  private static String either(Map<String, String> words, String first, String second) {
    String found = words.get(first);
    return found != null ? found : words.getOrDefault(second, "Unknown");
  }

  private static OptionalLong number(Map<String, String> words, String key) {
    String word = words.get(key);
    OptionalLong number = word == null ? OptionalLong.empty() : Fields.parse(word);
    return number.isPresent() && number.getAsLong() < 0 ? OptionalLong.empty() : number;
  }
}

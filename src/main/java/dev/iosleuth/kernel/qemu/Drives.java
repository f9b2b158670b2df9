package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.qemu.Chains.Chain;
import dev.iosleuth.kernel.qemu.Drive.Medium;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins what lies behind a disk ({@code -drive}, {@code -blockdev}, {@code -hda}) with the device
 * that shows it to the guest ({@code -device …,drive=ID}).
 */
final class Drives {
  private static final List<String> FIRMWARE = List.of("pflash0", "pflash1");

  /** Drives that are there without a medium, too. */
  private static final Set<String> EMPTY = Set.of("ide-cd", "scsi-cd", "floppy");

  private final GivenOptions options;
  private final Chains chains;
  private final Map<String, Options> groups = new HashMap<>();
  private final List<Drive> drives = new ArrayList<>();

  /** Names of nodes and drives that a device shows. */
  private final Set<String> used = new HashSet<>();

  Drives(GivenOptions options) {
    this.options = options;
    this.chains = new Chains(nodes(options));
    for (Options object : options.all("object", "qom-type")) {
      if (object.get("qom-type").equals("throttle-group")) {
        groups.put(object.get("id"), object);
      }
    }
    var legacy = new LegacyDrives(options);
    var byId = new LinkedHashMap<String, LegacyDrives.Legacy>();
    legacy.all().forEach(drive -> byId.put(drive.id(), drive));
    for (Options device : options.all("device", "driver")) {
      addDevice(device, byId);
    }
    addFirmware();
    byId.forEach((id, drive) -> {
      if (!used.contains(id)) {
        drives.add(drive(drive, Options.none()));
      }
    });
  }

  List<Drive> all() {
    return drives;
  }

  /** Those of {@code -blockdev}, by their names. */
  static Map<String, Options> nodes(GivenOptions options) {
    var nodes = new LinkedHashMap<String, Options>();
    for (Options node : options.all("blockdev", "driver")) {
      addNodes(node, nodes);
    }
    return nodes;
  }

  /** A node that another one holds has a name of its own too. */
  private static void addNodes(Options node, Map<String, Options> nodes) {
    String suffix = ".node-name";
    node.values()
        .forEach((key, name) -> {
          if (key.equals("node-name")) {
            nodes.put(name, node);
          } else if (key.endsWith(suffix)) {
            nodes.put(name, node.below(key.substring(0, key.length() - suffix.length())));
          }
        });
  }

  private void addDevice(Options device, Map<String, LegacyDrives.Legacy> byId) {
    String driver = device.get("driver");
    if (driver.startsWith("vhost-user-blk") || driver.startsWith("vhost-user-scsi")) {
      var place = new Place.VhostUser(new Sockets(options).path(device.get("chardev")));
      drives.add(drive(new Chain(List.of(new Image("", "raw", place)), List.of()), "", "", device));
      return;
    }
    for (String property : List.of("drive", "driveA", "driveB")) {
      Optional<String> name = device.find(property);
      if (name.isPresent()) {
        used.add(name.get());
        drives.add(shown(name.get(), device, byId));
      }
    }
    boolean none = device.first("drive", "driveA", "driveB").isEmpty();
    if (none && EMPTY.contains(driver)) {
      drives.add(drive(new Chain(List.of(), List.of()), "", "", device));
    }
  }

  private Drive shown(String name, Options device, Map<String, LegacyDrives.Legacy> byId) {
    LegacyDrives.Legacy legacy = byId.get(name);
    if (legacy != null) {
      return drive(legacy, device);
    }
    Optional<Options> node = chains.node(name);
    Chain chain = node.isPresent() ? chains.follow(node.get()) : new Chain(List.of(), List.of());
    return drive(chain, "", name, device);
  }

  /** {@code -machine pflash0=NODE} */
  private void addFirmware() {
    for (Options machine : options.all("machine", "type")) {
      for (String slot : FIRMWARE) {
        machine
            .find(slot)
            .filter(used::add)
            .flatMap(chains::node)
            .ifPresent(node ->
                drives.add(
                    drive(
                        chains.follow(node),
                        "",
                        node.get("node-name"),
                        new Options(Map.of("driver", slot)))));
      }
    }
  }

  private Drive drive(LegacyDrives.Legacy legacy, Options device) {
    Chain chain =
        legacy.empty()
            ? new Chain(List.of(), List.of(legacy.node()))
            : chains.follow(legacy.node());
    Options model = device.isEmpty() ? new Options(Map.of("driver", legacy.bus())) : device;
    Drive drive = drive(chain, legacy.id(), legacy.node().get("node-name"), model);
    return new Drive(
        drive.id(),
        drive.node(),
        drive.qdev(),
        drive.model(),
        drive.serial().isEmpty() ? legacy.node().get("serial") : drive.serial(),
        drive.medium() == Medium.DISK ? legacy.medium() : drive.medium(),
        drive.chain(),
        drive.request(),
        drive.throttle());
  }

  private Drive drive(Chain chain, String id, String node, Options device) {
    return new Drive(
        id,
        node,
        device.get("id"),
        device.get("driver"),
        device.get("serial"),
        medium(device.get("driver")),
        chain.images(),
        request(chain, device),
        throttle(chain));
  }

  private static Medium medium(String model) {
    if (model.endsWith("-cd")) {
      return Medium.CDROM;
    }
    if (model.equals("floppy") || model.equals("isa-fdc")) {
      return Medium.FLOPPY;
    }
    return model.startsWith("pflash") ? Medium.FIRMWARE : Medium.DISK;
  }

  private Drive.Request request(Chain chain, Options device) {
    return new Drive.Request(
        CacheMode.of(chain, device),
        chain.lowest("aio"),
        chain.lowest("discard"),
        chain.lowest("detect-zeroes"),
        new Options(Map.of("read-only", chain.lowest("read-only"))).flag("read-only").orElse(false),
        options.has("snapshot") || chain.lowest("snapshot").equals("on"),
        device.first("iothread", "iothread-vq-mapping.0.iothread"));
  }

  private Map<String, String> throttle(Chain chain) {
    var limits = new LinkedHashMap<String, String>();
    for (Options node : chain.passed()) {
      limits.putAll(Throttles.ofDrive(node));
      Options group = groups.get(node.first("throttle-group", "throttling.group"));
      if (group != null) {
        limits.putAll(Throttles.ofGroup(group));
      }
    }
    return limits;
  }
}

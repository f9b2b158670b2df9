package dev.iosleuth.kernel.qemu;

import dev.iosleuth.kernel.qemu.Monitor.Protocol;
import dev.iosleuth.kernel.qemu.Monitor.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Character devices of a guest that lead to monitors and to other processes. */
final class Sockets {
  private final GivenOptions options;
  private final Map<String, Options> chardevs = new HashMap<>();

  Sockets(GivenOptions options) {
    this.options = options;
    for (Options chardev : options.all("chardev", "backend")) {
      chardevs.put(chardev.get("id"), chardev);
    }
  }

  List<Monitor> monitors() {
    var monitors = new ArrayList<Monitor>();
    for (GivenOptions.Named given :
        options.several(Set.of("monitor", "qmp", "qmp-pretty", "mon"))) {
      if (given.option().equals("mon")) {
        Options mon = options.parse("mon", given.value(), "chardev");
        Protocol protocol = mon.get("mode").equals("control") ? Protocol.QMP : Protocol.HMP;
        monitors.add(of(protocol, chardevs.getOrDefault(mon.get("chardev"), Options.none())));
      } else if (!given.value().equals("none")) {
        Protocol protocol = given.option().equals("monitor") ? Protocol.HMP : Protocol.QMP;
        monitors.add(of(protocol, legacy(given.value())));
      }
    }
    return monitors;
  }

  /** {@code unix:PATH,server,nowait}, {@code tcp:HOST:PORT,…}, {@code chardev:ID}. */
  private Options legacy(String value) {
    int colon = value.indexOf(':');
    String kind = colon < 0 ? value : value.substring(0, colon);
    String rest = colon < 0 ? "" : value.substring(colon + 1);
    return switch (kind) {
      case "chardev" -> chardevs.getOrDefault(rest, Options.none());
      case "unix" -> Options.ofPairs("backend=socket,path=" + rest, "");
      case "tcp", "telnet" -> Options.ofPairs("backend=socket,address=" + rest, "");
      default -> Options.none();
    };
  }

  private static Monitor of(Protocol protocol, Options chardev) {
    boolean listens = chardev.flag("server").orElse(false);
    String path = chardev.get("path");
    if (!chardev.get("backend").equals("socket") || !listens) {
      return new Monitor(protocol, Transport.UNREACHABLE, path);
    }
    if (!path.isEmpty()) {
      boolean hidden = chardev.flag("abstract").orElse(false);
      return new Monitor(protocol, hidden ? Transport.ABSTRACT : Transport.UNIX, path);
    }
    if (chardev.find("fd").isPresent()) {
      return new Monitor(protocol, Transport.UNREACHABLE, "fd " + chardev.get("fd"));
    }
    String address = chardev.get("address");
    String host = chardev.get("host") + ":" + chardev.get("port");
    return new Monitor(protocol, Transport.TCP, address.isEmpty() ? host : address);
  }

  /** Unix sockets on which others serve this guest: qemu is their client. */
  List<String> served(List<Drive> drives) {
    var paths = new LinkedHashSet<String>();
    for (Options device : options.all("device", "driver")) {
      if (device.get("driver").startsWith("vhost-user-")) {
        paths.add(path(device.get("chardev")));
      }
    }
    for (Options net : options.all("netdev", "type")) {
      if (net.get("type").equals("vhost-user")) {
        paths.add(path(net.get("chardev")));
      }
    }
    for (Options tpm : options.all("tpmdev", "type")) {
      paths.add(path(tpm.get("chardev")));
    }
    drives.stream()
        .flatMap(drive -> drive.chain().stream())
        .forEach(image -> paths.add(path(image.place())));
    paths.remove("");
    return List.copyOf(paths);
  }

  String path(String chardev) {
    return chardevs.getOrDefault(chardev, Options.none()).get("path");
  }

  private static String path(Place place) {
    return switch (place) {
      case Place.VhostUser(String socket) -> socket;
      case Place.Remote(String kind, String address)
          when kind.equals("nbd") && address.startsWith("unix:") ->
          address.substring("unix:".length());
      case Place.Remote _, Place.File _, Place.Device _, Place.Descriptors _, Place.Other _ -> "";
    };
  }
}

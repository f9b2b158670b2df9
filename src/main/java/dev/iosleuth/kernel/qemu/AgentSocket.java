package dev.iosleuth.kernel.qemu;

import java.util.List;
import java.util.Optional;

/**
 * The unix socket behind the serial port on which an agent within the guest is expected,
 * docs/interop of qemu-ga.
 *
 * <pre>
 * -chardev socket,path=/run/web1.qga,server=on,wait=off,id=qga0
 * -device virtserialport,chardev=qga0,name=org.qemu.guest_agent.0
 * </pre>
 */
public final class AgentSocket {
  private static final String PORT = "org.qemu.guest_agent.0";

  private AgentSocket() {}

  /** Empty where there is none, or where it is not qemu that listens there. */
  public static Optional<String> find(List<String> arguments) {
    var options = new GivenOptions(arguments);
    Optional<String> chardev =
        options.all("device", "driver").stream()
            .filter(device -> device.get("name").equals(PORT))
            .findFirst()
            .map(device -> device.get("chardev"));
    return options.all("chardev", "backend").stream()
        .filter(one -> chardev.filter(one.get("id")::equals).isPresent())
        .filter(one -> one.get("backend").equals("socket") && one.flag("server").orElse(false))
        .flatMap(one -> one.find("path").stream())
        .findFirst();
  }
}

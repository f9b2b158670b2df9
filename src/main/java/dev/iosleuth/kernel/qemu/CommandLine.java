package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line of a qemu process: what it was asked to be. Options take one or two hyphens;
 * values are {@code key=value,…} with doubled commas or JSON. qemu(1).
 *
 * <pre>
 * qemu-system-x86_64 -name guest=web1,debug-threads=on -drive file=/dev/xenvg/web1,if=virtio
 *   -blockdev {"driver":"host_device","filename":"/dev/drbd0","node-name":"d0"}
 *   -device virtio-blk-pci,drive=d0,id=virtio-disk0 -qmp unix:/run/web1.qmp,server,nowait
 * </pre>
 *
 * Everything in it is others' control. A disk that was added, changed or taken away later is not
 * there: that only the monitor knows.
 *
 * @param id Proxmox's {@code -id}, a number of the guest
 * @param uuid {@code -uuid}, else the one in {@code -smbios type=1}, as written
 * @param sockets unix sockets on which other processes serve this one: vhost-user, TPM, NBD
 * @param shares directories that the guest may reach by 9p
 * @param fromFiles files with more options ({@code -readconfig}), which are not read
 * @param damaged options that were not understood
 */
public record CommandLine(
    Optional<String> name,
    Optional<String> id,
    Optional<String> uuid,
    List<Drive> drives,
    List<Monitor> monitors,
    List<String> sockets,
    List<String> shares,
    List<String> fromFiles,
    List<Reading.Malformed<?>> damaged) {
  public CommandLine {
    drives = List.copyOf(drives);
    monitors = List.copyOf(monitors);
    sockets = List.copyOf(sockets);
    shares = List.copyOf(shares);
    fromFiles = List.copyOf(fromFiles);
    damaged = List.copyOf(damaged);
  }

  /** Known whatever the arguments are: what is not understood is left out or listed as damaged. */
  public static CommandLine parse(List<String> arguments) {
    var options = new GivenOptions(arguments);
    var drives = new Drives(options);
    var sockets = new Sockets(options);
    return new CommandLine(
        options.last("name", "guest").map(named -> named.get("guest")).filter(n -> !n.isEmpty()),
        options.text("id"),
        uuid(options),
        drives.all(),
        sockets.monitors(),
        sockets.served(drives.all()),
        shares(options),
        options.texts("readconfig"),
        options.damaged());
  }

  /** Whether the program is one of qemu's machine emulators, by the names it goes by. */
  public static boolean isEmulator(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    return name.startsWith("qemu-system-") || name.equals("qemu-kvm") || name.equals("kvm");
  }

  private static Optional<String> uuid(GivenOptions options) {
    Optional<String> own = options.text("uuid");
    return own.isPresent()
        ? own
        : options.all("smbios", "").stream()
            .filter(table -> table.get("type").equals("1"))
            .flatMap(table -> table.find("uuid").stream())
            .findFirst();
  }

  private static List<String> shares(GivenOptions options) {
    return Stream.of("fsdev", "virtfs")
        .flatMap(option -> options.all(option, "fsdriver").stream())
        .flatMap(share -> share.find("path").stream())
        .toList();
  }
}

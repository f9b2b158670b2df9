package dev.iosleuth.model;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who uses what: guests, services and bare processes, each with the files that it has open. */
final class Uses {
  private final Machine machine;

  Uses(Machine machine) {
    this.machine = machine;
  }

  /** A qemu that has a device open. */
  Program guest(String name, SimDevice disk, String path, String cgroup) {
    Program program = guest(name, path, cgroup);
    program.open(block(disk));
    return program;
  }

  /** A qemu that has not opened its disk yet. */
  Program guest(String name, String path, String cgroup) {
    List<String> command =
        List.of(
            "qemu-system-x86_64",
            "-name",
            "guest=" + name + ",debug-threads=on",
            "-drive",
            "file=" + path + ",format=raw,if=none,id=drive0,cache=none,aio=native");
    return machine.program("qemu-system-x86", cgroup, Cause.guest(name), command).asynchronous();
  }

  /** A process in a control group of its own. */
  Program service(String comm, String cgroup) {
    String last = cgroup.substring(cgroup.lastIndexOf('/') + 1);
    var cause = new Cause(Account.Kind.CGROUP, Set.of(cgroup, last, comm), true);
    return machine.program(comm, cgroup, cause, List.of("/usr/bin/" + comm));
  }

  /** A process in the root group. */
  Program process(String comm) {
    var cause = new Cause(Account.Kind.PROCESS, Set.of(comm), true);
    return machine.program(comm, "", cause, List.of("/usr/bin/" + comm));
  }

  static OpenFile block(SimDevice device) {
    return new OpenFile(
        "/dev/" + device.name(),
        OpenFile.Kind.BLOCK,
        Optional.of(device.line().dev()),
        true,
        true,
        -1);
  }

  static OpenFile file(FileSystem fileSystem, FileSystem.File file, boolean direct) {
    DevNo dev = fileSystem.mounted().dev();
    return new OpenFile(
        file.path(),
        OpenFile.Kind.FILE,
        Optional.of(dev),
        true,
        direct,
        fileSystem.mounted().mountId());
  }

  static OpenFile mapped(FileSystem fileSystem, FileSystem.File file) {
    DevNo dev = fileSystem.mounted().dev();
    return new OpenFile(file.path(), OpenFile.Kind.MAPPED, Optional.of(dev), true, false, -1);
  }

  /** Its program, or a library. */
  static OpenFile program(FileSystem fileSystem, FileSystem.File file) {
    DevNo dev = fileSystem.mounted().dev();
    return new OpenFile(file.path(), OpenFile.Kind.MAPPED, Optional.of(dev), false, false, -1);
  }

  static OpenFile readOnly(FileSystem fileSystem, FileSystem.File file) {
    DevNo dev = fileSystem.mounted().dev();
    return new OpenFile(
        file.path(),
        OpenFile.Kind.FILE,
        Optional.of(dev),
        false,
        false,
        fileSystem.mounted().mountId());
  }
}

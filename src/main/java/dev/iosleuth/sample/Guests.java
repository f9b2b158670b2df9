package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.reading.Reading;
import java.util.List;

/** Processes that are virtual machines. */
final class Guests {
  private Guests() {}

  /** By the program's name: qemu-system-x86_64, qemu-kvm, kvm. */
  static boolean is(PidStat stat, Reading<List<String>> command) {
    String program = command.orElse(List.of()).stream().findFirst().orElse(stat.comm());
    String name = program.substring(program.lastIndexOf('/') + 1);
    return name.startsWith("qemu-system-") || name.equals("qemu-kvm") || name.equals("kvm");
  }
}

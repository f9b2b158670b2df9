package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.reading.Reading;
import java.util.List;

/** Processes that are virtual machines. */
public final class Guests {
  private Guests() {}

  public static boolean is(ProcessSample process) {
    return !process.stat().kernelThread() && is(process.stat(), process.command());
  }

  /** Whether it is to be known what it has open, whatever it does: guests, and who serves them. */
  static boolean isWatched(PidStat stat, Reading<List<String>> command) {
    return !stat.kernelThread() && (is(stat, command) || BlockServers.is(stat));
  }

  /** By the program's name: qemu-system-x86_64, qemu-kvm, kvm. */
  public static boolean is(PidStat stat, Reading<List<String>> command) {
    List<String> arguments = command.orElse(List.of());
    return CommandLine.isEmulator(arguments.isEmpty() ? stat.comm() : arguments.getFirst());
  }
}

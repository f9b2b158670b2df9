package dev.iosleuth.stack;

import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.Comparator;
import java.util.List;

/** Which processes a name stands for: the kernel's, of 15 bytes, or the program's own. */
final class ProcessNames {
  private ProcessNames() {}

  /** By number. */
  static List<ProcessSample> of(Sample sample, String name) {
    return sample.processes().values().stream()
        .filter(process -> process.stat().comm().equals(name) || program(process).equals(name))
        .sorted(Comparator.comparingInt(process -> process.stat().pid()))
        .toList();
  }

  /** The last part of its first argument: {@code postgres} of {@code /usr/bin/postgres}. */
  private static String program(ProcessSample process) {
    String first = process.command().orElse(List.of()).stream().findFirst().orElse("");
    return first.substring(first.lastIndexOf('/') + 1);
  }
}

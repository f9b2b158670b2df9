package dev.iosleuth.sample;

import java.util.List;

/**
 * Processes that start a guest and wait until it is up: with -daemonize qemu forks twice, and for a
 * moment two processes have the same command line and the same monitors (qemu, os-posix.c,
 * os_daemonize). Two guests that were started alike have the same parent; who waits has its own.
 */
final class Launchers {
  /** In ticks of 1/100 s. A guest is up long before. */
  private static final long LONGEST = 6000;

  private Launchers() {}

  /** Those that are guests. */
  static List<ProcessSample> without(List<ProcessSample> emulators) {
    return emulators.stream()
        .filter(one -> emulators.stream().noneMatch(other -> isLauncherOf(one, other)))
        .toList();
  }

  /** Where both began in one tick: the guest's parent is init, or another that takes in orphans. */
  private static boolean isLauncherOf(ProcessSample one, ProcessSample other) {
    List<String> words = one.command().orElse(List.of());
    long later = other.stat().startTicks() - one.stat().startTicks();
    return later >= 0
        && later < LONGEST
        && one.stat().pid() != other.stat().pid()
        && one.stat().parent() != other.stat().parent()
        && !(later == 0 && one.stat().parent() < other.stat().parent())
        && words.contains("-daemonize")
        && words.equals(other.command().orElse(List.of()));
  }
}

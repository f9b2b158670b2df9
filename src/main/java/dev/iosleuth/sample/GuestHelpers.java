package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidCgroup;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Processes that work for one guest alone. They are known by what they are called and by whom they
 * serve: the socket that they share with the guest, or the scope in which its manager put both.
 * (io_uring's workers are threads of the guest's own process, and so are vhost's since kernel 6.4.)
 */
final class GuestHelpers {
  /** By the kernel's name of the process: at most 15 bytes. */
  private static final Map<String, String> KINDS =
      Map.of(
          "virtiofsd", "virtiofsd",
          "qemu-storage-da", "qemu-storage-daemon",
          "swtpm", "swtpm",
          "qemu-nbd", "qemu-nbd",
          "nbd-server", "nbd-server",
          "nbdkit", "nbdkit",
          "vhost-user-blk", "vhost-user-blk",
          "vhost-user-gpu", "vhost-user-gpu",
          "vhost-device-vs", "vhost-device-vsock",
          "passt", "passt");

  /** {@code path=/run/x.sock,server=on}, {@code addr.path=…}, {@code --socket-path=…} */
  private static final Pattern PARTS = Pattern.compile("[,=]");

  private static final String VHOST = "vhost-";

  private GuestHelpers() {}

  /** A guest that may have helpers. */
  record Master(ProcessSample process, CommandLine command) {}

  /**
   * @param clients the guests of those that serve images, by the servers
   */
  static Map<ProcessId, List<GuestHelper>> of(
      List<Master> guests,
      Collection<ProcessSample> processes,
      Map<ProcessId, Set<ProcessId>> clients) {
    List<ProcessSample> candidates =
        processes.stream()
            .filter(GuestHelpers::isCandidate)
            .sorted(Comparator.comparingInt(process -> process.stat().pid()))
            .toList();
    var helpers = new HashMap<ProcessId, List<GuestHelper>>();
    for (ProcessSample candidate : candidates) {
      master(candidate, guests, clients.getOrDefault(candidate.id(), Set.of()))
          .ifPresent(guest ->
              helpers
                  .computeIfAbsent(guest.process().id(), _ -> new ArrayList<>())
                  .add(new GuestHelper(candidate.id(), kind(candidate))));
    }
    return helpers;
  }

  private static boolean isCandidate(ProcessSample process) {
    String comm = process.stat().comm();
    return process.stat().kernelThread() ? comm.startsWith(VHOST) : KINDS.containsKey(comm);
  }

  private static String kind(ProcessSample helper) {
    return helper.stat().kernelThread() ? "vhost" : KINDS.getOrDefault(helper.stat().comm(), "");
  }

  private static Optional<Master> master(
      ProcessSample helper, List<Master> guests, Set<ProcessId> clients) {
    if (!clients.isEmpty()) {
      // who serves several works for none of them alone
      return guests.stream()
          .filter(guest -> clients.equals(Set.of(guest.process().id())))
          .findFirst();
    }
    if (helper.stat().kernelThread()) {
      // drivers/vhost/vhost.c, vhost_dev_set_owner: the number of the process that it serves
      return guests.stream()
          .filter(guest -> helper.stat().comm().equals(VHOST + guest.process().stat().pid()))
          .findFirst();
    }
    Set<String> words = words(helper.command().orElse(List.of()));
    List<Master> served =
        guests.stream()
            .filter(guest -> guest.command().sockets().stream().anyMatch(words::contains))
            .toList();
    if (!served.isEmpty()) {
      return served.size() == 1 ? Optional.of(served.getFirst()) : Optional.empty();
    }
    Optional<String> scope = scope(helper);
    List<Master> neighbours =
        scope.isEmpty()
            ? List.of()
            : guests.stream().filter(guest -> scope(guest.process()).equals(scope)).toList();
    return neighbours.size() == 1 ? Optional.of(neighbours.getFirst()) : Optional.empty();
  }

  private static Set<String> words(List<String> arguments) {
    var words = new HashSet<String>();
    for (String argument : arguments) {
      words.add(argument);
      words.addAll(List.of(PARTS.split(argument, -1)));
    }
    return words;
  }

  /** {@code /machine.slice/machine-qemu\x2d1\x2dweb1.scope} of all that run below it. */
  private static Optional<String> scope(ProcessSample process) {
    Map<String, String> paths =
        process.cgroup() instanceof Reading.Known<PidCgroup>(PidCgroup cgroup)
            ? cgroup.paths()
            : Map.of();
    for (String path : paths.values()) {
      int end = path.indexOf(".scope");
      if (end >= 0 && (path.startsWith("/machine.slice/") || path.startsWith("/qemu.slice/"))) {
        return Optional.of(path.substring(0, end));
      }
    }
    return Optional.empty();
  }
}

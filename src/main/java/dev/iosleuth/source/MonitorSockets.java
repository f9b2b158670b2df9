package dev.iosleuth.source;

import dev.iosleuth.kernel.proc.NetUnix;
import dev.iosleuth.kernel.proc.PidCmdline;
import dev.iosleuth.kernel.qemu.AgentSocket;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.Monitor;
import dev.iosleuth.kernel.qemu.Monitor.Protocol;
import dev.iosleuth.kernel.qemu.Monitor.Transport;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.source.monitor.Silence;
import dev.iosleuth.source.monitor.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the socket of a process on which a question may be put now.
 *
 * <p>Command lines are others' control: whoever is found there is connected to, but told nothing
 * before it greets like a monitor. An agent does not greet; its socket must be the process's own.
 */
final class MonitorSockets {
  private final Tree tree;
  private final List<NetUnix> sockets;
  private final Set<String> held;

  /** For one round of questions: who is connected where is looked up once. */
  MonitorSockets(Tree tree) {
    this.tree = tree;
    this.sockets = tree.read("proc/net/unix").map(NetUnix::parse).map(Rows::rows).orElse(List.of());
    this.held =
        sockets.stream()
            .filter(NetUnix::connected)
            .map(NetUnix::path)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The path of the socket, from the root of the tree, without a leading slash. */
  Reading<String> find(String pid, Topic topic) {
    return tree.read("proc/" + pid + "/cmdline")
        .then(PidCmdline::parse)
        .map(PidCmdline::arguments)
        .then(arguments ->
            topic != Topic.AGENT && isLibvirts(arguments)
                ? Reading.absent("its monitor is libvirt's own")
                : find(arguments, pid, topic))
        .map(socket -> place(socket, pid));
  }

  /** Its monitor would take us for libvirt when libvirt is restarted. */
  private static boolean isLibvirts(List<String> arguments) {
    return arguments.stream()
        .anyMatch(argument -> argument.contains("charmonitor") || argument.contains("/libvirt/"));
  }

  private Reading<String> find(List<String> arguments, String pid, Topic topic) {
    return switch (topic) {
      case QMP_COUNTERS, QMP_DISKS -> monitor(arguments, Protocol.QMP);
      case HMP_COUNTERS, HMP_DISKS -> monitor(arguments, Protocol.HMP);
      case AGENT ->
          AgentSocket.find(arguments)
              .map(socket ->
                  isOwn(socket, pid)
                      ? free(List.of(socket), Silence.held("agent"))
                      : Reading.<String>absent("the socket of its agent is another process's"))
              .orElse(Reading.absent("no such socket: it has no port for an agent"));
    };
  }

  private Reading<String> monitor(List<String> arguments, Protocol protocol) {
    List<String> monitors =
        CommandLine.parse(arguments).monitors().stream()
            .filter(monitor -> monitor.protocol() == protocol)
            .filter(monitor -> monitor.transport() == Transport.UNIX)
            .map(Monitor::address)
            .toList();
    return monitors.isEmpty()
        ? Reading.absent("no such socket: it has no monitor of this kind on a unix socket")
        : free(monitors, Silence.held("monitor"));
  }

  private Reading<String> free(List<String> monitors, String why) {
    Optional<String> free = monitors.stream().filter(path -> !held.contains(path)).findFirst();
    return free.map(Reading::known).orElse(Reading.absent(why));
  }

  private boolean isOwn(String path, String pid) {
    Set<String> listening =
        sockets.stream()
            .filter(socket -> socket.listens() && socket.path().equals(path))
            .map(socket -> "socket:[" + socket.inode() + "]")
            .collect(Collectors.toUnmodifiableSet());
    String folder = "proc/" + pid + "/fd";
    return tree.list(folder).orElse(List.of()).stream()
        .anyMatch(fd -> listening.contains(tree.link(folder + "/" + fd).orElse("")));
  }

  /** As that process sees it: relative to where it is, and within its own mounts. */
  private String place(String socket, String pid) {
    if (!socket.startsWith("/")) {
      return "proc/" + pid + "/cwd/" + socket;
    }
    Reading<String> its = tree.link("proc/" + pid + "/ns/mnt");
    boolean elsewhere =
        its instanceof Reading.Known<String> && !its.equals(tree.link("proc/self/ns/mnt"));
    return elsewhere ? "proc/" + pid + "/root" + socket : socket.substring(1);
  }
}

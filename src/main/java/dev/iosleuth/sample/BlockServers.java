package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.qemu.BlockServer;
import dev.iosleuth.kernel.qemu.Image;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.kernel.tool.IpAddresses;
import dev.iosleuth.source.Tools;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Processes of this host that serve images to guests by NBD or vhost-user, by what they say. */
final class BlockServers {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "0.0.0.0");

  private record Running(ProcessSample process, BlockServer server) {}

  private final Tree tree;
  private final Topology topology;
  private final List<Running> running;
  private final Set<String> own = new HashSet<>(LOOPBACK);
  private boolean addressed;

  private BlockServers(Tree tree, Topology topology, List<Running> running) {
    this.tree = tree;
    this.topology = topology;
    this.running = running;
    if (!running.isEmpty()) {
      tree.read("proc/sys/kernel/hostname")
          .optional()
          .ifPresent(name -> own.add(name.string().strip()));
    }
  }

  static BlockServers none(Tree tree, Topology topology) {
    return new BlockServers(tree, topology, List.of());
  }

  static BlockServers among(Tree tree, Topology topology, Collection<ProcessSample> processes) {
    var running = new ArrayList<Running>();
    for (ProcessSample process : processes) {
      if (is(process.stat())) {
        List<String> arguments = process.command().orElse(List.of());
        running.add(new Running(process, BlockServer.parse(process.stat().comm(), arguments)));
      }
    }
    running.sort(Comparator.comparingInt(one -> one.process().stat().pid()));
    return new BlockServers(tree, topology, running);
  }

  static boolean is(PidStat stat) {
    return !stat.kernelThread() && BlockServer.is(stat.comm());
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /** Those that serve what lies there: several where one took the connection over from another. */
  private Stream<Running> serving(Place place) {
    if (!running.isEmpty() && !addressed && at(place, own).findAny().isEmpty()) {
      addressed = place instanceof Place.Remote(String kind, String _) && kind.equals("nbd");
      if (addressed) {
        tree.read(Tools.ADDRESSES.path())
            .optional()
            .ifPresent(text -> own.addAll(IpAddresses.parse(text)));
      }
    }
    return at(place, own);
  }

  private Stream<Running> at(Place place, Set<String> here) {
    return running.stream().filter(one -> one.server().serves(place, here));
  }

  List<ProcessId> at(Place place) {
    return serving(place).map(one -> one.process().id()).toList();
  }

  /** The one that has an image open, else the first. */
  Optional<GuestImage.Server> of(Place place) {
    List<GuestImage.Server> found = serving(place).map(one -> server(one, place)).toList();
    return found.stream()
        .filter(server -> server.file().isPresent())
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  private GuestImage.Server server(Running one, Place place) {
    return new GuestImage.Server(one.process().id(), one.server().program(), file(one, place));
  }

  /** By its command line, else what alone it has open for writing, or at all. */
  private Optional<OpenFile> file(Running one, Place place) {
    List<OpenFile> files =
        one.process().files().orElse(List.of()).stream()
            .filter(f -> f.kind() == OpenFile.Kind.BLOCK || f.kind() == OpenFile.Kind.FILE)
            // a pid file is open for writing only
            .filter(f -> f.readable() && !f.standard() && OpenFile.mayBeImage(f.path()))
            .toList();
    List<Image> told = one.server().images(place, own);
    if (!told.isEmpty()) {
      return new GuestDisks(tree, topology, one.process(), none(tree, topology))
          .image(told.getFirst())
          .open();
    }
    List<String> words = one.process().command().orElse(List.of());
    return only(files.stream().filter(f -> words.stream().anyMatch(w -> w.endsWith(name(f)))))
        .or(() -> only(files.stream().filter(OpenFile::writable)))
        .or(() -> only(files.stream()));
  }

  private static String name(OpenFile file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }

  private static Optional<OpenFile> only(Stream<OpenFile> files) {
    // one image may be open twice
    List<OpenFile> all = files.toList();
    boolean one = all.stream().map(OpenFile::path).distinct().count() == 1;
    return one ? all.stream().max(Comparator.comparing(OpenFile::writable)) : Optional.empty();
  }
}

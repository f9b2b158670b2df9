package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidFdinfo;
import dev.iosleuth.kernel.proc.PidMaps;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.OpenFile.Kind;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a process has open and mapped, from /proc/PID/{fd,fdinfo,maps}. */
final class OpenFileReader {
  /** More descriptors of one process are sockets of a server, and not worth their time. */
  private static final int MOST = 10_000;

  private static final Set<String> STANDARD = Set.of("0", "1", "2");

  private static final String TUN = "/dev/net/tun";

  private final Tree tree;
  private final BlockNames blocks;
  private final MountTable mounts;

  OpenFileReader(Tree tree, BlockNames blocks, MountTable mounts) {
    this.tree = tree;
    this.blocks = blocks;
    this.mounts = mounts;
  }

  Reading<List<OpenFile>> read(int pid) {
    return tree.list("proc/" + pid + "/fd").map(names -> files(pid, names));
  }

  private List<OpenFile> files(int pid, List<String> names) {
    var files = new ArrayList<OpenFile>();
    names.stream()
        .limit(MOST)
        .sorted()
        .forEach(name -> descriptor(pid, name).ifPresent(files::add));
    files.addAll(mapped(pid));
    return List.copyOf(files);
  }

  /** Empty if it was closed meanwhile. */
  private Optional<OpenFile> descriptor(int pid, String name) {
    return tree.link("proc/" + pid + "/fd/" + name)
        .optional()
        .map(target -> target.startsWith("/") ? named(pid, name, target) : nameless(target));
  }

  private static OpenFile nameless(String target) {
    Kind kind =
        target.startsWith("socket:")
            ? Kind.SOCKET
            : target.startsWith("pipe:") ? Kind.PIPE : Kind.ANONYMOUS;
    return new OpenFile(target, kind, Optional.empty(), false, false, -1);
  }

  private OpenFile named(int pid, String name, String target) {
    Optional<DevNo> block = blocks.find(tree, target);
    Kind kind = block.isPresent() ? Kind.BLOCK : unlessBlock(target);
    Optional<PidFdinfo> info =
        kind == Kind.BLOCK || kind == Kind.FILE || target.equals(TUN)
            ? tree.read("proc/" + pid + "/fdinfo/" + name).then(PidFdinfo::parse).optional()
            : Optional.empty();
    int mountId = info.map(i -> i.mountId().orElse(-1)).orElse(-1);
    Optional<DevNo> dev = kind == Kind.FILE ? fileSystem(pid, target, info) : block;
    boolean readable = info.map(PidFdinfo::readable).orElse(true);
    boolean writable = info.map(PidFdinfo::writable).orElse(false);
    boolean direct = info.map(PidFdinfo::direct).orElse(false);
    return new OpenFile(
        target,
        kind,
        dev,
        readable,
        writable,
        direct,
        mountId,
        STANDARD.contains(name),
        info.flatMap(PidFdinfo::networkInterface));
  }

  /** Of what was closed between its name and how it was opened its name alone is known. */
  private Optional<DevNo> fileSystem(int pid, String path, Optional<PidFdinfo> info) {
    if (info.isEmpty()) {
      return MountTable.find(tree, pid, path);
    }
    OptionalInt mountId = info.get().mountId();
    return mountId.isPresent() ? mounts.find(tree, pid, mountId.getAsInt()) : Optional.empty();
  }

  private static Kind unlessBlock(String target) {
    if (target.startsWith("/memfd:")) {
      return Kind.ANONYMOUS;
    }
    boolean node =
        target.startsWith("/dev/")
            && !target.startsWith("/dev/shm/")
            && !target.startsWith("/dev/hugepages/");
    return node ? Kind.CHARACTER : Kind.FILE;
  }

  /**
   * Each file that is mapped shared and writable, once, and the first of every file system that is
   * mapped at all. The very first is the program itself, which says where a process is at home that
   * has nothing else open.
   */
  private List<OpenFile> mapped(int pid) {
    var files = new ArrayList<OpenFile>();
    var seen = new HashSet<String>();
    var devices = new HashSet<DevNo>();
    Optional<PidMaps> maps = tree.read("proc/" + pid + "/maps").then(PidMaps::parse).optional();
    for (PidMaps.Mapping mapping : maps.map(PidMaps::mappings).orElse(List.of())) {
      boolean first = mapping.inode() != 0 && devices.add(mapping.dev());
      boolean writable = mapping.writesToFile();
      if ((first || writable) && seen.add(mapping.path())) {
        files.add(
            new OpenFile(
                mapping.path(), Kind.MAPPED, Optional.of(mapping.dev()), writable, false, -1));
      }
    }
    return files;
  }
}

package dev.iosleuth.sample;

import dev.iosleuth.kernel.proc.PidFdinfo;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.kernel.tool.FileExtents;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Extents;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The files that busy programs are reading: some of each, and not too many in all, since the file
 * system is asked about every one. Each is asked about once.
 */
public final class ReadFiles {
  private static final int MOST = 64;
  private static final int MOST_OF_ONE = 8;

  /** More of one process are sockets of a server. */
  private static final int MOST_DESCRIPTORS = 1000;

  /** A descriptor of a file that was read at least in part. */
  public record Descriptor(int number, String path, long position) {
    public String extents(int pid) {
      return Extents.path(pid, number);
    }
  }

  private ReadFiles() {}

  /** Of one process, the first of them. */
  public static List<Descriptor> of(Tree tree, int pid) {
    String folder = "proc/" + pid + "/";
    return tree.list(folder + "fd").orElse(List.of()).stream()
        .limit(MOST_DESCRIPTORS)
        .flatMap(name -> descriptor(tree, folder, name).stream())
        .sorted(Comparator.comparingInt(Descriptor::number))
        .limit(MOST_OF_ONE)
        .toList();
  }

  private static Optional<Descriptor> descriptor(Tree tree, String folder, String name) {
    OptionalInt number = Fields.parseInt(name);
    Optional<String> target = tree.link(folder + "fd/" + name).optional();
    if (number.isEmpty() || target.isEmpty() || !mayBeFile(target.get())) {
      return Optional.empty();
    }
    return tree.read(folder + "fdinfo/" + name)
        .then(PidFdinfo::parse)
        .optional()
        .filter(info -> info.readable() && info.position() > 0)
        .map(info -> new Descriptor(number.getAsInt(), target.get(), info.position()));
  }

  private static boolean mayBeFile(String target) {
    return target.startsWith("/")
        && !target.startsWith("/dev/")
        && !target.startsWith("/proc/")
        && !target.startsWith("/sys/")
        && !target.startsWith("/memfd:");
  }

  /** Those of programs that read from disks since the sample before. */
  static List<ReadFile> read(Tree tree, Optional<Sample> previous, Iterable<ProcessSample> now) {
    List<ReadFile> before =
        previous.map(sample -> sample.system().tools().files().orElse(List.of())).orElse(List.of());
    var files = new ArrayList<ReadFile>();
    for (ProcessSample process : now) {
      if (process.files().optional().isPresent() && reads(process, previous)) {
        for (Descriptor descriptor : of(tree, process.stat().pid())) {
          if (files.size() < MOST) {
            files.add(file(tree, process, descriptor, before));
          }
        }
      }
    }
    return files;
  }

  private static boolean reads(ProcessSample process, Optional<Sample> previous) {
    long was =
        previous
            .map(sample -> sample.processes().get(process.stat().pid()))
            .filter(earlier -> earlier.id().equals(process.id()))
            .map(ReadFiles::readBytes)
            .orElse(0L);
    return readBytes(process) > was;
  }

  private static long readBytes(ProcessSample process) {
    return process.io().map(PidIo::readBytes).orElse(0L);
  }

  private static ReadFile file(
      Tree tree, ProcessSample process, Descriptor descriptor, List<ReadFile> before) {
    Optional<ReadFile> earlier =
        before.stream()
            .filter(file ->
                file.process().equals(process.id())
                    && file.descriptor() == descriptor.number()
                    && file.path().equals(descriptor.path()))
            .findFirst();
    Reading<FileExtents> extents =
        earlier
            .map(ReadFile::extents)
            .orElseGet(
                () -> tree.read(descriptor.extents(process.stat().pid())).then(FileExtents::parse));
    var place =
        new ReadFile.Place(descriptor.position(), process.io().map(PidIo::readChars).orElse(0L));
    return new ReadFile(
        process.id(),
        process.stat().comm(),
        descriptor.number(),
        descriptor.path(),
        dev(process, descriptor.path()),
        earlier.flatMap(file -> file.before(place)).orElse(place),
        place,
        extents);
  }

  private static Optional<DevNo> dev(ProcessSample process, String path) {
    return process.files().orElse(List.of()).stream()
        .filter(file -> file.kind() == OpenFile.Kind.FILE && file.path().equals(path))
        .flatMap(file -> file.dev().stream())
        .findFirst();
  }
}

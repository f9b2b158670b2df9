package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Metric;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.tool.FileExtents;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ReadFile;
import dev.iosleuth.source.Extents;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A file is read in order, and the disk has to go here and there for it. */
final class FragmentedFile implements Rule {
  private static final double MIB = 1024 * 1024;
  private static final Threshold PIECE =
      new Threshold(
          "mean size of a piece",
          64,
          "KiB",
          "moving so much takes a disk (150 MiB/s) 0.4 ms: what takes longer is the way there");
  private static final Threshold PIECES =
      new Threshold("pieces", 16, "", "fewer are found within a moment, however small they are");
  private static final Threshold SIZE =
      new Threshold(
          "size of a read",
          64,
          "KiB",
          "the same: larger reads mean that the disk is asked in order in spite of the pieces");
  private static final Threshold BUSY =
      new Threshold("busy", 30, "%", "below that the pieces hardly keep anybody waiting");
  private static final Threshold MOVED =
      new Threshold("read on", 1, "MiB", "less is no reading of a file from one end to the other");

  /** Of what its program read, the part by which the position went on: no jumps, and not aside. */
  private static final double LEAST = 0.5;

  private static final double MOST = 1.5;

  @Override
  public About about() {
    return new About(
        "fragmented-file",
        "a file that is read in order lies in pieces",
        "A file that grew bit by bit beside others, or whose blocks are written anew at another"
            + " place (copy-on-write, thin volumes, images), lies in many pieces. Who reads it from"
            + " one end to the other reads at random all the same: the disk goes from piece to"
            + " piece.",
        "A program's position in a file (/proc/PID/fdinfo) goes only forward, by at least "
            + Words.whole(MOVED.value())
            + " MiB and about as far as its read calls returned; the file (FIEMAP, as filefrag tells"
            + " it) lies in at least "
            + Words.whole(PIECES.value())
            + " pieces of at most "
            + Words.kib(PIECE.value())
            + " on average; its disk is busy at least "
            + Words.percent(BUSY.value())
            + " with reads of at most "
            + Words.kib(SIZE.value())
            + ". Reads past the position (pread, mmap, direct I/O of databases) do not tell their"
            + " order.",
        About.Sort.CAUSE,
        List.of(Need.DEVICE_FIGURES, Need.STACK),
        List.of(PIECE, PIECES, SIZE, BUSY, MOVED));
  }

  @Override
  public Verdict examine(Case given) {
    Optional<String> unknown = given.devices().whyNot().or(() -> given.stack().whyNot());
    if (unknown.isPresent()) {
      return Verdict.couldNotTell(unknown.get());
    }
    return given.each(
        given
            .last()
            .then(sample -> sample.system().tools().files())
            .map(files -> files.stream().filter(FragmentedFile::inOrder).toList()),
        file -> look(given, file));
  }

  private static boolean inOrder(ReadFile file) {
    double part = file.moved() / (double) Math.max(1, file.read());
    return file.moved() >= MOVED.value() * MIB && part >= LEAST && part <= MOST;
  }

  private Reading<Optional<Finding>> look(Case given, ReadFile file) {
    Optional<Device> disk =
        disks(given, file).stream().filter(FragmentedFile::isAskedHereAndThere).findFirst();
    if (disk.isEmpty()) {
      return Verdict.none();
    }
    if (!(file.extents() instanceof Reading.Known<FileExtents>(FileExtents extents))) {
      return Verdict.untold(
          "in how many pieces " + file.path() + " lies: " + file.extents().whyNot().orElse("?"));
    }
    double piece = extents.bytes() / 1024.0 / Math.max(1, extents.extents());
    if (extents.extents() < PIECES.value() || piece > PIECE.value()) {
      return Verdict.none();
    }
    return finding(given, file, disk.get(), extents, piece).map(Optional::of);
  }

  /** Those that its file system lies on. */
  private static List<Device> disks(Case given, ReadFile file) {
    Optional<DevNo> dev = file.dev();
    Set<NodeId> below =
        given.stack().optional().stream()
            .flatMap(stack ->
                stack.nodes().values().stream()
                    .filter(node -> node.isDevice() && node.dev().equals(dev))
                    .flatMap(node -> stack.chain(node.id()).stream()))
            .collect(Collectors.toSet());
    return given.disks().orElse(List.of()).stream()
        .filter(disk -> disk.node().map(node -> below.contains(node.id())).orElse(false))
        .toList();
  }

  private static boolean isAskedHereAndThere(Device disk) {
    return TimeParts.data(disk) >= BUSY.value() && disk.get(Metric.READ_SIZE_KIB) <= SIZE.value();
  }

  private static Source extents(ReadFile file, String key, ToLongFunction<FileExtents> figure) {
    return of(
        Sources.call("last", Extents.path(file.process().pid(), file.descriptor()), key),
        file,
        now -> now.extents().map(extents -> (double) figure.applyAsLong(extents)));
  }

  private static Source progress(String name, ReadFile file, ToLongFunction<ReadFile> figure) {
    return of(
        Sources.call(name, "" + file.process().pid(), "" + file.descriptor()),
        file,
        now -> Reading.known((double) figure.applyAsLong(now)));
  }

  private static Source of(String text, ReadFile file, Function<ReadFile, Reading<Double>> figure) {
    return HostSources.amount(
        text,
        sample ->
            sample
                .system()
                .tools()
                .files()
                .then(files ->
                    files.stream()
                        .filter(now ->
                            now.process().equals(file.process())
                                && now.descriptor() == file.descriptor())
                        .findFirst()
                        .map(figure)
                        .orElse(Reading.absent("it is not open any more"))));
  }

  private Reading<Finding> finding(
      Case given, ReadFile file, Device disk, FileExtents extents, double piece) {
    Source bytes = extents(file, "bytes", FileExtents::bytes);
    Source pieces = extents(file, "extents", FileExtents::extents);
    Source moved = progress("read_on", file, ReadFile::moved).over(MIB);
    double share = share(given, file, disk);
    String path = Shell.quote(file.path());
    Finding.Draft draft =
        Finding.of(this, new Subject("file", file.path()))
            .says(
                file.program()
                    + "["
                    + file.process().pid()
                    + "] reads "
                    + file.path()
                    + " in order, and "
                    + disk.label()
                    + " goes from piece to piece: "
                    + (extents.cut() ? "more than " : "")
                    + Words.whole((double) extents.extents())
                    + " of "
                    + Words.kib(piece))
            .evidence("pieces", pieces, PIECES)
            .evidence("mean size of a piece", bytes.over(pieces).over(1024), PIECE)
            .evidence("size of a read", Sources.device(disk, Metric.READ_SIZE_KIB), SIZE)
            .evidence("busy", TimeParts.dataSource(disk), BUSY)
            .evidence("read on", moved, MOVED)
            .evidence(
                "read by its program meanwhile",
                progress("read_meanwhile", file, ReadFile::read).over(MIB),
                "MiB")
            .costs(Cost.time(disk.name(), TimeParts.data(disk) / 100 * share))
            .severity(flash(disk) ? Severity.NOTE : Severity.WARNING)
            .sure(disk.kind().serial() ? Confidence.HIGH : Confidence.MEDIUM)
            .or(
                "others read the same disk at random beside it: iosleuth ledger --device "
                    + Shell.quote(disk.name()));
    if (flash(disk)) {
      draft.or("on flash pieces cost little: look for another reason first");
    }
    return draft
        .act("filefrag -v " + path)
        .act(
            "write it anew in one go: e4defrag (ext4), xfs_fsr (xfs), btrfs filesystem defragment,"
                + " or a copy; give files that grow their space beforehand (fallocate)")
        .check("filefrag " + path + "; iosleuth explain --rule fragmented-file")
        .in(given);
  }

  private static boolean flash(Device disk) {
    Device.Kind kind = disk.kind();
    return kind == Device.Kind.FLASH || kind == Device.Kind.NVME || kind == Device.Kind.MEMORY;
  }

  /** Of all that was read of the disk, what this file can have been at most. */
  private static double share(Case given, ReadFile file, Device disk) {
    double read = disk.get(Metric.READ_KIB_PER_SECOND) * 1024 * given.seconds();
    return read > 0 ? Math.min(1, file.moved() / read) : 0;
  }
}

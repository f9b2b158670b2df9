package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.stack.Lookup;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Programs that write through memory, which no write call shows. */
final class MmapWriters implements Rule {
  private static final double MIB = 1024 * 1024;

  private static final Threshold RATE =
      new Threshold(
          "dirtied beyond what write calls wrote",
          1,
          "MiB/s",
          "chosen: less is the working of any program that keeps its state in a file");
  private static final Threshold PART =
      new Threshold(
          "part of what it dirtied that no write call wrote",
          50,
          "%",
          "chosen: with less than half of it write calls tell most of the story");

  /** fs/aio.c maps its ring, io_uring/io_uring.c its own: a descriptor, too. */
  private static final Pattern ASYNCHRONOUS = Pattern.compile("^/\\[aio]|\\[io_uring]");

  /** Memory that has no file: ipc/shm.c, mm/memfd.c, mm/shmem.c, fs/hugetlbfs/inode.c, fs/aio.c. */
  private static final Pattern NO_FILE =
      Pattern.compile("^(/SYSV[0-9a-f]{8}|/memfd:|/dev/zero|/anon_hugepage|/\\[aio]|[^/])");

  @Override
  public About about() {
    return new About(
        "mmap-writers",
        "a program writes through memory",
        "A file that is mapped shared is written to by changing memory: no system call shows it, and"
            + " strace or a profile of write() sees nothing. Each page that was touched is written"
            + " whole, by the kernel's writeback or an msync.",
        "/proc/PID/io: write_bytes grows by far more than wchar, and a file on a disk is mapped"
            + " shared and writable. Without such a file the rest was written by libaio or io_uring,"
            + " which wchar does not count.",
        About.Sort.CAUSE,
        List.of(Need.BOOKS),
        List.of(RATE, PART));
  }

  @Override
  public Verdict examine(Case given) {
    return given.each(Movers.of(given), mover -> look(given, mover));
  }

  private Reading<Optional<Finding>> look(Case given, Movers mover) {
    long dirtied = mover.grown(PidIo::writeBytes);
    long called = mover.grown(PidIo::writeChars);
    double rate = (dirtied - called) / given.seconds() / MIB;
    if (rate < RATE.value() || 100.0 * (dirtied - called) / dirtied < PART.value()) {
      return Verdict.none();
    }
    Reading<List<OpenFile>> read = mover.after().files();
    if (!(read instanceof Reading.Known<List<OpenFile>>(List<OpenFile> files))) {
      return Verdict.untold(
          mover.name() + ": what it has mapped is not known: " + read.whyNot().orElse("?"));
    }
    Optional<OpenFile> mapped =
        files.stream()
            .filter(file -> file.kind() == OpenFile.Kind.MAPPED && file.writable())
            .filter(file -> ofDisk(given, file))
            .findFirst();
    boolean otherwise =
        files.stream().map(OpenFile::path).anyMatch(path -> ASYNCHRONOUS.matcher(path).find());
    return mapped.isEmpty()
        ? Verdict.none()
        : finding(given, mover, mapped.get(), otherwise).map(Optional::of);
  }

  /** Whether what is changed there is written to a disk, as memory of any other name is not. */
  private static boolean ofDisk(Case given, OpenFile file) {
    if (file.dev().map(dev -> dev.major() != 0).orElse(false)) {
      return true;
    }
    return !NO_FILE.matcher(file.path()).find()
        && given
            .last()
            .then(sample -> given.stack().map(stack -> Lookup.find(sample, stack, name(file))))
            .map(Lookup.Answer.Found.class::isInstance)
            .orElse(false);
  }

  private static String name(OpenFile file) {
    return file.path().replaceFirst(" \\(deleted\\)$", "");
  }

  private Reading<Finding> finding(Case given, Movers mover, OpenFile mapped, boolean otherwise) {
    Source dirtied = mover.rate("write_bytes", PidIo::writeBytes);
    Source called = mover.rate("wchar", PidIo::writeChars);
    int pid = mover.after().stat().pid();
    return Finding.of(this, new Subject("process", mover.name()))
        .says(
            mover.name()
                + " writes "
                + Words.figure(dirtied.minus(called).amount(given).orElse(0.0))
                + " MiB/s through memory, most likely to "
                + mapped.path())
        .evidence(RATE.name(), dirtied.minus(called), RATE)
        .evidence(PART.name(), dirtied.minus(called).over(dirtied).times(100), PART)
        .severity(Severity.NOTE)
        .sure(otherwise ? Confidence.LOW : Confidence.MEDIUM)
        .or("asynchronous writes by libaio or io_uring, which wchar does not count either")
        .act("grep -A16 -E ' rw-s ' /proc/" + pid + "/smaps  # what is dirty of which file")
        .check("cat /proc/" + pid + "/io; sleep 10; cat /proc/" + pid + "/io")
        .in(given);
  }
}

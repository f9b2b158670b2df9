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
import java.util.List;
import java.util.Optional;

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

  @Override
  public About about() {
    return new About(
        "mmap-writers",
        "a program writes through memory",
        "A file that is mapped shared is written to by changing memory: no system call shows it, and"
            + " strace or a profile of write() sees nothing. Each page that was touched is written"
            + " whole, by the kernel's writeback or an msync.",
        "/proc/PID/io: write_bytes grows by far more than wchar, and a file is mapped shared and"
            + " writable.",
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
    Reading<List<OpenFile>> files = mover.after().files();
    Optional<OpenFile> mapped =
        files.orElse(List.of()).stream()
            .filter(file -> file.kind() == OpenFile.Kind.MAPPED && file.writable())
            .findFirst();
    if (files.optional().isEmpty()) {
      return Verdict.untold(
          mover.name() + ": what it has mapped is not known: " + files.whyNot().orElse("?"));
    }
    return mapped.isEmpty()
        ? Verdict.none()
        : finding(given, mover, mapped.get()).map(Optional::of);
  }

  private Reading<Finding> finding(Case given, Movers mover, OpenFile mapped) {
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
        .sure(Confidence.MEDIUM)
        .or("asynchronous writes by libaio or io_uring, which wchar does not count either")
        .act("grep -A16 -E ' rw-s ' /proc/" + pid + "/smaps  # what is dirty of which file")
        .check("cat /proc/" + pid + "/io; sleep 10; cat /proc/" + pid + "/io")
        .in(given);
  }
}

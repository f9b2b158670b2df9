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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program with much I/O, none of it on disks. */
final class IoWithoutDisk implements Rule {
  private static final double MIB = 1024 * 1024;

  private static final Threshold RATE =
      new Threshold(
          "moved by its calls", 10, "MiB/s", "chosen: enough to be suspected of what the disks do");
  private static final Threshold PART =
      new Threshold(
          "part of it that met a disk",
          5,
          "%",
          "chosen: logs and the like of a program that works on the network");

  @Override
  public About about() {
    return new About(
        "io-without-disk",
        "much I/O, and no disk in it",
        "Read and write calls move bytes to sockets, pipes, taps and the page cache, too: a program"
            + " at the top of a list sorted by rchar or wchar may not touch a disk at all.",
        "/proc/PID/io: rchar and wchar grow by at least "
            + Words.figure(RATE.value())
            + " MiB/s, read_bytes and write_bytes by less than "
            + Words.percent(PART.value())
            + " of it. What it has open says where it goes, as far as that may be seen.",
        About.Sort.CAUSE,
        List.of(Need.BOOKS),
        List.of(RATE, PART));
  }

  @Override
  public Verdict examine(Case given) {
    return given.each(Movers.of(given), mover -> look(given, mover));
  }

  private Reading<Optional<Finding>> look(Case given, Movers mover) {
    double rate = mover.called() / given.seconds() / MIB;
    double part = 100.0 * mover.stored() / mover.called();
    if (rate < RATE.value() || part > PART.value()) {
      return Verdict.none();
    }
    Source called =
        mover.rate("rchar", PidIo::readChars).plus(mover.rate("wchar", PidIo::writeChars));
    Source stored =
        mover
            .rate("read_bytes", PidIo::readBytes)
            .plus(mover.rate("write_bytes", PidIo::writeBytes));
    int pid = mover.after().stat().pid();
    return Finding.of(this, new Subject("process", mover.name()))
        .says(
            mover.name()
                + " moves "
                + Words.figure(rate)
                + " MiB/s by its calls and nearly nothing of it on disks"
                + where(mover.after().files()))
        .evidence(RATE.name(), called, RATE)
        .evidence(PART.name(), stored.over(called).times(100), PART)
        .severity(Severity.NOTE)
        .sure(Confidence.HIGH)
        .or("it reads files that are in the page cache: without it there they would be disk I/O")
        .act("ls -l /proc/" + pid + "/fd  # where it goes")
        .check("cat /proc/" + pid + "/io; sleep 10; cat /proc/" + pid + "/io")
        .in(given)
        .map(Optional::of);
  }

  private static String where(Reading<List<OpenFile>> files) {
    List<OpenFile> open = files.orElse(List.of());
    var kinds = new ArrayList<String>();
    if (open.stream().anyMatch(file -> file.networkInterface().isPresent())) {
      kinds.add("a tap");
    }
    if (open.stream().anyMatch(file -> file.kind() == OpenFile.Kind.SOCKET)) {
      kinds.add("sockets");
    }
    if (open.stream().anyMatch(file -> file.kind() == OpenFile.Kind.PIPE)) {
      kinds.add("pipes");
    }
    return kinds.isEmpty() ? "" : "; it has " + String.join(", ", kinds) + " open";
  }
}

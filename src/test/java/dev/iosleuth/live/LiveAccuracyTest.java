package dev.iosleuth.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Balance;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * fio's own count of what it did against the ledger's postings on this very kernel: direct I/O on a
 * raw loop device, buffered writers in two cgroups, a memory-mapped writer and a reader on an ext4.
 */
class LiveAccuracyTest {
  private static final double MOST_OFF = 0.05;

  /** One fio, with the job that counts and an idle one that keeps its process and file open. */
  private record Job(String name, Path result, long pid, String device, Direction direction) {}

  private record Line(Job job, long truth, long posted) {
    double off() {
      return Math.abs(posted - truth) / (double) truth;
    }
  }

  @Test
  void everyLoadIsOnItsAccountWithinFivePercent() throws Exception {
    loads(false);
  }

  /** fio and its libraries are read anew, from another disk than the one that it works on. */
  @Test
  void aColdStartIsNotTheLoads() throws Exception {
    loads(true);
  }

  private static void loads(boolean cold) throws Exception {
    TestingHost.assumeTools("fio", "losetup", "mkfs.ext4");
    try (var host = new TestingHost()) {
      String raw = host.loop(64);
      String formatted = host.loop(400);
      Path mount = host.ext4(formatted);
      Files.write(mount.resolve("cold"), new byte[24 << 20]);
      Files.write(mount.resolve("mapped"), new byte[32 << 20]);
      TestingHost.run("sync", "-f", mount.toString());
      // ext4 starts its journal and inode tables with the first mount: let that be over.
      TestingHost.run("umount", mount.toString());
      TestingHost.run("mount", formatted, mount.toString());

      if (cold) {
        forgetFio();
      }
      var collector = new Collector();
      var tree = new HostTree("/");
      Sample before = collector.collect(tree, Optional.empty());
      List<Process> started = new ArrayList<>();
      List<Job> jobs = new ArrayList<>();
      try {
        jobs.add(
            start(
                host,
                started,
                "direct-read",
                raw,
                raw,
                List.of(),
                "--rw=randread",
                "--direct=1",
                "--bs=4k",
                "--size=16m"));
        jobs.add(
            start(
                host,
                started,
                "direct-write",
                raw,
                raw,
                List.of(),
                "--rw=write",
                "--direct=1",
                "--bs=64k",
                "--offset=32m",
                "--size=16m"));
        for (String group : List.of("iosleuth-a", "iosleuth-b")) {
          jobs.add(
              start(
                  host,
                  started,
                  group,
                  formatted,
                  mount.resolve(group).toString(),
                  host.cgroup(group),
                  "--rw=write",
                  "--bs=128k",
                  "--end_fsync=1",
                  "--size=32m"));
        }
        jobs.add(
            start(
                host,
                started,
                "mapped",
                formatted,
                mount.resolve("mapped").toString(),
                List.of(),
                "--rw=write",
                "--ioengine=mmap",
                "--bs=64k",
                "--end_fsync=1",
                "--size=32m"));
        jobs.add(
            start(
                host,
                started,
                "reader",
                formatted,
                mount.resolve("cold").toString(),
                List.of(),
                "--rw=read",
                "--bs=64k",
                "--size=24m"));
        awaitLoads(jobs);
        Sample after = collector.collect(tree, Optional.of(before));
        for (Process process : started) {
          process.destroy();
          process.waitFor();
        }
        Ledger ledger = new Bookkeeper().post(before, after);
        assertThat(Balance.of(ledger).differences()).isEmpty();
        check(jobs, ledger, cold);
      } finally {
        started.forEach(Process::destroyForcibly);
      }
    }
  }

  /** Takes the program and its libraries out of the page cache (posix_fadvise by dd's nocache). */
  private static void forgetFio() {
    TestingHost.run(
        "sh",
        "-c",
        "fio=$(command -v fio); for file in $fio $(ldd $fio | grep -o '/[^ ]*'); do"
            + " dd if=$file iflag=nocache count=0 status=none; done");
  }

  /** Until each fio has gone on to its idle job. */
  private static void awaitLoads(List<Job> jobs) throws InterruptedException {
    for (int tenths = 0; tenths < 600; tenths++) {
      if (jobs.stream().allMatch(job -> Files.exists(Path.of(job.result() + ".done")))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("fio did not finish its loads within a minute");
  }

  private static Job start(
      TestingHost host,
      List<Process> started,
      String name,
      String device,
      String file,
      List<Path> doors,
      String... options)
      throws IOException {
    Path result = host.folder().resolve(name + ".json");
    var fio = new StringBuilder();
    for (Path door : doors) {
      fio.append("echo $$ > ").append(door).append("; ");
    }
    fio.append("exec fio --thread --output-format=json --output=").append(result);
    fio.append(" --name=").append(name).append(" --filename=").append(file);
    for (String option : options) {
      fio.append(' ').append(option);
    }
    boolean reads = options[0].endsWith("read");
    boolean mapped = List.of(options).contains("--ioengine=mmap");
    fio.append(" --name=idle --stonewall --bs=4k --size=4k --rate_iops=1 --time_based --runtime=90")
        .append(reads ? " --rw=read" : " --rw=write")
        .append(mapped ? " --ioengine=mmap" : "")
        .append(" --exec_prerun='touch ")
        .append(result)
        .append(".done' --filename=")
        .append(file);
    // fio keeps what its commands say in its working directory
    Process process =
        new ProcessBuilder("sh", "-c", fio.toString())
            .directory(host.folder().toFile())
            .inheritIO()
            .start();
    started.add(process);
    Direction direction = reads ? Direction.READ : Direction.WRITE;
    return new Job(name, result, process.pid(), device.substring("/dev/".length()), direction);
  }

  private static void check(List<Job> jobs, Ledger ledger, boolean cold) throws IOException {
    var lines = new ArrayList<Line>();
    for (Job job : jobs) {
      lines.add(new Line(job, truth(job), posted(job, ledger)));
    }
    for (Line line : lines) {
      System.out.printf(
          Locale.ROOT,
          "%-14s %-6s %s fio %,12d ledger %,12d off %.2f %%%n",
          line.job().name(),
          line.job().direction().name().toLowerCase(Locale.ROOT),
          cold ? "cold" : "warm",
          line.truth(),
          line.posted(),
          line.off() * 100);
    }
    assertThat(lines).allSatisfy(line -> assertThat(line.off()).isLessThanOrEqualTo(MOST_OFF));
  }

  /** What fio itself counted: io_bytes of the first job. */
  private static long truth(Job job) throws IOException {
    String section = job.direction() == Direction.READ ? "\"read\"" : "\"write\"";
    String json = Files.readString(job.result());
    Matcher matcher = Pattern.compile(section + " : \\{\\s*\"io_bytes\" : (\\d+)").matcher(json);
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static long posted(Job job, Ledger ledger) {
    long bytes = 0;
    for (DeviceLedger device : ledger.devices()) {
      if (device.node().kernelName().equals(job.device())) {
        for (Posting posting : device.postings()) {
          boolean own = posting.account().pid().orElse(-1) == job.pid();
          if (own && posting.direction() == job.direction()) {
            bytes += posting.bytes();
          }
        }
      }
    }
    return bytes;
  }
}

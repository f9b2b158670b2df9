package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.hostile.Pipeline.Run;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.source.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage in single files and in whole recordings, through the commands. */
final class DamagedInputTest {
  private static final List<String> NAMES = List.of("web", "db");
  private static final long WRITTEN = 2 * 3 * 512 * 1024;

  @TempDir static Path folder;

  private static Path tar(String name, TestingCapture capture) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, capture.tar());
    return file;
  }

  private static TestingCapture host(int moment) {
    return HostileHost.at(moment, NAMES);
  }

  /** What sda wrote, or nothing where it is said to be unknown; never another number. */
  private static void assertNoWrongNumber(Run run, String as) {
    Map<String, Object> ledger = run.ledger().orElse(Map.of("devices", List.of()));
    for (Map<String, Object> device : Outputs.objects(ledger, "devices")) {
      if (device.get("kernel_name").equals("sda")
          && device.get("writes") instanceof Map<?, ?> writes) {
        assertThat(writes.get("bytes")).as(as).isEqualTo(WRITTEN);
      }
    }
  }

  @Test
  void theWholeIsCountedRight() throws IOException {
    Run run = Pipeline.ledger(tar("good0", host(0)), tar("good1", host(1)));
    assertThat(run.status()).isLessThan(2);
    assertNoWrongNumber(run, "whole");
    assertThat(run.out()).contains("\"bytes\":" + WRITTEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proc/mdstat",
        "proc/swaps",
        "proc/diskstats",
        "proc/self/mountinfo",
        "tool/dmsetup-table",
        "tool/drbdsetup-status",
        "tool/lvs",
        "tool/zpool-status",
        "sys/fs/cgroup/web/io.stat",
        "sys/block/sda/size",
        "sys/block/sda/dev",
        "proc/1000/stat",
        "proc/1000/io",
        "proc/1000/cgroup",
        "proc/1000/fdinfo/3",
        "proc/5000/cmdline",
        "proc/sys/kernel/random/boot_id",
        "proc/sys/kernel/hostname",
        "etc/lvm/backup/web",
        "run/udev/data/b254:0"
      })
  void aDamagedFileCostsItsOwnRows(String path) throws IOException {
    // half of the files in the first tree, half in the second
    for (int moment : new int[] {path.length() % 2}) {
      byte[] good = host(moment).content(path);
      var random = new Random(1);
      byte[] binary = new byte[3_000];
      random.nextBytes(binary);
      for (byte[] content :
          List.of(
              new byte[0],
              Arrays.copyOf(good, good.length / 2),
              binary,
              "x".repeat(300_000).getBytes(StandardCharsets.UTF_8),
              "a b\n".repeat(100_000).getBytes(StandardCharsets.UTF_8),
              "\0".repeat(70_000).getBytes(StandardCharsets.UTF_8))) {
        TestingCapture damaged = host(moment).bytes(path, content);
        Path before = tar("d0", moment == 0 ? damaged : host(0));
        Path after = tar("d1", moment == 1 ? damaged : host(1));
        Run run = Pipeline.ledger(before, after);
        assertNoWrongNumber(run, path);
        assertThat(run.notes()).hasSizeLessThan(200);
        if (moment == 1) {
          Pipeline.trees(before, after, "stack");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proc/mdstat",
        "proc/swaps",
        "proc/diskstats",
        "proc/self/mountinfo",
        "tool/dmsetup-table",
        "tool/drbdsetup-status",
        "sys/fs/cgroup/web/io.stat",
        "sys/block/sda/size",
        "proc/1000/stat",
        "proc/1000/io"
      })
  void garbageGivesANoteWithItsPath(String path) throws IOException {
    byte[] binary = new byte[3_000];
    new Random(2).nextBytes(binary);
    for (byte[] content : List.of(binary, "x".repeat(300_000).getBytes(StandardCharsets.UTF_8))) {
      Path before = tar("n0", host(0).bytes(path, content));
      Run run = Pipeline.ledger(before, tar("n1", host(1).bytes(path, content)));
      assertThat(run.notes()).as(path).anyMatch(note -> note.contains(path));
      assertThat(run.notes()).allMatch(note -> note.length() < 1_000);
    }
  }

  /** A file that was being written: no number of it is read short. */
  @ParameterizedTest
  @ValueSource(strings = {"proc/diskstats", "sys/block/sda/size", "proc/1000/io", "proc/uptime"})
  void cutAnywhereNoNumberIsReadShort(String path) throws IOException {
    byte[] good = host(1).content(path);
    Path before = tar("c0", host(0));
    int step = Math.max(1, good.length / 15);
    for (int length = good.length - 1; length > 0; length -= length > good.length - 8 ? 1 : step) {
      Run run =
          Pipeline.ledger(before, tar("c1", host(1).bytes(path, Arrays.copyOf(good, length))));
      assertNoWrongNumber(run, path + " " + length);
      if (path.equals("proc/uptime") && run.status() < 2) {
        assertThat(run.out()).contains("\"seconds\":10");
      }
    }
  }

  @Test
  void aRecordingCutAnywhereIsReadAsFarAsItIsWhole() throws IOException {
    Path whole = folder.resolve("whole.rec");
    try (var writer = new RecordingWriter(Files.newOutputStream(whole), "testing")) {
      for (int moment = 0; moment < 2; moment++) {
        Path tar = tar("r" + moment, host(moment));
        writer.add(Trees.openHost(tar).optional().orElseThrow());
      }
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.rec");
    int refused = 0;
    int partly = 0;
    for (int part = 0; part < 30; part++) {
      int length = part < 25 ? bytes.length * part / 25 : bytes.length - (30 - part) * 3;
      Files.write(cut, Arrays.copyOf(bytes, length));
      List<String> words = List.of("ledger", "--json", "--from", cut.toString());
      Run strict = Pipeline.run(words);
      assertNoWrongNumber(strict, "cut at " + length);
      refused += strict.status() == 2 ? 1 : 0;
      var lenient = new ArrayList<String>(words);
      lenient.add("--partial");
      Run partial = Pipeline.run(lenient);
      assertNoWrongNumber(partial, "part of " + length);
      partly += partial.status() == 1 ? 1 : 0;
      Pipeline.run(List.of("stack", "--from", cut.toString(), "--partial"));
    }
    assertThat(refused).isEqualTo(30);
    assertThat(partly).isLessThan(30);
    for (int missing = 1; missing < 60; missing++) {
      Files.write(cut, Arrays.copyOf(bytes, bytes.length - missing));
      Run run = Pipeline.run(List.of("ledger", "--json", "--from", cut.toString()));
      assertThat(run.status()).as("%s bytes missing", missing).isEqualTo(2);
      assertThat(run.err()).contains("is cut off after");
    }
    damagedWithin(bytes, cut);
  }

  @Test
  void whatIsDamagedIsNotCalledCut() throws IOException {
    Path whole = folder.resolve("damaged.rec");
    try (var writer = new RecordingWriter(Files.newOutputStream(whole), "testing")) {
      for (int moment = 0; moment < 2; moment++) {
        writer.add(Trees.openHost(tar("m" + moment, host(moment))).optional().orElseThrow());
      }
    }
    byte[] bytes = Files.readAllBytes(whole);
    for (int at : List.of(20, 60, 400, 1500)) {
      byte[] damaged = bytes.clone();
      Arrays.fill(damaged, at, at + 40, (byte) 0xff);
      Files.write(whole, damaged);
      Run run = Pipeline.run(List.of("ledger", "--from", whole.toString()));
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).as("at %s", at).contains("damaged ").doesNotContain("cut off");
    }
  }

  private static void damagedWithin(byte[] bytes, Path file) throws IOException {
    var random = new Random(3);
    for (int round = 0; round < 12; round++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      for (String partial : List.of("--partial", "--each")) {
        Run run = Pipeline.run(List.of("ledger", "--json", "--from", file.toString(), partial));
        assertNoWrongNumber(run, "bit flipped");
      }
    }
  }

  @Test
  @Timeout(60)
  void fifosDevicesAndFoldersDoNotHangADirectory() throws Exception {
    Path before = host(0).directory(folder.resolve("odd0"));
    Path after = host(1).directory(folder.resolve("odd1"));
    String script =
        """
        for f in proc/mdstat proc/1000/io proc/stat sys/block/dm-0/dm/uuid; do
          rm -f $f; mkfifo $f; done
        rm -f proc/swaps; mkdir proc/swaps
        mknod proc/vmstat c 1 5 || true
        rm -f proc/meminfo; ln -s /dev/zero proc/meminfo
        rm -f proc/1001/io; ln -s /dev/zero proc/1001/io
        ln -s loop2 sys/block/loop2x; ln -s . sys/block/here; ln -s ../../.. sys/block/out
        """;
    Process process =
        new ProcessBuilder("/bin/sh", "-c", script)
            .directory(after.toFile())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    assumeTrue(process.waitFor() == 0, "no FIFOs here");
    Run run = Pipeline.ledger(before, after);
    assertNoWrongNumber(run, "fifos");
    assertThat(run.status()).isLessThan(2);
    assertThat(run.notes())
        .anyMatch(note -> note.startsWith("proc/mdstat") && note.contains("FIFO"))
        .anyMatch(note -> note.startsWith("proc/meminfo") && note.contains("leads out of it"))
        .anyMatch(note -> note.startsWith("proc/swaps") && note.contains("directory"));
    Pipeline.trees(before, after, "stack", "--json");
    Pipeline.trees(after, after, "ledger", "--elapsed", "1", "--json").ledger();
  }
}

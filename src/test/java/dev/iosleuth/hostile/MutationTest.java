package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.hostile.Pipeline.Run;
import dev.iosleuth.reading.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trees with random damage through the whole pipeline: nothing throws, books balance. */
final class MutationTest {
  private static final int ROUNDS = 300;
  private static final Duration MOST = Duration.ofSeconds(8);
  private static final List<String> PIECES =
      List.of(
          "18446744073709551615",
          "18446744073709551616",
          "9223372036854775807",
          "4294967295",
          "-1",
          "0",
          "8:0",
          "254:0",
          "\n",
          "\0",
          " ",
          "\udcff",
          "dm-0",
          "sda",
          "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n",
          "{",
          "\"");

  @TempDir static Path folder;

  @Test
  void nothingThrowsAndBooksBalance() throws IOException {
    Path before = folder.resolve("before.tar");
    Path after = folder.resolve("after.tar");
    long end = System.nanoTime() + MOST.toNanos();
    int answered = 0;
    int round = 0;
    for (; round < ROUNDS && System.nanoTime() < end; round++) {
      var random = new Random(round);
      for (int moment = 0; moment < 2; moment++) {
        TestingCapture capture = HostileHost.at(moment, List.of("web", "a b", "\u001b[m"));
        // a third of the rounds leave the first tree whole
        if (moment == 1 || random.nextInt(3) > 0) {
          mutate(capture, random);
        }
        Files.write(moment == 0 ? before : after, capture.tar());
      }
      try {
        Run run = Pipeline.ledger(before, after);
        answered += run.ledger().isPresent() ? 1 : 0;
        Pipeline.trees(before, after, "ledger", "--why");
        Pipeline.trees(before, after, "stack", "--svg");
      } catch (AssertionError found) {
        throw new AssertionError("round " + round, found);
      }
    }
    assertThat(round).isGreaterThan(10);
    assertThat(answered).isGreaterThan(round / 3);
  }

  private static void mutate(TestingCapture capture, Random random) {
    List<String> paths = capture.paths();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      String path = paths.get(random.nextInt(paths.size()));
      String other = paths.get(random.nextInt(paths.size()));
      switch (random.nextInt(6)) {
        case 0 -> capture.without(path);
        case 1 -> capture.bytes(path, capture.content(other));
        case 2 -> capture.without(path).link(path, "../" + other);
        default -> capture.bytes(path, damaged(capture.content(path), random));
      }
    }
    if (random.nextBoolean()) {
      String counters = "proc/diskstats";
      capture.bytes(counters, damaged(capture.content(counters), random));
    }
  }

  /** Replaces, inserts, removes, repeats or cuts. */
  private static byte[] damaged(byte[] whole, Random random) {
    int at = random.nextInt(whole.length + 1);
    int to = Math.min(whole.length, at + random.nextInt(30));
    var out = new ByteArrayOutputStream();
    out.write(whole, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> out.write(random.nextInt(256));
      case 1 -> out.writeBytes(Utf8.encode(PIECES.get(random.nextInt(PIECES.size()))));
      case 2 -> {
        out.writeBytes(Utf8.encode(PIECES.get(random.nextInt(PIECES.size()))));
        to = at;
      }
      case 3 -> {
        out.write(whole, at, to - at);
        to = at;
      }
      default -> to = random.nextInt(4) == 0 ? whole.length : to;
    }
    out.write(whole, to, whole.length - to);
    return out.toByteArray();
  }
}

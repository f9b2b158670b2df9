package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Superblocks and bitmaps are found in what blktrace wrote, record by record, and set beside. */
class SuperblockWritesTest {
  private static final int QUEUE = 1;
  private static final int COMPLETE = 8;
  private static final int WRITE = 1 << 1 << 16;

  /** As md asks for it: flush before, past the write cache, metadata. */
  private static final int OWN = WRITE | (1 << 2 | 1 << 15 | 1 << 12) << 16;

  private static final long SECOND = 1_000_000_000L;

  /** A mirror of vdb and a throttled vdc in one interval; its members are 254:16 and 254:32. */
  private static Ledger ledger() throws IOException {
    Path folder = Path.of("src", "test", "resources", "lab", "raid1-slow-11");
    List<Sample> samples = Run.samples(Run.recording(folder));
    return new Bookkeeper().post(samples.getFirst(), samples.getLast());
  }

  private static byte[] record(long nanos, long sector, int bytes, int action, int device) {
    return ByteBuffer.allocate(48)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x65617407)
        .putInt(0)
        .putLong(nanos)
        .putLong(sector)
        .putInt(bytes)
        .putInt(action)
        .putInt(1)
        .putInt(device)
        .putLong(0)
        .array();
  }

  private static long told(Ledger ledger, String disk) {
    return SuperblockWrites.of(
            new BlkTrace(List.of(), java.util.Map.of()), List.of(0L, SECOND), List.of(ledger))
        .stream()
        .filter(writes -> writes.disk().equals(disk))
        .mapToLong(SuperblockWrites::told)
        .findFirst()
        .orElse(0);
  }

  @Test
  void countsWhatMdAloneWritesWithinTheInterval(@TempDir Path folder) throws IOException {
    Ledger ledger = ledger();
    int vdb = 254 << 20 | 16;
    try (var file = Files.newOutputStream(folder.resolve("vdb.blktrace.0"))) {
      file.write(record(1, 16, 512, QUEUE | OWN, vdb));
      file.write(record(SECOND / 2, 16, 512, COMPLETE | WRITE, vdb));
      file.write(record(SECOND, 16, 512, COMPLETE | WRITE, vdb));
      // after the interval
      file.write(record(SECOND + 1, 16, 512, COMPLETE | WRITE, vdb));
      // as large as a page: a journal's
      file.write(record(2, 800, 4096, QUEUE | OWN, vdb));
      file.write(record(3, 800, 4096, COMPLETE | WRITE, vdb));
      // of one sector, but nobody's who asks like md
      file.write(record(4, 900, 512, QUEUE | WRITE, vdb));
      file.write(record(5, 900, 512, COMPLETE | WRITE, vdb));
    }
    List<SuperblockWrites> all =
        SuperblockWrites.of(BlkTrace.read(folder), List.of(0L, SECOND), List.of(ledger));
    long told = told(ledger, "vdb");
    assertThat(told).isPositive();
    assertThat(all).contains(new SuperblockWrites("vdb", 0, 2, told));
    assertThat(new SuperblockWrites("vdb", 0, 2, 5).off()).isEqualTo(3);
  }
}

package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.reading.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the kernel that the tests run on, where it allows to listen. */
final class ExitListenerTest {
  private static final int PROCESSES = 200;

  @Test
  void hearsOfEveryProcessThatEnds(@TempDir Path folder) throws Exception {
    Reading<ExitListener> opened = ExitListener.open(new HostTree("/"));
    assumeTrue(opened.optional().isPresent(), () -> opened.whyNot().orElse(""));
    try (ExitListener listener = opened.optional().orElseThrow()) {
      TestingShell.run(
          folder,
          "for i in $(seq %d); do dd if=/dev/zero of=file bs=64k count=1 2>/dev/null; done"
              .formatted(PROCESSES));
      Exits exits = listener.drain().optional().orElseThrow();
      assertThat(exits.overruns()).isZero();
      List<ExitRecord> copies =
          exits.records().stream().filter(record -> record.comm().equals("dd")).toList();
      assertThat(copies).hasSizeGreaterThanOrEqualTo(PROCESSES);
      assertThat(copies.stream().filter(record -> record.writeChars() == 65536).count())
          .isGreaterThanOrEqualTo(PROCESSES);
      assertThat(copies).allSatisfy(record -> assertThat(record.threads()).isEqualTo(1));
      assertThat(listener.drain().optional().orElseThrow().records().size()).isLessThan(PROCESSES);
    }
  }

  @Test
  void tellsTheBytesOfDirectWrites(@TempDir Path folder) throws Exception {
    Reading<ExitListener> opened = ExitListener.open(new HostTree("/"));
    assumeTrue(opened.optional().isPresent(), () -> opened.whyNot().orElse(""));
    try (ExitListener listener = opened.optional().orElseThrow()) {
      try {
        TestingShell.run(folder, "dd if=/dev/zero of=file bs=1M count=3 oflag=direct");
      } catch (IOException refused) {
        assumeTrue(false, "no direct writes here: " + refused.getMessage());
      }
      assertThat(listener.drain().optional().orElseThrow().records())
          .filteredOn(record -> record.comm().equals("dd"))
          .anySatisfy(record -> {
            // making the file dirtied a few pages of metadata as well
            assertThat(record.writeBytes()).isBetween(3L << 20, (3L << 20) + (64 << 10));
            assertThat(record.cancelledWriteBytes()).isZero();
            assertThat(record.parent()).isPositive();
            assertThat(record.elapsedMicros()).isBetween(1L, 60_000_000L);
          });
    }
  }

  @Test
  void addsUpThreads() {
    var adder = new ExitAdder();
    assertThat(adder.add(TestingExits.task(11, 10, 100, false), 1)).isEmpty();
    assertThat(adder.add(TestingExits.task(20, 20, 7, true), 2).orElseThrow().writeBytes())
        .isEqualTo(7);
    ExitRecord whole = adder.add(TestingExits.task(10, 10, 5, true), 3).orElseThrow();
    assertThat(whole.pid()).isEqualTo(10);
    assertThat(whole.writeBytes()).isEqualTo(105);
    assertThat(whole.threads()).isEqualTo(2);
    assertThat(whole.comm()).isEqualTo("task10");
  }

  @Test
  void aThreadThatIsToldBehindTheLastOneIsNotTheNextProcessOfThatNumber() {
    var adder = new ExitAdder();
    assertThat(adder.add(TestingExits.task(10, 10, 5, true), 1)).isPresent();
    ExitRecord late = adder.add(TestingExits.task(11, 10, 84, false), 2).orElseThrow();
    assertThat(late.writeBytes()).isEqualTo(84);
    ExitRecord touch = adder.add(TestingExits.task(10, 10, 1, true, 60), 3).orElseThrow();
    assertThat(touch.writeBytes()).isEqualTo(1);
  }

  @Test
  void threadsWhoseLastOneWasLostAreNotTheNextProcessOfThatNumber() {
    var adder = new ExitAdder();
    assertThat(adder.add(TestingExits.task(11, 10, 84, false), 1)).isEmpty();
    assertThat(adder.add(TestingExits.task(10, 10, 1, true, 60), 2).orElseThrow().writeBytes())
        .isEqualTo(1);
  }
}

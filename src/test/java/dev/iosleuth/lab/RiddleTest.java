package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.stack.Edge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A mebibyte of dirty pages is 256 writes on the volume and two on each leg of its mirror: the
 * report says that they merged, and that nothing is amplified.
 */
class RiddleTest {
  private static final double MIB = 1 << 20;

  @Test
  void manyWritesAboveAndFewBelowAreExplained() throws IOException {
    Run run = Run.read(Path.of("src", "test", "resources", "lab", "riddle-11"));
    Load writer = run.truth().loads().getFirst();
    double mebibytes = (double) writer.writeBytes() / MIB;
    List<EdgeFlow> legs =
        run.whole().edges().stream().filter(flow -> flow.edge().role() == Edge.Role.COPY).toList();
    assertThat(legs)
        .hasSize(2)
        .allSatisfy(leg -> {
          EdgeFlow.Amount writes = leg.writes();
          assertThat(writes.opsAbove() / mebibytes).isBetween(256.0, 257.5);
          // each fsync is an empty write on each leg as well
          assertThat((writes.opsBelow() - writer.syncs()) / mebibytes).isBetween(2.0, 2.2);
          assertThat(writes.bytesBelow() / mebibytes / MIB).isBetween(1.0, 1.001);
          assertThat(leg.why()).contains("merged below: nothing is amplified");
        });
  }
}

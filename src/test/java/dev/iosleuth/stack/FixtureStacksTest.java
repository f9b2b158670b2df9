package dev.iosleuth.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.proc.Diskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.CapturedTree;
import dev.iosleuth.source.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stacks of hosts that others recorded, against what lsblk and iostat printed for them. */
class FixtureStacksTest {
  private static final String LSBLK = "stack/util-linux/tests/";

  private static Path fixture(String name) {
    String named = System.getenv("IOSLEUTH_FIXTURES");
    Path root = Path.of(named == null ? "../shared/fixtures" : named);
    assumeTrue(Files.isDirectory(root), "no third-party fixtures at " + root);
    return root.resolve(name);
  }

  private static Sample sample(String name) {
    Reading<CapturedTree> tree = Trees.openHost(fixture(name));
    return new Collector().collect(tree.optional().orElseThrow(), Optional.empty());
  }

  /**
   * One device under another: {@code dm-0 on loop1}, {@code sda1 on sda}; mounts: {@code / on
   * sda4}.
   */
  private static Set<String> lsblk(List<String> lines) {
    var steps = new TreeSet<String>();
    Deque<String> way = new ArrayDeque<>();
    for (String line : lines.subList(1, lines.size())) {
      int name = 0;
      while (" |`-".indexOf(line.charAt(name)) >= 0) {
        name++;
      }
      List<String> words = List.of(line.substring(name).trim().split(" +"));
      while (way.size() > name / 2) {
        way.pop();
      }
      String kernelName = words.get(1);
      steps.add(way.isEmpty() ? kernelName : kernelName + " on " + way.element());
      if (words.size() > 6) {
        steps.add(words.get(6) + " on " + kernelName);
      }
      way.push(kernelName);
    }
    return steps;
  }

  private static Set<String> ours(Stack stack) {
    var steps = new TreeSet<String>();
    for (Node node : stack.nodes().values()) {
      boolean stacked =
          stack.lowers(node.id()).stream().anyMatch(e -> stack.node(e.lower()).isDevice());
      if (node.isDevice() && !stacked) {
        steps.add(node.kernelName());
      }
    }
    for (Edge edge : stack.edges()) {
      Node upper = stack.node(edge.upper());
      Node lower = stack.node(edge.lower());
      if (lower.isDevice() && upper.kind() != Node.Kind.SWAP) {
        String name = upper.isDevice() ? upper.kernelName() : upper.name();
        steps.add(name + " on " + lower.kernelName());
      }
    }
    return steps;
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple-lvm", "simple-nvme", "multi-devs-bcachefs"})
  void sameTreeAsLsblk(String name) throws IOException {
    List<String> lines =
        Files.readAllLines(fixture(LSBLK + "expected/lsblk/lsblk-" + name + "-basic"));
    Stack stack = StackBuilder.build(sample(LSBLK + "ts/lsblk/dumps/" + name + ".tar.xz"));

    assertThat(ours(stack)).isEqualTo(lsblk(lines));
  }

  /**
   * The whole disks of root.README's hosts and nothing else; counted once under either spelling.
   */
  @Test
  void leavesAreTheWholeDisks() {
    Stack one = StackBuilder.build(sample("stack/sysstat/tests/root1.tar.gz"));
    Stack six = StackBuilder.build(sample("stack/sysstat/tests/root6.tar.gz"));

    assertThat(TestingStacks.leaves(one))
        .containsExactlyInAnyOrder(
            "sda DISK",
            "sdb DISK",
            "sdc DISK",
            "sdd DISK",
            "sde DISK",
            "sdq DISK",
            "sdr DISK",
            "sds DISK",
            "sr0 DISK");
    assertThat(TestingStacks.leaves(six))
        .contains("cciss/c0d0 DISK", "xvdp VIRTUAL")
        .doesNotContain("cciss!c0d0 DISK");
  }

  /** dm/uuid begins with mpath- there; md members are read from md/dev-NAME. */
  @Test
  void multipathOfProcfs() {
    Stack stack = StackBuilder.build(sample("stack/procfs/fixtures-all.tar.gz"));

    assertThat(TestingStacks.steps(stack))
        .contains("dev:dm-1 -PATH-> dev:sdb", "dev:dm-1 -PATH-> dev:sdc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sysstat/tests/root1.tar.gz",
        "sysstat/tests/root2.tar.gz",
        "sysstat/tests/root3.tar.gz",
        "sysstat/tests/root4.tar.gz",
        "sysstat/tests/root5.tar.gz",
        "sysstat/tests/root6.tar.gz",
        "sysstat/tests/root7.tar.gz",
        "procfs/fixtures",
        "procfs/fixtures-all.tar.gz",
        "node_exporter"
      })
  void everyDeviceThatMovedHasItsPlace(String name) {
    Sample sample = sample("stack/" + name);
    Stack stack = StackBuilder.build(sample);

    var missing = new ArrayList<String>();
    for (Diskstats.Row row : sample.diskstats().map(Diskstats::rows).orElse(List.of())) {
      boolean moved = row.reads().ops() + row.writes().ops() > 0;
      if (moved && stack.find(NodeId.device(row.name())).isEmpty()) {
        missing.add(row.name());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(stack.leaves()).isNotEmpty();
    assertThat(stack.leaves())
        .allMatch(leaf -> stack.lowers(leaf.id()).isEmpty())
        .noneMatch(leaf -> leaf.kind() == Node.Kind.PARTITION || leaf.kind() == Node.Kind.VOLUME);
  }
}

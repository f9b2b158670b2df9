package dev.iosleuth.view.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.view.text.TestingHarm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StackJsonTest {
  @Test
  void aGraphWithoutAnInterval() {
    var books =
        new TestingLedgers("node1", 5)
            .node(Node.Kind.FILESYSTEM, "fs:8:1", "/", Map.of("type", "ext4"))
            .disk("sda", "ST1")
            .edge("fs:8:1", "dev:sda", Edge.Role.ENTRY);
    assertThat(StackJson.of(books.stack(), Optional.empty()))
        .isEqualTo(
            """
            {"nodes":[{"id":"fs:8:1","kind":"filesystem","name":"/","kernel_name":"","dev":null,\
            "leaf":false,"leaf_kind":null,"attributes":{"type":"ext4"}},\
            {"id":"dev:sda","kind":"disk","name":"sda","kernel_name":"sda","dev":"8:16",\
            "leaf":true,"leaf_kind":"disk","attributes":{"model":"ST1"}}],\
            "edges":[{"upper":"fs:8:1","lower":"dev:sda","role":"entry",\
            "reads":null,"writes":null,"factor":null,"why":null}],"notes":[]}\
            """);
  }

  @Test
  void ratesAndReasonsWhereThereIsALedger() {
    var books = TestingNode1.books();
    String json = StackJson.of(books.stack(), Optional.of(books.ledger()));
    Map<String, Object> edge = TestingJson.list(json, "edges").get(1);
    assertThat(edge)
        .containsEntry("upper", "dev:drbd21")
        .containsEntry("factor", 1.0)
        .containsEntry("why", "nothing is amplified: 294.0 w/s = 79.0 + 184.0 merged below");
    assertThat(edge.get("writes"))
        .isEqualTo(
            Map.of(
                "ops_above", 1470L,
                "ops_below", 1315L,
                "merges_below", 920L,
                "bytes_above", 5_324_800L,
                "bytes_below", 5_324_800L));
  }

  @Test
  void onlyTheChainThatWasAskedFor() {
    var books = TestingNode1.books();
    Set<NodeId> chain = books.stack().chain(new NodeId("dev:dm-4"));
    String json = StackJson.of(books.stack(), chain, Optional.empty());
    assertThat(TestingJson.list(json, "nodes").stream().map(n -> n.get("id")))
        .containsExactly(
            "guest:stackstorm", "dev:drbd21", "dev:dm-4", "dev:md1", "dev:sda", "dev:sdb");
  }

  static List<String> hostileNames() {
    return TestingHarm.NAMES;
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesDoNothing(String name) {
    var books =
        new TestingLedgers("node1", 5)
            .node(Node.Kind.FILESYSTEM, name, name, Map.of(name, name, name + "2", name))
            .disk("sda", name)
            .edge(
                name,
                "dev:sda",
                Edge.Role.ENTRY,
                new dev.iosleuth.ledger.EdgeFlow.Amount(0, 0, 0, 0, 0),
                Double.NaN,
                name);
    String json = StackJson.of(books.stack(), Optional.of(books.ledger()));
    TestingHarm.assertHarmless(json);
    assertThat(json).isPrintable().doesNotContain("<", "NaN");
    assertThat(TestingJson.map(json)).containsKeys("nodes", "edges");
  }
}

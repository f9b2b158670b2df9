package dev.iosleuth.view.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.view.text.TestingHarm;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class StackPicturesTest {
  @Test
  void dotOfASmallStack() {
    var books =
        new TestingLedgers("node1", 5)
            .node(Node.Kind.FILESYSTEM, "fs:8:1", "/", Map.of("type", "ext4"))
            .disk("sda", "ST1")
            .edge(
                "fs:8:1",
                "dev:sda",
                Edge.Role.ENTRY,
                new EdgeFlow.Amount(50, 50, 0, 512, 1024),
                2,
                "doubled");
    assertThat(StackDot.of(books.stack(), Optional.of(books.ledger())))
        .endsWith(
            """
              n0 [label="/\\nfs · ext4", fillcolor="#dcfce7", color="#16a34a"]
              n1 [label="sda\\ndisk · ST1", fillcolor="#ffe4e6", color="#e11d48"]
              n0 -> n1 [label="10 w/s x2 bytes"]
            }
            """);
  }

  @Test
  void onlyTheChainThatWasAskedFor() {
    var books = TestingNode1.books();
    Set<NodeId> chain = books.stack().chain(new NodeId("dev:dm-4"));
    assertThat(StackDot.of(books.stack(), chain, Optional.empty())).doesNotContain("alvm1");
    assertThat(StackSvg.of(books.stack(), chain, Optional.empty())).doesNotContain("alvm1");
  }

  @Test
  void everyBoxAndArrowIsDrawnAndNoneOverlap() throws Exception {
    var books = TestingNode1.books();
    String svg = StackSvg.of(books.stack(), Optional.of(books.ledger()));
    Document document = parse(svg);
    NodeList groups = document.getElementsByTagName("g");
    assertThat(groups.getLength()).isEqualTo(books.stack().nodes().size());
    assertThat(svg.split("class=\"arrow", -1)).hasSize(books.stack().edges().size() + 1);
    double[][] boxes = new double[groups.getLength()][];
    for (int i = 0; i < boxes.length; i++) {
      boxes[i] = box((org.w3c.dom.Element) groups.item(i));
    }
    for (int i = 0; i < boxes.length; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(apart(boxes[i], boxes[j])).as(i + " and " + j).isTrue();
      }
    }
  }

  @Test
  void nothingFromElsewhereAndNoScript() {
    var books = TestingNode1.books();
    assertThat(StackSvg.of(books.stack(), Optional.of(books.ledger())))
        .doesNotContain("<script", "href", "url(", "@import", "<image", " on")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void anEmptyStackIsAnEmptyPicture() throws Exception {
    var books = new TestingLedgers("h", 1);
    parse(StackSvg.of(books.stack(), Optional.empty()));
    assertThat(StackDot.of(books.stack(), Optional.empty())).startsWith("digraph").endsWith("}\n");
  }

  @Test
  void twoThousandLoopDevicesAreDrawnInTime() {
    var books = new TestingLedgers("h", 1).disk("sda", "");
    for (int i = 0; i < 2_000; i++) {
      books
          .node(Node.Kind.LOOP, "dev:loop" + i, "loop" + i, Map.of())
          .edge("dev:loop" + i, "dev:sda", Edge.Role.FILE);
    }
    long start = System.nanoTime();
    assertThat(StackSvg.of(books.stack(), Optional.empty())).contains("loop1999");
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  static List<String> hostileNames() {
    return TestingHarm.NAMES;
  }

  private static TestingLedgers hostile(String name) {
    return new TestingLedgers("h", 5)
        .node(Node.Kind.VOLUME, name, name, Map.of(name, name, "model", name))
        .disk("sda", name)
        .edge(
            name, "dev:sda", Edge.Role.ENTRY, new EdgeFlow.Amount(1, 2, 3, 4, 5), Double.NaN, name);
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesStayTextInSvg(String name) throws Exception {
    var books = hostile(name);
    String svg = StackSvg.of(books.stack(), Optional.of(books.ledger()));
    TestingHarm.assertHarmless(svg);
    Document document = parse(svg);
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("g").getLength()).isEqualTo(2);
    assertThat(svg).doesNotContain("NaN", "Infinity");
  }

  @Test
  void graphvizTakesHostileNames() throws IOException, InterruptedException {
    var books = new TestingLedgers("h", 5).disk("sda", "");
    for (int i = 0; i < TestingHarm.NAMES.size(); i++) {
      String name = TestingHarm.NAMES.get(i);
      books
          .node(Node.Kind.VOLUME, name + i, name, Map.of("model", name))
          .edge(name + i, "dev:sda", Edge.Role.META);
    }
    String dot = StackDot.of(books.stack(), Optional.empty());
    TestingHarm.assertHarmless(dot);
    assertThat(dot.lines().filter(l -> l.contains("[label=")).count())
        .isEqualTo(TestingHarm.NAMES.size() * 2 + 1);
    Optional<String> svg = graphviz(dot);
    assumeTrue(svg.isPresent(), "graphviz is not installed: its verdict is skipped");
    assertThat(svg.orElseThrow()).contains("</svg>").doesNotContain("<script>");
    assertThat(svg.orElseThrow().split("class=\"node\"", -1)).hasSize(TestingHarm.NAMES.size() + 2);
  }

  private static Optional<String> graphviz(String dot) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder("dot", "-Tsvg").start();
    } catch (IOException none) {
      return Optional.empty();
    }
    Thread.ofVirtual()
        .start(() -> {
          try (var in = process.getOutputStream()) {
            in.write(dot.getBytes(StandardCharsets.UTF_8));
          } catch (IOException ended) {
            process.destroy();
          }
        });
    String svg = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return Optional.of(svg);
  }

  private static Document parse(String svg) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  private static double[] box(org.w3c.dom.Element group) {
    var rect = (org.w3c.dom.Element) group.getElementsByTagName("rect").item(0);
    return List.of("x", "y", "width", "height").stream()
        .mapToDouble(a -> Double.parseDouble(rect.getAttribute(a)))
        .toArray();
  }

  private static boolean apart(double[] a, double[] b) {
    return a[0] + a[2] < b[0] || b[0] + b[2] < a[0] || a[1] + a[3] < b[1] || b[1] + b[3] < a[1];
  }
}

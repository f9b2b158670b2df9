package dev.iosleuth.view.text;

import dev.iosleuth.ledger.EdgeFlow;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A node and an edge of the stack in a few words, for pictures; shortened, not yet escaped for
 * them.
 */
public final class NodeText {
  private NodeText() {}

  /** What the administrator typed, else the kernel's name. */
  public static String name(Node node, int columns) {
    return Labels.of(node, columns);
  }

  /** {@code volume}, {@code fs}: short words for kinds. */
  public static String kind(Node node) {
    return switch (node.kind()) {
      case FILESYSTEM -> "fs";
      case PARTITION -> "part";
      case GUEST,
          PROCESS,
          CGROUP,
          SWAP,
          POOL,
          FILE,
          VOLUME,
          ARRAY,
          DRBD,
          LOOP,
          CACHE,
          DISK,
          REMOTE,
          MEMORY,
          PATH,
          PEER ->
          node.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  /** {@code volume dm-3 · linear · 10 GiB}: as many attributes as find room. */
  public static String detail(Node node, int columns) {
    boolean kernel = Labels.hasTwo(node);
    String text = kind(node) + (kernel ? " " + Escape.terminal(node.kernelName(), 16) : "");
    for (String attribute : Attributes.of(node)) {
      String longer = text + " · " + attribute;
      if (Width.of(longer) > columns) {
        break;
      }
      text = longer;
    }
    return Columns.fit(text, columns);
  }

  /** {@code 2.4 r/s · 312 w/s · 1.09 MiB/s}; empty without traffic. */
  public static String rates(Flow flow) {
    double seconds = flow.seconds();
    long bytes = flow.reads().bytes() + flow.writes().bytes();
    if (seconds <= 0 || flow.reads().ops() + flow.writes().ops() == 0) {
      return "";
    }
    var words = new ArrayList<String>();
    rate(flow.reads().ops() / seconds, "r/s", words);
    rate(flow.writes().ops() / seconds, "w/s", words);
    words.add(Units.mebi(bytes / seconds) + " MiB/s");
    return String.join(" · ", words);
  }

  /** {@code 294 w/s x2 bytes}: what passed along an edge; empty without traffic. */
  public static String passed(EdgeFlow flow, double seconds) {
    if (seconds <= 0 || !LayersText.moved(flow)) {
      return "";
    }
    var words = new ArrayList<String>();
    rate(flow.reads().opsAbove() / seconds, "r/s", words);
    rate(flow.writes().opsAbove() / seconds, "w/s", words);
    if (Double.isFinite(flow.factor()) && Math.abs(flow.factor() - 1) >= 0.05) {
      words.add(Units.factor(flow.factor()) + " bytes");
    }
    return String.join(" ", words);
  }

  /** What the lower is to the upper, where the picture does not say it. */
  public static String role(Edge edge) {
    return switch (edge.role()) {
      case META -> "metadata";
      case COW -> "changed chunks";
      case CACHE -> "cache";
      case PEER -> "replicates to";
      case ENTRY, OPEN, FILE, WHOLE, PARTITION, PART, COPY, PARITY, REPLICATED, PATH -> "";
    };
  }

  private static void rate(double perSecond, String unit, List<String> words) {
    if (perSecond > 0) {
      words.add(Units.spokenRate(perSecond) + " " + unit);
    }
  }
}

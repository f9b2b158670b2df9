package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What the number of bios says of who sent how much to a lower that several volumes share: x bytes
 * of one and y of the other are what it counted in bytes, and x / size + y / size in bios ({@link
 * Tilt}).
 */
final class BioSizes {
  /** The volumes must explain what the lower counted this far, or others sent bios, too. */
  private static final double EXPLAINED = 0.98;

  private final List<Edge> edges;
  private final double[] biosPerByte;
  private final double counted;
  private final double countedBytes;

  private BioSizes(List<Edge> edges, double[] biosPerByte, double counted, double countedBytes) {
    this.edges = edges;
    this.biosPerByte = biosPerByte;
    this.counted = counted;
    this.countedBytes = countedBytes;
  }

  /** Empty where only one volume stands on the lower, or something else than volumes. */
  static Optional<BioSizes> of(
      Stack stack, Flows flows, Direction direction, NodeId lower, List<Edge> edges) {
    boolean volumes =
        edges.size() > 1
            && edges.size() == stack.uppers(lower).size()
            && edges.stream().allMatch(e -> e.role() == Edge.Role.PART)
            && flows.of(lower) instanceof Reading.Known<Flow>;
    if (!volumes) {
      return Optional.empty();
    }
    List<Edge> moving =
        edges.stream().filter(e -> flows.io(e.upper(), direction).bytes() > 0).toList();
    double[] own =
        moving.stream()
            .map(e -> flows.io(e.upper(), direction))
            .mapToDouble(io -> (double) io.arrivals() / io.bytes())
            .toArray();
    Flow.Io io = flows.io(lower, direction);
    return moving.size() < 2 || io.bytes() == 0
        ? Optional.empty()
        : Optional.of(
            new BioSizes(moving, own, (double) io.arrivals() / io.bytes(), (double) io.bytes()));
  }

  /** Changes the parts on this lower, not their sum. */
  void tilt(Map<Edge, Double> bytes) {
    double[] parts = edges.stream().mapToDouble(bytes::get).toArray();
    if (DoubleStream.of(parts).sum() < countedBytes * EXPLAINED) {
      return;
    }
    double[] tilted = Tilt.of(parts, biosPerByte, counted);
    for (int i = 0; i < parts.length; i++) {
      bytes.put(edges.get(i), tilted[i]);
    }
  }
}

package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.XfsStat;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Edge;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a file system wrote to its journal, where it counts that: xfs does, in one sum for all that
 * are mounted, so that it can be told while there is just one. jbd2 (ext4) tells only whole-number
 * averages since the mount, in blocks of a size that it does not tell.
 */
final class Journals {
  private Journals() {}

  static List<Claimant> between(Sample before, Sample after, Stack stack) {
    List<Node> mounted =
        stack.topDown().stream()
            .filter(node -> node.kind() == Node.Kind.FILESYSTEM)
            .filter(node -> node.attribute("type").equals("xfs"))
            .toList();
    if (mounted.size() != 1) {
      return List.of();
    }
    List<Edge> lowers = stack.lowers(mounted.getFirst().id());
    boolean own = !mounted.getFirst().attribute("options").contains("logdev=");
    Optional<XfsStat> first = before.system().xfs().optional();
    Optional<XfsStat> last = after.system().xfs().optional();
    if (lowers.size() != 1 || !own || first.isEmpty() || last.isEmpty()) {
      return List.of();
    }
    long bytes = last.get().logBytes() - first.get().logBytes();
    long writes = last.get().logWrites() - first.get().logWrites();
    if (bytes <= 0 || writes <= 0) {
      return List.of();
    }
    var job =
        Account.simple(Account.Kind.JOB, "journal of " + mounted.getFirst().name() + " (xfs)");
    return List.of(
        new Claimant(
            new Claimant.Payer.Named(job),
            (double) bytes,
            (double) writes,
            Set.of(lowers.getFirst().lower()),
            true,
            Map.of()));
  }
}

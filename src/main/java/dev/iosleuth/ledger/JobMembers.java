package dev.iosleuth.ledger;

import dev.iosleuth.stack.Edge;
import java.util.List;

/**
 * On which members of an array a job wrote: on those that wrote more than the others that carry the
 * same. A recovery writes the member that it rebuilds, a resync the copies that differ; the others
 * are only read.
 */
final class JobMembers {
  private JobMembers() {}

  /**
   * What each member wrote more than the least of those that must have got the same from above.
   *
   * @param edges of an array to its members, by slot
   * @param near copies that lie beside each other, where that divides the members evenly; else all
   *     are compared
   */
  static double[] surplus(Flows flows, List<Edge> edges, int near) {
    int group = near > 1 && edges.size() % near == 0 ? near : edges.size();
    double[] written =
        edges.stream().mapToDouble(e -> flows.io(e.lower(), Direction.WRITE).bytes()).toArray();
    var surplus = new double[written.length];
    for (int from = 0; from < written.length; from += group) {
      double least = Double.POSITIVE_INFINITY;
      for (int i = from; i < from + group; i++) {
        least = Math.min(least, written[i]);
      }
      for (int i = from; i < from + group; i++) {
        surplus[i] = written[i] - least;
      }
    }
    return surplus;
  }

  /**
   * @return for each member whether the job wrote it: most of what it may have written at most
   */
  static boolean[] written(double[] surplus, MdProgress.Job job) {
    var written = new boolean[surplus.length];
    for (int i = 0; i < surplus.length; i++) {
      written[i] = job.writes() && surplus[i] > job.memberBytes() / 2;
    }
    return written;
  }
}

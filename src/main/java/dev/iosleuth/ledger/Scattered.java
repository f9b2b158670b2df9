package dev.iosleuth.ledger;

import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who had closed its files when it was looked at has a part of every file system that it may have
 * used, by what the others left there: that is nobody's knowledge, and is said.
 */
final class Scattered {
  private static final double MIB = 1 << 20;

  private Scattered() {}

  /**
   * @param mounted what entered where file systems are mounted, allotted
   */
  static Optional<Note> note(
      Direction direction, List<Claimant> claimants, List<Pool> mounted, Stack stack) {
    double bytes = 0;
    int payers = 0;
    var devices = new TreeSet<String>();
    for (Claimant.Payer payer : withoutPlace(claimants)) {
      Map<String, Double> taken =
          mounted.stream()
              .filter(pool -> pool.taken().getOrDefault(payer, 0.0) > 0)
              .collect(
                  Collectors.groupingBy(
                      pool -> stack.node(pool.node()).kernelName(),
                      Collectors.summingDouble(pool -> pool.taken().getOrDefault(payer, 0.0))));
      if (taken.size() > 1) {
        payers++;
        devices.addAll(taken.keySet());
        bytes += taken.values().stream().mapToDouble(Double::doubleValue).sum();
      }
    }
    return bytes < MIB
        ? Optional.empty()
        : Optional.of(
            new Note(
                Note.Kind.METHOD,
                String.join(", ", devices),
                "%.1f MiB were %s by %d processes whose files were closed when they were looked at: which of them used which of these is not known, and each has a part of all"
                    .formatted(
                        bytes / MIB, direction == Direction.READ ? "read" : "written", payers)));
  }

  private static List<Claimant.Payer> withoutPlace(List<Claimant> claimants) {
    return claimants.stream()
        .filter(claimant -> claimant.places().isEmpty())
        .map(Claimant::payer)
        .filter(payer -> payer instanceof Claimant.Payer.Named)
        .distinct()
        .toList();
  }
}

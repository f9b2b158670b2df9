package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Against the truth on hosts of any mix. Among them are many of which counters cannot tell who it
 * was, so that this asks for less than {@link AccuracyTest}; {@code -Dsim.seeds=300} measures and
 * sorts what is wrong, {@code -Dsim.first=N -Dsim.detail=true} tells more.
 */
final class AnyHostTest {
  private static final int SEEDS = Integer.getInteger("sim.seeds", 8);
  private static final long FIRST = Long.getLong("sim.first", 1);
  private static final int INTERVALS = 3;

  private final Faults faults = new Faults();
  private long moved;
  private long rightOnSomeLeaf;

  private Score score(long seed, boolean coldStarts) {
    RandomHost.Made made = RandomHost.of(seed, coldStarts);
    Machine machine = made.machine();
    var observer = new Observer(machine, Clock.MS / 5);
    var bookkeeper = new Bookkeeper();
    Observation earlier = observer.after(700 * Clock.MS);
    Observation before = observer.after(Clock.SECOND);
    bookkeeper.post(earlier.sample(), before.sample());
    Score score = Score.NONE;
    for (int interval = 0; interval < INTERVALS; interval++) {
      Observation after = observer.after(Clock.SECOND);
      Ledger ledger = bookkeeper.post(before.sample(), after.sample());
      for (Leaf leaf : machine.leaves()) {
        Map<Cause, LeafTruth.Amount> a = before.truths().get(leaf.name());
        Map<Cause, LeafTruth.Amount> b = after.truths().get(leaf.name());
        List<Posting> postings =
            Books.find(ledger, leaf.name()).map(d -> d.postings()).orElse(List.of());
        score = score.plus(Score.of(leaf.name(), a, b, postings));
        sort(seed, machine, leaf, a, b, postings);
      }
      anyLeaf(machine, before, after, ledger);
      before = after;
    }
    if (Boolean.getBoolean("sim.detail")) {
      System.out.println("seed " + seed + " " + made.story());
      score.wrong().forEach(w -> System.out.println("    " + w));
    }
    return score;
  }

  /** Which leg of a mirror served whom is rarely known: here it does not matter. */
  private void anyLeaf(Machine machine, Observation before, Observation after, Ledger ledger) {
    for (Direction direction : Score.DIRECTIONS) {
      var truth = new HashMap<Cause, Long>();
      var postings = new ArrayList<Posting>();
      for (Leaf leaf : machine.leaves()) {
        Score.truth(before.truths().get(leaf.name()), after.truths().get(leaf.name()), direction)
            .forEach((cause, bytes) -> truth.merge(cause, bytes, Long::sum));
        Books.find(ledger, leaf.name()).ifPresent(d -> postings.addAll(d.postings()));
      }
      postings.removeIf(p -> p.direction() != direction);
      moved += truth.values().stream().mapToLong(Long::longValue).sum();
      rightOnSomeLeaf += Match.of(truth, postings).right();
    }
  }

  private void sort(
      long seed,
      Machine machine,
      Leaf leaf,
      Map<Cause, LeafTruth.Amount> before,
      Map<Cause, LeafTruth.Amount> after,
      List<Posting> postings) {
    for (Direction direction : Score.DIRECTIONS) {
      Map<Cause, Long> truth = Score.truth(before, after, direction);
      faults.moved(truth.values().stream().mapToLong(Long::longValue).sum());
      List<Posting> these = postings.stream().filter(p -> p.direction() == direction).toList();
      Match match = Match.of(truth, these);
      faults.add(seed, layer(machine, leaf), direction, match.left(), match.misplaced());
    }
  }

  /** What the leaf is part of. */
  private static String layer(Machine machine, Leaf leaf) {
    Optional<Md> array =
        machine.arrays().stream()
            .filter(md -> md.slaves().stream().anyMatch(s -> isOn(s, leaf)))
            .findFirst();
    String level = array.map(md -> md.level().level()).orElse("no array");
    String job = array.flatMap(Md::job).map(j -> " in " + j.action().word()).orElse("");
    return level + job + ", cgroups " + machine.cgroups().version();
  }

  private static boolean isOn(SimDevice device, Leaf leaf) {
    return device.name().startsWith(leaf.name())
        || device.slaves().stream().anyMatch(s -> isOn(s, leaf));
  }

  private Score measured(String name, boolean coldStarts) {
    Score score = Score.NONE;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      score = score.plus(score(seed, coldStarts));
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d hosts, %.2f %% right (%.2f %% whatever the disk), %.2f %% unexplained%n",
        name,
        SEEDS,
        100 * score.share(),
        100.0 * rightOnSomeLeaf / moved,
        100 * score.unexplainedShare());
    if (Integer.getInteger("sim.seeds") != null) {
      faults.lines(Integer.getInteger("sim.lines", 25)).forEach(System.out::println);
    }
    return score;
  }

  @Test
  void mostBytesLandOnWhoCausedThem() {
    Score score = measured("random hosts", false);
    assertThat(score.share()).isGreaterThan(0.95);
    assertThat(score.unexplainedShare()).isLessThan(0.005);
  }

  /** Page faults are reads that no call asked for, of another disk than the process works on. */
  @Test
  void programsThatHaveJustBegun() {
    Score score = measured("random hosts with cold starts", true);
    assertThat(score.share()).isGreaterThan(0.95);
    assertThat(score.unexplainedShare()).isLessThan(0.005);
  }
}

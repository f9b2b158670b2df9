package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.model.Scenarios.Category;
import dev.iosleuth.model.Scenarios.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The scoring can be passed, and is not passed without understanding. */
final class ScoreTest {
  /** What a ledger without any understanding would say. */
  private static List<Posting> allOn(List<Posting> postings, Account account) {
    var sums = new TreeMap<Direction, Long>();
    postings.forEach(p -> sums.merge(p.direction(), p.bytes(), Long::sum));
    return sums.entrySet().stream()
        .map(
            e -> new Posting(account, e.getKey(), 1, 1, e.getValue(), 0, Basis.MEASURED, List.of()))
        .toList();
  }

  @Test
  void aLedgerThatPostsAllOnEntriesFails() {
    Account entry = Account.simple(Account.Kind.ENTRY, "/srv/0");
    assertThat(failing((_, postings) -> allOn(postings, entry)))
        .as("every kind of host")
        .hasSameSizeAs(Scenarios.all());
  }

  @Test
  void aLedgerThatPostsAllOnOneAccountFails() {
    Account one = Account.simple(Account.Kind.GUEST, "web1");
    Map<String, Result> failing = failing((_, postings) -> allOn(postings, one));
    assertThat(failing.values().stream().map(r -> r.kind().category()))
        .contains(Category.SEVERAL_DIRECT, Category.WRITTEN_BACK, Category.JOB);
    assertThat(failing.values().stream().filter(r -> r.kind().category() != Category.ONE_DIRECT))
        .as("where there are several")
        .hasSameSizeAs(
            Scenarios.all().stream().filter(k -> k.category() != Category.ONE_DIRECT).toList());
  }

  /** The truth itself is a perfect ledger: the scoring can be passed. */
  @Test
  void theTruthPasses() {
    for (Kind kind : Scenarios.all()) {
      Score score = score(kind, postings -> postings);
      assertThat(score.total()).as(kind.name()).isGreaterThan(200_000);
      assertThat(score.share()).as(kind.name()).isEqualTo(1.0);
    }
  }

  private static Map<String, Result> failing(BiFunction<Kind, List<Posting>, List<Posting>> fake) {
    var failing = new TreeMap<String, Result>();
    for (Kind kind : Scenarios.all()) {
      Result result = fake(kind, fake);
      if (!result.good()) {
        failing.put(kind.name(), result);
      }
    }
    return failing;
  }

  /** Balanced, but posted without looking. */
  private static Result fake(Kind kind, BiFunction<Kind, List<Posting>, List<Posting>> fake) {
    return new Result(kind, score(kind, postings -> fake.apply(kind, postings)), List.of());
  }

  /** A second of a host, told by somebody who makes his postings out of the true ones. */
  private static Score score(Kind kind, UnaryOperator<List<Posting>> told) {
    Machine machine = kind.machine(1);
    var observer = new Observer(machine, Clock.MS);
    Observation before = observer.after(300 * Clock.MS);
    Observation after = observer.after(Clock.SECOND);
    Score score = Score.NONE;
    for (Leaf leaf : machine.leaves()) {
      Map<Cause, LeafTruth.Amount> a = before.truths().get(leaf.name());
      Map<Cause, LeafTruth.Amount> b = after.truths().get(leaf.name());
      score = score.plus(Score.of(leaf.name(), a, b, told.apply(TruePostings.of(a, b))));
    }
    return score;
  }
}

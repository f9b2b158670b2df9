package dev.iosleuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.model.Scenarios.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Against the truth: how many bytes land on the account of who caused them. */
final class AccuracyTest {
  private static final int SEEDS = 2;
  private static final int INTERVALS = 3;

  private static Result result(Kind kind) {
    Score score = Score.NONE;
    var overcharged = new ArrayList<String>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Machine machine = kind.machine(seed);
      var observer = new Observer(machine, Clock.MS / 5);
      var bookkeeper = new Bookkeeper();
      Observation earlier = observer.after(700 * Clock.MS);
      Observation before = observer.after(Clock.SECOND);
      bookkeeper.post(earlier.sample(), before.sample());
      for (int interval = 0; interval < INTERVALS; interval++) {
        Observation after = observer.after(Clock.SECOND);
        Ledger ledger = bookkeeper.post(before.sample(), after.sample());
        score = score.plus(score(machine, before, after, ledger));
        overcharged.addAll(overcharged(machine, before, after, ledger));
        before = after;
      }
    }
    return new Result(kind, score, overcharged);
  }

  private static Score score(
      Machine machine, Observation before, Observation after, Ledger ledger) {
    Score score = Score.NONE;
    for (Leaf leaf : machine.leaves()) {
      List<Posting> postings =
          Books.find(ledger, leaf.name()).map(d -> d.postings()).orElse(List.of());
      score =
          score.plus(
              Score.of(
                  leaf.name(),
                  before.truths().get(leaf.name()),
                  after.truths().get(leaf.name()),
                  postings));
    }
    return score;
  }

  /** A job never pays for more than its progress on the members that it touches, and 5 %. */
  private static List<String> overcharged(
      Machine machine, Observation before, Observation after, Ledger ledger) {
    var words = new ArrayList<String>();
    for (Md array : machine.arrays()) {
      if (array.job().isEmpty()) {
        continue;
      }
      long progress =
          512 * (after.progress().get(array.name()) - before.progress().get(array.name()));
      int times =
          array.level() instanceof MdParity ? array.members().count() : array.level().copies();
      String word = array.job().get().action().word();
      long posted =
          ledger.devices().stream()
              .flatMap(d -> d.postings().stream())
              .filter(p -> p.account().kind() == Account.Kind.JOB)
              .filter(p -> p.account().name().toLowerCase(Locale.ROOT).contains(word))
              .mapToLong(Posting::bytes)
              .sum();
      if (posted > 1.05 * progress * times + 4096) {
        words.add(posted + " bytes posted on " + word + " that can be " + progress * times);
      }
    }
    return words;
  }

  @Test
  void bytesLandOnWhoCausedThem() {
    var table = new StringBuilder("\n");
    var bad = new ArrayList<String>();
    for (Kind kind : Scenarios.all()) {
      Result result = result(kind);
      table.append(result.line()).append('\n');
      if (Boolean.getBoolean("sim.detail")) {
        result.score().wrong().stream()
            .limit(4)
            .forEach(w -> table.append("    ").append(w).append('\n'));
      }
      if (!result.good()) {
        bad.add(result.line());
        result.score().wrong().stream().limit(3).forEach(w -> bad.add("    " + w));
      }
    }
    System.out.println(table);
    assertThat(bad).as("%s", table).isEmpty();
  }
}

package dev.iosleuth.model;

import dev.iosleuth.model.Scenarios.Category;
import dev.iosleuth.model.Scenarios.Kind;
import java.util.List;
import java.util.Locale;

/**
 * What one kind of host came to.
 *
 * @param overcharged jobs that pay for more than they can have done, in words
 */
record Result(Kind kind, Score score, List<String> overcharged) {
  boolean good() {
    Category category = kind.category();
    return score.share() >= category.atLeast()
        && score.unexplainedShare() <= 0.02
        && overcharged.isEmpty()
        && (category != Category.JOB
            || Math.abs(score.postedOnJobs() - score.jobs()) <= 0.05 * score.jobs());
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-32s %-14s %7.2f %% right  %6.2f %% unexplained%s%s",
        kind.name(),
        kind.category().name().toLowerCase(Locale.ROOT),
        100 * score.share(),
        100 * score.unexplainedShare(),
        score.jobs() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "  jobs %+.2f %%",
                100.0 * (score.postedOnJobs() - score.jobs()) / score.jobs()),
        good() ? "" : "  <-- " + overcharged);
  }
}

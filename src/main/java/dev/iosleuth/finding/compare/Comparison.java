package dev.iosleuth.finding.compare;

import dev.iosleuth.finding.statistics.Contrast;
import dev.iosleuth.finding.statistics.Estimate;
import dev.iosleuth.finding.statistics.FalseDiscovery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Two of a kind held against each other.
 *
 * @param subjects devices first, most device time first
 * @param changed what else is different, and may be the cause
 */
public record Comparison(
    Side before, Side after, List<SubjectChange> subjects, List<Changed> changed) {
  /** Of the differences that are shown so many may be chance. */
  public static final double SHARE = 0.02;

  public Comparison {
    subjects = List.copyOf(subjects);
    changed = List.copyOf(changed);
  }

  /** What can be said of all of it. */
  public Change.Verdict verdict() {
    if (subjects.stream().anyMatch(SubjectChange::shown)) {
      return Change.Verdict.SHOWN;
    }
    boolean told =
        subjects.stream()
            .flatMap(subject -> subject.figures().stream())
            .anyMatch(change -> change.verdict() != Change.Verdict.CANNOT_TELL);
    return told ? Change.Verdict.NOT_SHOWN : Change.Verdict.CANNOT_TELL;
  }

  public static Comparison of(Side before, Side after) {
    Observations first = before.observations();
    Observations second = after.observations();
    var names = new TreeSet<>(first.subjects());
    names.addAll(second.subjects());
    var pairs = new ArrayList<List<Pair>>();
    names.forEach(name -> pairs.add(pairs(name, first, second)));
    List<List<FalseDiscovery.Answer>> answers =
        FalseDiscovery.answers(
            pairs.stream().map(own -> own.stream().mapToDouble(Pair::chance).toArray()).toList(),
            SHARE);
    var subjects = new ArrayList<SubjectChange>();
    int at = 0;
    for (Subject name : names) {
      List<Pair> own = pairs.get(at);
      var changes = new ArrayList<Change>();
      for (int i = 0; i < own.size(); i++) {
        FalseDiscovery.Answer answer = answers.get(at).get(i);
        Pair pair = own.get(i);
        changes.add(Change.of(pair.figure, pair.before, pair.after, answer.yes(), answer.level()));
      }
      if (!changes.isEmpty()) {
        subjects.add(new SubjectChange(name, changes));
      }
      at++;
    }
    subjects.sort(
        Comparator.comparing((SubjectChange one) -> !one.subject().isDevice())
            .thenComparingDouble(one -> -one.weight())
            .thenComparing(SubjectChange::subject));
    return new Comparison(
        before, after, subjects, Changed.between(before.circumstances(), after.circumstances()));
  }

  private record Pair(Figure figure, Estimate before, Estimate after) {
    double chance() {
      return Contrast.of(before, after).chance();
    }
  }

  /** Of what did nothing in either there is nothing to ask. */
  private static List<Pair> pairs(Subject subject, Observations first, Observations second) {
    var pairs = new ArrayList<Pair>();
    for (Figure figure : Figure.values()) {
      if (!first.has(subject, figure) && !second.has(subject, figure)) {
        continue;
      }
      Estimate before = first.estimate(subject, figure);
      Estimate after = second.estimate(subject, figure);
      if (before.mean() > 0 || after.mean() > 0) {
        pairs.add(new Pair(figure, before, after));
      }
    }
    return pairs;
  }
}

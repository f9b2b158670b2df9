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
 * @param onlyBefore of whom the second does not tell what they did
 * @param onlyAfter of whom the first does not
 * @param leftOut devices that did something and are none of the disks that are compared
 * @param changed what else is different, and may be the cause
 */
public record Comparison(
    Side before,
    Side after,
    List<SubjectChange> subjects,
    List<Subject> onlyBefore,
    List<Subject> onlyAfter,
    List<LeftOut> leftOut,
    List<Changed> changed) {
  /** Of the differences that are shown so many may be chance. */
  public static final double SHARE = 0.03;

  public Comparison {
    subjects = List.copyOf(subjects);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
    leftOut = List.copyOf(leftOut);
    changed = List.copyOf(changed);
  }

  /** Whether both tell under which circumstances they came about, so that these may differ. */
  public boolean tellsChanged() {
    return before.circumstances().known() && after.circumstances().known();
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
    names.removeIf(name -> !first.tells(name, second) || !second.tells(name, first));
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
        before,
        after,
        subjects,
        alone(first, second),
        alone(second, first),
        LeftOut.of(first, second),
        Changed.between(before.circumstances(), after.circumstances()));
  }

  private static List<Subject> alone(Observations told, Observations other) {
    return told.subjects().stream()
        .filter(subject -> told.matters(subject) && !other.tells(subject, told))
        .sorted()
        .toList();
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

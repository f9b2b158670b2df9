package dev.iosleuth.view.text;

import dev.iosleuth.finding.compare.Change;
import dev.iosleuth.finding.compare.Comparison;
import dev.iosleuth.finding.compare.Figure;
import dev.iosleuth.finding.compare.LeftOut;
import dev.iosleuth.finding.compare.Subject;
import dev.iosleuth.finding.compare.SubjectChange;
import dev.iosleuth.finding.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A comparison in sentences: did it help? */
final class CompareWords {
  private static final int NAME = 32;
  private static final int MOST_ALONE = 6;
  private static final int MOST_DEVICES = 2;
  private static final int MOST_ACCOUNTS = 3;

  private final Comparison comparison;

  private CompareWords(Comparison comparison) {
    this.comparison = comparison;
  }

  static String of(Comparison comparison) {
    var words = new CompareWords(comparison);
    return switch (comparison.verdict()) {
      case SHOWN -> words.shown();
      case NOT_SHOWN -> words.notShown();
      case CANNOT_TELL -> words.cannotTell();
    };
  }

  private String shown() {
    var sentences = new ArrayList<String>();
    List<SubjectChange> shown =
        comparison.subjects().stream().filter(SubjectChange::shown).toList();
    List<SubjectChange> devices = shown.stream().filter(one -> one.subject().isDevice()).toList();
    List<SubjectChange> accounts = shown.stream().filter(one -> !one.subject().isDevice()).toList();
    devices.stream().limit(MOST_DEVICES).forEach(one -> sentences.add(sentence(one)));
    if (devices.isEmpty()) {
      sentences.add("No disk shows a difference.");
    }
    accounts.stream().limit(MOST_ACCOUNTS).forEach(one -> sentences.add(sentence(one)));
    if (!comparison.changed().isEmpty()) {
      sentences.add("Other things changed, too, and may be the cause: see below.");
    }
    return String.join(" ", sentences);
  }

  /** Its busy time or load first, then its wait. */
  private static String sentence(SubjectChange subject) {
    var parts = new ArrayList<String>();
    String name = name(subject.subject());
    Optional<Change> time = figure(subject, Figure.DEVICE_TIME);
    time.ifPresent(change ->
        parts.add(
            subject.subject().isDevice()
                ? "is "
                    + value(change, change.after())
                    + " busy instead of "
                    + value(change, change.before())
                : "takes "
                    + value(change, change.after())
                    + " of a disk's time instead of "
                    + value(change, change.before())));
    load(subject).ifPresent(change -> parts.add(load(change)));
    figure(subject, Figure.WAIT)
        .ifPresent(change ->
            parts.add(
                "waits "
                    + value(change, change.after())
                    + " for an operation instead of "
                    + value(change, change.before())));
    return name + " " + join(parts) + ".";
  }

  private static Optional<Change> figure(SubjectChange subject, Figure figure) {
    return subject.figure(figure).filter(Change::shown);
  }

  private static Optional<Change> load(SubjectChange subject) {
    return figure(subject, Figure.OPERATIONS).or(() -> figure(subject, Figure.BYTES));
  }

  private static String load(Change change) {
    String unit = change.figure() == Figure.OPERATIONS ? " operations/s" : " MiB/s";
    return "does "
        + CompareFigures.value(change.figure(), change.after().mean())
        + unit
        + " instead of "
        + CompareFigures.value(change.figure(), change.before().mean())
        + (Double.isNaN(change.share(1)) ? "" : " (" + CompareFigures.range(change) + ")");
  }

  private static String value(Change change, Estimate estimate) {
    return CompareFigures.value(change.figure(), estimate.mean());
  }

  private String notShown() {
    List<SubjectChange> seen =
        comparison.subjects().stream()
            .filter(one -> visible(one).isPresent())
            .limit(MOST_ACCOUNTS)
            .toList();
    List<SubjectChange> vague = seen.stream().filter(CompareWords::isVague).toList();
    List<SubjectChange> clear = seen.stream().filter(one -> !isVague(one)).toList();
    var sentences = new ArrayList<String>();
    if (vague.isEmpty() || !clear.isEmpty()) {
      sentences.add("No difference is shown.");
    } else {
      sentences.add(
          "Whether anything changed cannot be told: "
              + Units.count(comparison.before().observations().intervals(), "interval", "intervals")
              + " and "
              + Units.whole(comparison.after().observations().intervals())
              + " are too few where figures vary so much.");
    }
    if (!clear.isEmpty()) {
      sentences.add(
          "That does not say that there is none: it would have been seen from about "
              + join(clear.stream().flatMap(one -> from(one).stream()).toList())
              + " on.");
    }
    vague.forEach(one -> visible(one).ifPresent(change -> sentences.add(vague(one, change))));
    return String.join(" ", sentences);
  }

  /** Its load or busy time, if it can be told from what on a rise of it would have been seen. */
  private static Optional<Change> visible(SubjectChange subject) {
    Figure figure = subject.subject().isDevice() ? Figure.DEVICE_TIME : Figure.OPERATIONS;
    return subject
        .figure(figure)
        .or(() -> subject.figure(Figure.BYTES))
        .filter(change -> !Double.isNaN(change.share(change.visible())));
  }

  private static Optional<String> from(SubjectChange subject) {
    return visible(subject)
        .map(change ->
            CompareFigures.share(change, change.visible())
                + " of "
                + name(subject.subject())
                + "'s "
                + (change.figure() == Figure.DEVICE_TIME ? "busy time" : "load"));
  }

  private static boolean isVague(SubjectChange subject) {
    return visible(subject).filter(CompareFigures::isVague).isPresent();
  }

  /** Both means: that a difference as large as theirs is not shown says nothing of it. */
  private static String vague(SubjectChange subject, Change change) {
    String unit =
        switch (change.figure()) {
          case DEVICE_TIME -> " busy";
          case BYTES -> " MiB/s";
          default -> " operations/s";
        };
    return name(subject.subject())
        + ": "
        + value(change, change.before())
        + unit
        + " in A, "
        + value(change, change.after())
        + " in B, and "
        + (CompareFigures.isBeyond(change, change.visible())
            ? "no rise"
            : "only a rise to about " + Units.factor(1 + change.share(change.visible())))
        + " would have been seen for sure.";
  }

  private String cannotTell() {
    long first = comparison.before().observations().intervals();
    long second = comparison.after().observations().intervals();
    if (comparison.subjects().isEmpty() && !alone(comparison).isEmpty()) {
      return "What the one tells of the other does not: there is nothing to compare.";
    }
    if (comparison.subjects().isEmpty() && !comparison.leftOut().isEmpty()) {
      return "No disk did anything in either of them: there is nothing to compare.";
    }
    if (comparison.subjects().isEmpty()) {
      return "Nothing was done in either of them: there is nothing to compare.";
    }
    boolean many = Math.min(first, second) >= Estimate.LEAST_STEPS;
    return String.format(
        Locale.ROOT,
        "Whether anything changed cannot be told: of %s and %s nothing shows how much the figures"
            + " vary by themselves. "
            + (many
                ? "Too few of them tell the same figures whole: of each, %d are needed."
                : "Take recordings of at least %d intervals, better of 60 or more (iosleuth capture"
                    + " --every 1 --seconds 60)."),
        Units.count(first, "interval", "intervals"),
        Units.whole(second),
        Estimate.LEAST_STEPS);
  }

  /** Who is not compared, and why. */
  static List<String> notCompared(Comparison comparison) {
    var lines = new ArrayList<>(alone(comparison));
    comparison.leftOut().stream()
        .collect(Collectors.groupingBy(LeftOut::why, TreeMap::new, Collectors.toList()))
        .forEach((why, devices) ->
            lines.add(
                "Left out, since they are "
                    + why
                    + ": "
                    + names(devices.stream().map(LeftOut::subject).toList())
                    + "."));
    return lines;
  }

  /** Of whom one of the two does not tell what they did. */
  static List<String> alone(Comparison comparison) {
    return Stream.of(
            alone("A", comparison.onlyBefore(), "B"), alone("B", comparison.onlyAfter(), "A"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> alone(String here, List<Subject> only, String there) {
    if (only.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Not compared, since only %s tells of them, and not %s: %s.",
            here,
            there,
            names(only)));
  }

  private static String names(List<Subject> all) {
    List<String> names = all.stream().limit(MOST_ALONE).map(CompareWords::name).toList();
    int more = all.size() - names.size();
    return String.join(", ", names)
        + (more > 0 ? " and " + Units.count(more, "other", "others") : "");
  }

  static String name(Subject subject) {
    String name = Escape.terminal(subject.name(), NAME);
    return switch (subject.kind()) {
      case "replica" ->
          name
              + (subject.within().isEmpty()
                  ? " (replica)"
                  : " (replica of " + Escape.terminal(subject.within(), NAME) + ")");
      case "entry" -> name + " (by whom unknown)";
      default ->
          subject.within().isEmpty()
              ? name
              : name + " (" + Escape.terminal(subject.within(), NAME) + ")";
    };
  }

  private static String join(List<String> words) {
    if (words.size() < 2) {
      return String.join("", words);
    }
    return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }
}

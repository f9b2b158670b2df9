package dev.iosleuth.model;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Posting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of the truth a ledger told, in bytes.
 *
 * @param total that the leaves moved
 * @param right on the account of who caused them
 * @param unexplained on nobody's
 * @param jobs that kernel jobs caused
 * @param postedOnJobs that were posted on jobs
 * @param wrong the largest of what landed elsewhere, in words
 */
record Score(
    long total, long right, long unexplained, long jobs, long postedOnJobs, List<String> wrong) {
  static final List<Direction> DIRECTIONS =
      List.of(Direction.READ, Direction.WRITE, Direction.DISCARD);
  static final Score NONE = new Score(0, 0, 0, 0, 0, List.of());

  double share() {
    return total == 0 ? 1 : (double) right / total;
  }

  double unexplainedShare() {
    return total == 0 ? 0 : (double) unexplained / total;
  }

  Score plus(Score other) {
    var both = new ArrayList<>(wrong);
    both.addAll(other.wrong);
    return new Score(
        total + other.total,
        right + other.right,
        unexplained + other.unexplained,
        jobs + other.jobs,
        postedOnJobs + other.postedOnJobs,
        both);
  }

  /** Of one leaf and interval. */
  static Score of(
      String leaf,
      Map<Cause, LeafTruth.Amount> before,
      Map<Cause, LeafTruth.Amount> after,
      List<Posting> postings) {
    Score score = NONE;
    for (Direction direction : DIRECTIONS) {
      score =
          score.plus(
              of(
                  leaf + " " + direction,
                  truth(before, after, direction),
                  postings.stream().filter(p -> p.direction() == direction).toList()));
    }
    return score;
  }

  /** What each cause moved. */
  static Map<Cause, Long> truth(
      Map<Cause, LeafTruth.Amount> before,
      Map<Cause, LeafTruth.Amount> after,
      Direction direction) {
    var truth = new HashMap<Cause, Long>();
    after.forEach((cause, amount) ->
        truth.put(
            cause,
            bytes(amount.minus(before.getOrDefault(cause, LeafTruth.Amount.ZERO)), direction)));
    return truth;
  }

  private static long bytes(LeafTruth.Amount amount, Direction direction) {
    return switch (direction) {
      case READ -> amount.readBytes();
      case WRITE -> amount.writeBytes();
      case DISCARD -> amount.discardBytes();
      case FLUSH -> 0;
    };
  }

  private static Score of(String where, Map<Cause, Long> truth, List<Posting> postings) {
    long total = truth.values().stream().mapToLong(Long::longValue).sum();
    long jobs =
        truth.entrySet().stream()
            .filter(e -> e.getKey().job())
            .mapToLong(Map.Entry::getValue)
            .sum();
    Match match = Match.of(truth, postings);
    return new Score(
        total,
        match.right(),
        posted(postings, Account.Kind.UNEXPLAINED),
        jobs,
        posted(postings, Account.Kind.JOB),
        words(where, match));
  }

  private static long posted(List<Posting> postings, Account.Kind kind) {
    return postings.stream()
        .filter(p -> p.account().kind() == kind)
        .mapToLong(Posting::bytes)
        .sum();
  }

  private static List<String> words(String where, Match match) {
    var misplaced = new TreeMap<String, Long>();
    match
        .misplaced()
        .forEach((p, bytes) ->
            misplaced.merge(p.account().kind() + " " + p.account().name(), bytes, Long::sum));
    if (misplaced.isEmpty()) {
      return List.of();
    }
    var words = new StringBuilder(where).append(": too much on ").append(misplaced);
    words.append(", missing on ");
    match.left().entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .sorted(Map.Entry.<Cause, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(e ->
            words
                .append(e.getKey().kind())
                .append(e.getKey().names())
                .append('=')
                .append(e.getValue())
                .append(' '));
    return List.of(words.toString());
  }
}

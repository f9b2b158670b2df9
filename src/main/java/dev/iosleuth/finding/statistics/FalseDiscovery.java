package dev.iosleuth.finding.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which of many questions are answered with yes, when of those answers no more than a given share
 * may be chance: Benjamini and Hochberg (1995), over families of questions as Benjamini and
 * Bogomolov (2014) do it, a family standing for itself by Simes' inequality.
 */
public final class FalseDiscovery {
  private FalseDiscovery() {}

  /**
   * An answer.
   *
   * @param yes whether it is more than chance
   * @param level at which it was decided: an interval of confidence 1 - level holds no difference
   *     exactly where the answer is no
   */
  public record Answer(boolean yes, double level) {}

  /**
   * @param families probabilities that chance alone does it; NaN where nothing can be told
   * @param share of the answers that may be wrong
   */
  public static List<List<Answer>> answers(List<double[]> families, double share) {
    double[] together = families.stream().mapToDouble(FalseDiscovery::simes).toArray();
    int asked = told(together).length;
    int chosen = selected(together, share);
    double within = asked == 0 ? share : share * chosen / asked;
    double beside = asked == 0 ? share : share * Math.min(asked, chosen + 1) / asked;
    var answers = new ArrayList<List<Answer>>();
    for (int i = 0; i < together.length; i++) {
      boolean found = chosen > 0 && together[i] <= within;
      answers.add(family(families.get(i), found, found ? within : beside));
    }
    return answers;
  }

  private static List<Answer> family(double[] chances, boolean found, double level) {
    int asked = told(chances).length;
    int chosen = found ? selected(chances, level) : 0;
    double yes = asked == 0 ? level : level * chosen / asked;
    double no = asked == 0 ? level : level * Math.min(asked, chosen + 1) / asked;
    var answers = new ArrayList<Answer>();
    for (double chance : chances) {
      boolean small = chosen > 0 && chance <= yes;
      answers.add(new Answer(small, small ? yes : no));
    }
    return answers;
  }

  /** How many of the smallest are small enough. */
  private static int selected(double[] chances, double share) {
    double[] sorted = told(chances);
    int selected = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] <= share * (i + 1) / sorted.length) {
        selected = i + 1;
      }
    }
    return selected;
  }

  /** Of all of them together. */
  private static double simes(double[] chances) {
    double[] sorted = told(chances);
    double least = Double.NaN;
    for (int i = 0; i < sorted.length; i++) {
      double chance = sorted[i] * sorted.length / (i + 1);
      least = chance >= least ? least : chance;
    }
    return least;
  }

  private static double[] told(double[] chances) {
    return Arrays.stream(chances).filter(chance -> !Double.isNaN(chance)).sorted().toArray();
  }
}

package dev.iosleuth.ledger;

import java.util.Arrays;

/**
 * Finds how much each group did on each partition when only the sums are known: iterative
 * proportional fitting from what evidence there is, a fixed number of rounds.
 */
final class PartitionFit {
  private static final int ROUNDS = 30;

  /** Evidence misses who has closed its files by now: nothing is impossible. */
  private static final double DOUBT = 0.001;

  /** A fraction of a partition's bytes below what the readings' skew leaves unknown. */
  private static final double TRACE = 0.005;

  private PartitionFit() {}

  /**
   * @param rows fractions of the groups, adding up to 1
   * @param columns bytes of the partitions
   * @param evidence bytes by group and partition; a row of zeros says nothing
   * @return by group and partition, the group's fraction of the partition's bytes
   */
  static double[][] fit(double[] rows, double[] columns, double[][] evidence) {
    double all = Arrays.stream(columns).sum();
    var cells = new double[rows.length][columns.length];
    for (int g = 0; g < rows.length; g++) {
      double known = Arrays.stream(evidence[g]).sum();
      for (int n = 0; n < columns.length; n++) {
        double prior = all > 0 ? columns[n] / all : 1;
        double start = known > 0 ? evidence[g][n] / known + DOUBT : 1;
        cells[g][n] = rows[g] * prior * start;
      }
    }
    for (int round = 0; round < ROUNDS && columns.length > 1; round++) {
      fitRows(cells, rows, all);
      fitColumns(cells, columns);
    }
    dropDoubt(cells, columns, evidence);
    return fractions(cells, rows);
  }

  private static void fitRows(double[][] cells, double[] rows, double all) {
    for (int g = 0; g < rows.length; g++) {
      double sum = Arrays.stream(cells[g]).sum();
      for (int n = 0; n < cells[g].length && sum > 0; n++) {
        cells[g][n] *= rows[g] * all / sum;
      }
    }
  }

  private static void fitColumns(double[][] cells, double[] columns) {
    for (int n = 0; n < columns.length; n++) {
      double sum = column(cells, n);
      for (int g = 0; g < cells.length && sum > 0; g++) {
        cells[g][n] *= columns[n] / sum;
      }
    }
  }

  private static double column(double[][] cells, int n) {
    double sum = 0;
    for (double[] row : cells) {
      sum += row[n];
    }
    return sum;
  }

  /** What only doubt put there, and the sums did not ask for, is nothing. */
  private static void dropDoubt(double[][] cells, double[] columns, double[][] evidence) {
    for (int g = 0; g < cells.length; g++) {
      boolean known = Arrays.stream(evidence[g]).sum() > 0;
      for (int n = 0; n < columns.length; n++) {
        if (known && evidence[g][n] <= 0 && cells[g][n] < columns[n] * TRACE) {
          cells[g][n] = 0;
        }
      }
    }
  }

  private static double[][] fractions(double[][] cells, double[] rows) {
    for (int n = 0; n < (cells.length == 0 ? 0 : cells[0].length); n++) {
      double sum = column(cells, n);
      for (int g = 0; g < rows.length; g++) {
        cells[g][n] = sum > 0 ? cells[g][n] / sum : rows[g];
      }
    }
    return cells;
  }
}

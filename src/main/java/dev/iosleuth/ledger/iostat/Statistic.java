package dev.iosleuth.ledger.iostat;

/**
 * A figure over all reports; NaN where no report told it.
 *
 * @param mean weighted: of a wait by the requests that waited, else by the seconds of the reports
 * @param p95 of 100 reports 95 are no higher; within 1 % of it
 * @param worst the highest
 * @param when of the highest, as printed; empty where nothing told
 */
public record Statistic(double mean, double p95, double worst, String when) {
  public boolean known() {
    return !Double.isNaN(mean);
  }
}

package dev.iosleuth.ledger.iostat;

/**
 * What a log says of one device or process.
 *
 * @param name raw, under others' control
 * @param reports in which it stands
 * @param damaged of which it, or whose, was not understood as a whole
 * @param missing reports in which it does not stand
 * @param absurd reports whose %util cannot be, which tell nothing of how busy it was
 * @param mostAbsurd the highest of these; NaN where there are none
 * @param busy %util, as printed: above 100 where the kernel's accounting is off
 * @param waits of a request, ms
 * @param transfers requests a second
 * @param kib read and written a second
 * @param size KiB of a request; NaN where nothing tells
 * @param readCourse KiB read a second
 * @param writeCourse KiB written a second
 */
public record DeviceLog(
    String name,
    long reports,
    long damaged,
    long missing,
    long absurd,
    double mostAbsurd,
    Statistic busy,
    Statistic waits,
    Statistic queue,
    Statistic reads,
    Statistic writes,
    Statistic transfers,
    Statistic kib,
    double size,
    Course busyCourse,
    Course waitCourse,
    Course kibCourse,
    Course readCourse,
    Course writeCourse) {
  /** A share of reports that may be left out without a word beside the figure. */
  private static final double LITTLE = 0.05;

  /** Whether so much of it was damaged that what is left may tell something else. */
  public boolean doubtful() {
    return damaged > LITTLE * (reports + missing);
  }
}

package dev.iosleuth.ledger.iostat;

/**
 * What a log says of one device or process.
 *
 * @param name raw, under others' control
 * @param reports in which it stands
 * @param busy %util, as printed: above 100 where the kernel's accounting is off
 * @param waits of a request, ms
 * @param transfers requests a second
 * @param kib read and written a second
 * @param readCourse KiB read a second
 * @param writeCourse KiB written a second
 */
public record DeviceLog(
    String name,
    long reports,
    Statistic busy,
    Statistic waits,
    Statistic queue,
    Statistic reads,
    Statistic writes,
    Statistic transfers,
    Statistic kib,
    Course busyCourse,
    Course waitCourse,
    Course kibCourse,
    Course readCourse,
    Course writeCourse) {}

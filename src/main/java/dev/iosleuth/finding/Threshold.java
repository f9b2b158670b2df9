package dev.iosleuth.finding;

/**
 * A limit that a rule decides by.
 *
 * @param name what it is a limit of
 * @param source who says so
 */
public record Threshold(String name, double value, String unit, String source) {}

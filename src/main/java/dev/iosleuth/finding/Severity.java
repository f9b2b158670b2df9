package dev.iosleuth.finding;

/** How bad it is. */
public enum Severity {
  /** Worth knowing; nothing is wrong. */
  NOTE,
  WARNING,
  /** Data are at risk, or something stands still. */
  CRITICAL
}

package dev.iosleuth.finding;

/** How sure a finding is. */
public enum Confidence {
  LOW,
  MEDIUM,
  HIGH;

  public Confidence atMost(Confidence most) {
    return compareTo(most) <= 0 ? this : most;
  }
}

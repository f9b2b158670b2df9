package dev.iosleuth.sample;

/**
 * Something that the user should know about how this was read or computed: what was not understood,
 * not allowed, scaled or guessed.
 *
 * @param subject path, device or account that it is about
 * @param text one sentence; not escaped
 */
public record Note(Kind kind, String subject, String text) {
  private static final String INTERVAL = "interval";

  /** The interval ended before its time: by a signal, not by anything on the host. */
  public static Note cutShort(String how) {
    return new Note(Kind.GAP, INTERVAL, how);
  }

  /** Whether this says that the interval was {@link #cutShort}. */
  public boolean tellsCut() {
    return kind == Kind.GAP && subject.equals(INTERVAL);
  }

  /** What sort of thing is noted; GAP makes the exit status 1. */
  public enum Kind {
    /** A file or row that was not understood. */
    NOT_UNDERSTOOD,
    /** Something that was asked for could not be seen. */
    GAP,
    /** How a figure came about. */
    METHOD
  }
}

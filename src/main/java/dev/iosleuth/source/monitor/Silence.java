package dev.iosleuth.source.monitor;

/** Why a monitor did not tell what it was asked, as far as that passes. */
public final class Silence {
  private static final String HELD = "held by another client";
  private static final String LATE = "did not ";
  private static final String GREET = "greet";
  private static final String ANSWER = "answer";
  private static final String BUT = ", but sent ";
  private static final String SENT = ", with ";

  private Silence() {}

  public static String held(String whose) {
    return "its " + whose + " is " + HELD;
  }

  static String ungreeted(long millis) {
    return late("monitor", GREET, millis);
  }

  static String unanswered(String whose, long millis) {
    return late(whose, ANSWER, millis);
  }

  private static String late(String whose, String did, long millis) {
    return "its " + whose + " " + LATE + did + " within " + millis + " ms";
  }

  /** It spoke all the time, as no monitor does. */
  static String endless(int bytes) {
    return BUT + bytes + " bytes without an end";
  }

  /** As every monitor may once. */
  static String talkative(int events, int answers, int questions) {
    return BUT
        + events
        + (events == 1 ? " event and " : " events and ")
        + answers
        + " of "
        + questions
        + " answers";
  }

  /** As far as a monitor comes that is slow. */
  static String incomplete(int bytes) {
    return SENT + bytes + " bytes of an answer";
  }

  /** Whether it is its own fault, which no busy host explains. */
  public static boolean isTalk(String why) {
    return isLate(why) && why.contains(BUT);
  }

  /** Whether nothing was heard of it. */
  public static boolean isMute(String why) {
    return !why.contains(BUT) && !why.contains(SENT);
  }

  /** Whether it would have been late if it, or we, had waited for so long. */
  public static boolean isExplainedBy(long waitedMillis, String why) {
    var had = why.contains(GREET) ? Limits.USUAL.silence() : Limits.USUAL.held();
    return waitedMillis >= had.toMillis() / 2;
  }

  /** Whether somebody else speaks with it. */
  public static boolean isHeld(String why) {
    return why.contains(HELD);
  }

  /** Whether it had its time, and let it go by. */
  public static boolean isLate(String why) {
    return why.contains("its monitor " + LATE);
  }

  /** Whether another try may come to more. */
  public static boolean passes(String why) {
    return isHeld(why) || isLate(why);
  }
}

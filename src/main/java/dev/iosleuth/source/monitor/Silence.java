package dev.iosleuth.source.monitor;

/** Why a monitor did not tell what it was asked, as far as that passes. */
public final class Silence {
  private static final String HELD = "held by another client";
  private static final String LATE = "did not ";

  private Silence() {}

  public static String held(String whose) {
    return "its " + whose + " is " + HELD;
  }

  static String late(String whose, String did, long millis) {
    return "its " + whose + " " + LATE + did + " within " + millis + " ms";
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

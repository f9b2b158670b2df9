package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Mdstat;

/** A running check, resync or recovery: a few steps under way at a time, at most so fast. */
final class MdJob {
  enum Action {
    CHECK,
    RESYNC,
    RECOVERY;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final int WINDOW = 8;

  private final Clock clock;
  private final Action action;
  private final MdPersonality personality;
  private final Cause cause;
  private final double sectorsPerNano;
  private final long began;
  private final long first;
  private long issued;
  private long completed;

  MdJob(Clock clock, Action action, MdPersonality personality, double bytesPerSecond, long from) {
    this.clock = clock;
    this.action = action;
    this.personality = personality;
    this.cause = Cause.job(action.word());
    this.sectorsPerNano = bytesPerSecond / 512 / Clock.SECOND;
    this.began = clock.now();
    this.first = from;
    this.issued = from;
    this.completed = from;
    for (int i = 0; i < WINDOW; i++) {
      next();
    }
  }

  private void next() {
    if (issued >= personality.jobSectors()) {
      return;
    }
    double due = (issued - first) / sectorsPerNano - (clock.now() - began);
    if (due > 0) {
      clock.after((long) due + 1, this::issue);
      return;
    }
    issue();
  }

  private void issue() {
    if (issued >= personality.jobSectors()) {
      return;
    }
    long at = issued;
    int[] length = new int[1];
    length[0] =
        personality.step(
            action,
            at,
            cause,
            () -> {
              completed += length[0];
              clock.after(1000, this::next);
            });
    issued += length[0];
  }

  Action action() {
    return action;
  }

  /** Sectors that were done since it began. */
  long progress() {
    return completed - first;
  }

  long position() {
    return completed;
  }

  Mdstat.Job job() {
    Mdstat.Action named =
        switch (action) {
          case CHECK -> Mdstat.Action.CHECK;
          case RESYNC -> Mdstat.Action.RESYNC;
          case RECOVERY -> Mdstat.Action.RECOVERY;
        };
    return new Mdstat.Job(
        named, "running", completed / 2, personality.jobSectors() / 2, 1000, "1.0min");
  }
}

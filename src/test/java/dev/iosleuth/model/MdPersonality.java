package dev.iosleuth.model;

import java.util.List;

/** What a level of md does. */
interface MdPersonality {
  /** As the level cuts a bio before it counts it. */
  List<Bio> cut(Bio bio);

  void map(Bio piece, Runnable done);

  /**
   * One step of a job from {@code position} on, in the job's own sectors; answers how far it goes.
   */
  int step(MdJob.Action action, long position, Cause cause, Runnable done);

  /** Lets reads know how far a job has come. */
  default void watch(MdJob job) {}

  /** Sectors of the job: those of the array on mirrors, of a member on parity. */
  long jobSectors();

  long size();

  String level();

  long layout();

  long chunk();

  int near();

  /** Copies of what is written; 1 with parity. */
  int copies();

  int far();

  default boolean discards() {
    return true;
  }
}

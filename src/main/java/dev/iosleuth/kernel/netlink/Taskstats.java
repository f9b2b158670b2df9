package dev.iosleuth.kernel.netlink;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Utf8;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The exit record of a thread: {@code struct taskstats} in a message of the generic netlink family
 * TASKSTATS (include/uapi/linux/taskstats.h, Documentation/accounting/taskstats.rst).
 *
 * <p>Versions only add at the end; from 12 (kernel 5.15) the process is told and whether its last
 * thread ended. Version 15 (6.14) alone put 16 bytes behind each pair of delay fields, six of them
 * before the place of the process; 16 moved them to the end.
 */
public final class Taskstats {
  public static final String FAMILY = "TASKSTATS";
  public static final int GET = 1;

  /** Attribute of a request: a list of processors, as {@code 0-3}, whose exits are wanted. */
  public static final int REGISTER = 3;

  private static final int NEW = 2;
  private static final int PID = 1;
  private static final int STATS = 3;
  private static final int PID_AND_STATS = 4;

  /** The last thread of a process (AGROUP, include/uapi/linux/acct.h). */
  private static final int LAST = 0x20;

  private static final int COMM = 80;
  private static final int COMM_LENGTH = 32;
  private static final int TASK = 128;
  private static final int PARENT = 132;
  private static final int STARTED = 136;
  private static final int ELAPSED = 144;
  private static final int READ_CHARS = 216;
  private static final int READ_BYTES = 248;
  private static final int PROCESS = 368;

  private Taskstats() {}

  /** Empty for a message that tells of no ended thread. */
  public static Optional<Reading<TaskExit>> parse(GenericNetlink.Message message) {
    if (message.command() != NEW) {
      return Optional.empty();
    }
    for (var attribute : GenericNetlink.attributes(message.bytes(), message.from(), message.to())) {
      if (attribute.type() == PID_AND_STATS) {
        return Optional.of(pair(attribute));
      }
    }
    return Optional.empty();
  }

  private static Reading<TaskExit> pair(GenericNetlink.Attribute pair) {
    int task = 0;
    for (var attribute : pair.nested()) {
      if (attribute.type() == PID) {
        task = attribute.number().orElse(0);
      }
      if (attribute.type() == STATS) {
        return stats(GenericNetlink.payload(attribute), task);
      }
    }
    return Reading.malformed("taskstats", "a struct taskstats", "none");
  }

  private static Reading<TaskExit> stats(byte[] bytes, int task) {
    ByteBuffer stats = GenericNetlink.buffer(bytes);
    int version = bytes.length < 2 ? 0 : stats.getShort(0);
    // of the fields before and after the delay fields that version 15 widened
    int shift = version == 15 ? 48 : 0;
    int processAt = PROCESS + (version == 15 ? 96 : 0);
    if (bytes.length < READ_BYTES + shift + 24 || stats.getInt(TASK + shift) != task) {
      return Reading.malformed(
          "taskstats",
          "struct taskstats of task " + task,
          "version " + version + " of " + bytes.length + " bytes");
    }
    boolean tellsProcess = version >= 12 && bytes.length >= processAt + 16;
    return Reading.known(
        new TaskExit(
            task,
            tellsProcess ? stats.getInt(processAt) : task,
            stats.getInt(PARENT + shift),
            comm(bytes, COMM + shift),
            stats.getInt(STARTED + shift) & 0xffff_ffffL,
            stats.getLong(ELAPSED + shift),
            stats.getLong(tellsProcess ? processAt + 8 : ELAPSED + shift),
            stats.getLong(READ_CHARS + shift),
            stats.getLong(READ_CHARS + 8 + shift),
            stats.getLong(READ_BYTES + shift),
            stats.getLong(READ_BYTES + 8 + shift),
            stats.getLong(READ_BYTES + 16 + shift),
            !tellsProcess || (bytes[8] & LAST) != 0));
  }

  private static String comm(byte[] bytes, int from) {
    int to = from;
    while (to < from + COMM_LENGTH && bytes[to] != 0) {
      to++;
    }
    return Utf8.decode(bytes, from, to);
  }
}

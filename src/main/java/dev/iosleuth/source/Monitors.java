package dev.iosleuth.source;

import dev.iosleuth.source.monitor.Topic;
import java.util.Optional;

/**
 * What guests' monitors say, each under the path where it appears in a tree and in a recording:
 * {@code qemu/PID/qmp-counters}. Read from the live host, the process's own monitor is asked,
 * within one short connection; guests of libvirt are asked through libvirt, see {@link
 * Tools#DOMSTATS}.
 */
public enum Monitors {
  /** Counters of all disks, by QMP: MonitorCounters.qmp reads it. */
  QMP_COUNTERS("qmp-counters", Topic.QMP_COUNTERS),
  /** What the disks are, by QMP: MonitorDisks.qmp reads it. qemu looks at the image files. */
  QMP_DISKS("qmp-disks", Topic.QMP_DISKS),
  /** Counters where only a human monitor is there: MonitorCounters.hmp reads it. */
  HMP_COUNTERS("hmp-counters", Topic.HMP_COUNTERS),
  /** Counters and disks where only a human monitor is there: MonitorDisks.hmp reads it. */
  HMP_DISKS("hmp-disks", Topic.HMP_DISKS),
  /** What the guest's own kernel counted, by the agent within: GuestDiskstats reads it. */
  AGENT("agent", Topic.AGENT);

  private static final String FOLDER = "qemu/";

  private final String file;
  private final Topic topic;

  Monitors(String file, Topic topic) {
    this.file = file;
    this.topic = topic;
  }

  /** {@code qemu/4711/qmp-counters} */
  public String path(int pid) {
    return FOLDER + pid + "/" + file;
  }

  /** Whether something in what that guest's monitors or agent said is meant. */
  public static boolean isOf(int pid, String where) {
    return where.startsWith(FOLDER + pid + "/");
  }

  /** What is asked at a path. */
  record Question(String pid, Topic topic) {}

  static boolean isBelow(String path) {
    return path.startsWith(FOLDER);
  }

  static Optional<Question> at(String path) {
    String[] names = path.split("/", -1);
    if (!isBelow(path) || names.length != 3 || !names[1].matches("[1-9][0-9]{0,9}")) {
      return Optional.empty();
    }
    for (Monitors monitor : values()) {
      if (monitor.file.equals(names[2])) {
        return Optional.of(new Question(names[1], monitor.topic));
      }
    }
    return Optional.empty();
  }
}

package dev.iosleuth.finding;

import dev.iosleuth.sample.Sample;
import java.util.stream.Stream;

/** What a rule looks at. */
public enum Need {
  DEVICE_FIGURES("what devices did in an interval: two samples, or a log of iostat or sar -d"),
  REQUEST_TIMES("the requests' times: two samples, or iostat -x, sar -d"),
  FLUSHES("flushes: two samples on a kernel from 5.5 on, or iostat -x of sysstat from 12.2 on"),
  CPU("what the processors did: two samples, or a log with avg-cpu"),
  SERIES("many intervals: a recording of several samples, or a log of several reports"),
  STACK("what stands on what: samples, not a log"),
  BOOKS("who caused what: samples, not a log"),
  CONFIGURATION("settings of devices and file systems: a sample or a captured tree");

  private static final Input DISKSTATS = Input.counters("proc/diskstats", Sample::diskstats);
  private static final Input PROCESSORS = Input.counters("proc/stat", s -> s.system().stat());

  private final String words;

  Need(String words) {
    this.words = words;
  }

  /** Files that it stands for. */
  Stream<Input> inputs() {
    return switch (this) {
      case DEVICE_FIGURES, REQUEST_TIMES, FLUSHES, SERIES, BOOKS -> Stream.of(DISKSTATS);
      case CPU -> Stream.of(PROCESSORS);
      case STACK, CONFIGURATION -> Stream.empty();
    };
  }

  public String words() {
    return words;
  }
}

package dev.iosleuth.kernel.proc;

import dev.iosleuth.kernel.cgroup.BlkioThrottle;
import dev.iosleuth.kernel.cgroup.IoStat;
import dev.iosleuth.kernel.cgroup.MemoryStat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Every parser of this package and of the cgroup files, for tests that treat all alike. */
enum TestingParsers {
  DISKSTATS("proc/diskstats", Diskstats::parse),
  MDSTAT("proc/mdstat", Mdstat::parse),
  DRBD("proc/drbd", DrbdProc::parse),
  MOUNTINFO("proc/[^/]+/mountinfo", Mountinfo::parse),
  SWAPS("proc/swaps", Swaps::parse),
  PID_STAT("proc/\\d+/(task/\\d+/)?stat", PidStat::parse),
  PID_IO("proc/\\d+/io", PidIo::parse),
  PID_CGROUP("proc/\\d+/cgroup", PidCgroup::parse),
  PID_CMDLINE("proc/\\d+/cmdline", PidCmdline::parse),
  PID_FDINFO("proc/\\d+/fdinfo/\\d+", PidFdinfo::parse),
  PID_MAPS("proc/\\d+/maps", PidMaps::parse),
  VMSTAT("proc/vmstat", Vmstat::parse),
  STAT("proc/stat", Stat::parse),
  MEMINFO("proc/meminfo", Meminfo::parse),
  MODULES("proc/modules", Modules::parse),
  NET_DEV("proc/(\\d+/)?net/dev", NetDev::parse),
  PRESSURE("proc/pressure/\\w+", Pressure::parse),
  UPTIME("proc/uptime", Uptime::parse),
  OBJSET("proc/spl/kstat/zfs/[^/]+/objset-\\w+", Objset::parse),
  ARCSTATS("proc/spl/kstat/zfs/arcstats", Arcstats::parse),
  XFS_STAT("proc/fs/xfs/stat", XfsStat::parse),
  JBD2_INFO("proc/fs/jbd2/[^/]+/info", Jbd2Info::parse),
  IO_STAT(".*/io.stat", IoStat::parse),
  BLKIO_THROTTLE(".*/blkio.throttle.io_service.*", BlkioThrottle::parse),
  MEMORY_STAT(".*/memory.stat", MemoryStat::parse);

  private final String pattern;

  @SuppressWarnings("ImmutableEnumChecker") // method references
  private final Function<Text, ? extends Reading<? extends Record>> parser;

  TestingParsers(String pattern, Function<Text, ? extends Reading<? extends Record>> parser) {
    this.pattern = pattern;
    this.parser = parser;
  }

  /** The parser of a path that begins with proc/ or lies in a cgroup. */
  static Optional<TestingParsers> of(String path) {
    return List.of(values()).stream().filter(p -> path.matches(p.pattern)).findFirst();
  }

  Reading<? extends Record> parse(Text text) {
    return parser.apply(text);
  }

  /** All that a parser did not understand of a text. */
  static List<Reading.Malformed<?>> damage(Reading<? extends Record> reading) {
    return switch (reading) {
      case Reading.Known<? extends Record>(Record value) -> damaged(value);
      case Reading.Absent<? extends Record> _ -> List.of();
      case Reading.Malformed<? extends Record> malformed -> List.of(malformed);
    };
  }

  private static List<Reading.Malformed<?>> damaged(Record value) {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      if (component.getName().equals("damaged")) {
        return rows(value, component);
      }
    }
    return List.of();
  }

  @SuppressWarnings("unchecked") // so named components have this type in every record
  private static List<Reading.Malformed<?>> rows(Record value, RecordComponent component) {
    try {
      return (List<Reading.Malformed<?>>) component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("damaged()", e);
    }
  }
}

package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.NamedNumber;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /proc/stat}.
 *
 * <pre>
 * cpu  96005 2578701 53845 3617879 60648 27891 25853 0 0 0
 * cpu0 10600 331675 5802 352894 4235 3243 9600 0 0 0
 * ctxt 130465866
 * btime 1555568347
 * processes 46972
 * procs_running 2
 * procs_blocked 0
 * </pre>
 *
 * Lines of interrupts (intr, softirq) are not read. fs/proc/stat.c; Documentation/filesystems/
 * proc.rst 1.7.
 *
 * @param cpus by name: "cpu" is all of them together
 * @param values ctxt, btime (seconds since 1970), processes (forks since boot), procs_running,
 *     procs_blocked
 */
public record Stat(
    Map<String, Cpu> cpus, Map<String, Long> values, List<Reading.Malformed<?>> damaged) {
  /**
   * Ticks in USER_HZ (1/100 s) since boot.
   *
   * @param user guests included
   * @param iowait idle with I/O outstanding; an estimate that may go back
   * @param steal since 2.6.11
   */
  public record Cpu(
      long user,
      long nice,
      long system,
      long idle,
      long iowait,
      long irq,
      long softirq,
      OptionalLong steal) {}

  private static final int WITHOUT_STEAL = 7;
  private static final int WITH_STEAL = 8;

  public Stat {
    cpus = Map.copyOf(cpus);
    values = Map.copyOf(values);
    damaged = List.copyOf(damaged);
  }

  public static Reading<Stat> parse(Text text) {
    var cpus = new HashMap<String, Cpu>();
    var values = new HashMap<String, Long>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    var lines = new Lines(text);
    while (lines.next()) {
      if (lines.startsWith("intr ") || lines.startsWith("softirq ")) {
        continue;
      }
      boolean understood = lines.whole();
      if (understood && lines.startsWith("cpu")) {
        Fields fields = lines.fields();
        String name = fields.word();
        Optional<Cpu> cpu = cpu(fields);
        cpu.ifPresent(c -> cpus.put(name, c));
        understood = cpu.isPresent();
      } else if (understood) {
        Optional<NamedNumber> value = NamedNumber.read(lines.fields());
        value.ifPresent(v -> values.put(v.name(), v.value()));
        understood = value.isPresent();
      }
      if (!understood) {
        damaged.add(lines.malformed("ticks of a CPU, or NAME N"));
      }
    }
    return cpus.isEmpty() && values.isEmpty()
        ? Reading.malformed(text.path(), "ticks of CPUs", text.beginning())
        : Reading.known(new Stat(cpus, values, damaged));
  }

  private static Optional<Cpu> cpu(Fields fields) {
    var ticks = new long[WITH_STEAL];
    int count = fields.numbers(ticks);
    if (count < WITHOUT_STEAL) {
      return Optional.empty();
    }
    return Optional.of(
        new Cpu(
            ticks[0],
            ticks[1],
            ticks[2],
            ticks[3],
            ticks[4],
            ticks[5],
            ticks[6],
            count < WITH_STEAL ? OptionalLong.empty() : OptionalLong.of(ticks[7])));
  }
}

package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.kernel.proc.PidIo;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Programs that were there at both ends, with what /proc/PID/io says that they moved between. */
record Movers(ProcessSample before, ProcessSample after) {
  private static final double MIB = 1024 * 1024;

  /** Absent where nobody's could be read; kernel threads count nothing of their own. */
  static Reading<List<Movers>> of(Case given) {
    return given.first().then(first -> given.last().then(last -> of(first, last)));
  }

  private static Reading<List<Movers>> of(Sample first, Sample last) {
    var movers = new ArrayList<Movers>();
    Optional<String> why = Optional.empty();
    for (ProcessSample after : last.processes().values()) {
      Optional<ProcessSample> before =
          Optional.ofNullable(first.processes().get(after.stat().pid()))
              .filter(process -> process.id().equals(after.id()));
      if (before.isEmpty() || after.stat().kernelThread()) {
        continue;
      }
      Optional<String> hidden = after.io().whyNot().or(() -> before.get().io().whyNot());
      if (hidden.isEmpty()) {
        movers.add(new Movers(before.get(), after));
      }
      why = why.or(() -> hidden);
    }
    movers.sort(Comparator.comparingInt(mover -> mover.after().stat().pid()));
    return movers.isEmpty() && why.isPresent()
        ? Reading.absent("what processes moved may not be seen: " + why.get())
        : Reading.known(movers);
  }

  String name() {
    return after.stat().comm() + "[" + after.stat().pid() + "]";
  }

  long grown(ToLongFunction<PidIo> figure) {
    return Math.max(0, of(after, figure) - of(before, figure));
  }

  private static long of(ProcessSample process, ToLongFunction<PidIo> figure) {
    return figure.applyAsLong(process.io().orElse(PidIo.ZERO));
  }

  /** By read and write calls, sockets and pipes included. */
  long called() {
    return grown(PidIo::readChars) + grown(PidIo::writeChars);
  }

  /** From and to disks, or pages that will be written to one. */
  long stored() {
    return grown(PidIo::readBytes) + grown(PidIo::writeBytes);
  }

  /** {@code growth("proc/1234/io", "wchar")} in MiB/s. */
  Source rate(String figure, ToLongFunction<PidIo> value) {
    int pid = after.stat().pid();
    return Source.amount(
            Sources.call("growth", "proc/" + pid + "/io", figure),
            c ->
                of(c)
                    .then(movers ->
                        movers.stream()
                            .filter(mover -> mover.after().stat().pid() == pid)
                            .findFirst()
                            .map(mover -> Reading.known((double) mover.grown(value)))
                            .orElse(Reading.absent("it ended"))))
        .over(HostSources.seconds().times(MIB));
  }
}

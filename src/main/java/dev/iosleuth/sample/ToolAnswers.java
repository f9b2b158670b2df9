package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.Df;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import java.util.List;
import java.util.Map;

/**
 * What only tools tell that take long or disturb disks: asked by those who explain, once.
 *
 * @param disks what each disk that has a model tells of itself, by kernel name
 * @param files that programs were reading, and in how many pieces they lie
 */
public record ToolAnswers(
    Reading<KernelLog> kernelLog,
    Reading<Df> fileSystems,
    Map<String, Reading<SmartctlJson>> disks,
    Reading<List<ReadFile>> files) {
  public ToolAnswers {
    disks = Map.copyOf(disks);
    files = files.map(List::copyOf);
  }

  /** Without files that are read. */
  public ToolAnswers(
      Reading<KernelLog> kernelLog,
      Reading<Df> fileSystems,
      Map<String, Reading<SmartctlJson>> disks) {
    this(kernelLog, fileSystems, disks, Reading.absent("not asked"));
  }

  ToolAnswers withFiles(List<ReadFile> read) {
    return new ToolAnswers(kernelLog, fileSystems, disks, Reading.known(read));
  }

  public static ToolAnswers absent(String why) {
    return new ToolAnswers(Reading.absent(why), Reading.absent(why), Map.of());
  }

  public Reading<SmartctlJson> disk(String kernelName) {
    return disks.getOrDefault(
        kernelName, Reading.absent("smartctl was not asked about " + kernelName));
  }
}

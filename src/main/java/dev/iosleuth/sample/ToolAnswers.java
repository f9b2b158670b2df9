package dev.iosleuth.sample;

import dev.iosleuth.kernel.tool.Df;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import java.util.Map;

/**
 * What only tools tell that take long or disturb disks: asked by those who explain, once.
 *
 * @param disks what each disk that has a model tells of itself, by kernel name
 */
public record ToolAnswers(
    Reading<KernelLog> kernelLog,
    Reading<Df> fileSystems,
    Map<String, Reading<SmartctlJson>> disks) {
  public ToolAnswers {
    disks = Map.copyOf(disks);
  }

  public static ToolAnswers absent(String why) {
    return new ToolAnswers(Reading.absent(why), Reading.absent(why), Map.of());
  }

  public Reading<SmartctlJson> disk(String kernelName) {
    return disks.getOrDefault(
        kernelName, Reading.absent("smartctl was not asked about " + kernelName));
  }
}

package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /proc/pressure/{io,memory,cpu,irq}}, and {@code io.pressure} of a cgroup: how much of the
 * time some, or all, tasks that were not idle had to wait. Since 4.20.
 *
 * <pre>
 * some avg10=0.45 avg60=0.34 avg300=0.20 total=96242289
 * full avg10=0.45 avg60=0.33 avg300=0.20 total=92732851
 * </pre>
 *
 * kernel/sched/psi.c psi_show(); Documentation/accounting/psi.rst.
 *
 * @param some absent for irq
 * @param full absent for cpu before 5.13
 */
public record Pressure(Reading<Share> some, Reading<Share> full) {
  /**
   * @param percent10 over the last 10 seconds, in hundredths of a percent
   * @param percent60 over the last minute, likewise
   * @param percent300 over the last five minutes, likewise
   * @param totalMicros since boot, in microseconds
   */
  public record Share(long percent10, long percent60, long percent300, long totalMicros) {}

  public static Reading<Pressure> parse(Text text) {
    Reading<Share> some = Reading.absent("no line some in " + text.path());
    Reading<Share> full = Reading.absent("no line full in " + text.path());
    var lines = new Lines(text);
    while (lines.next()) {
      Fields fields = lines.fields();
      String kind = fields.word();
      Optional<Share> share = lines.whole() ? share(fields) : Optional.empty();
      Reading<Share> reading =
          share.isPresent()
              ? Reading.known(share.get())
              : lines.malformed("avg10=P avg60=P avg300=P total=N");
      switch (kind) {
        case "some" -> some = reading;
        case "full" -> full = reading;
        default -> {
          return lines.malformed("some or full");
        }
      }
    }
    return lines.number() == 0
        ? Reading.malformed(text.path(), "some or full", "an empty file")
        : Reading.known(new Pressure(some, full));
  }

  private static Optional<Share> share(Fields fields) {
    OptionalLong ten = percent("avg10=", fields);
    OptionalLong sixty = percent("avg60=", fields);
    OptionalLong threeHundred = percent("avg300=", fields);
    String total = fields.word();
    OptionalLong micros =
        total.startsWith("total=") ? Fields.parse(total.substring(6)) : OptionalLong.empty();
    return ten.isEmpty() || sixty.isEmpty() || threeHundred.isEmpty() || micros.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Share(
                ten.getAsLong(), sixty.getAsLong(), threeHundred.getAsLong(), micros.getAsLong()));
  }

  private static OptionalLong percent(String key, Fields fields) {
    String word = fields.word();
    return word.startsWith(key)
        ? Fields.parseScaled(word.substring(key.length()), 2)
        : OptionalLong.empty();
  }
}

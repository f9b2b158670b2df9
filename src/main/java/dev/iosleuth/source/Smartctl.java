package dev.iosleuth.source;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a disk tells of itself, under {@code tool/smartctl/NAME}: as JSON, or as text where it knows
 * no JSON. A disk that sleeps is left asleep.
 */
public final class Smartctl {
  /** The folder of a tree in which the outputs stand by kernel names of disks. */
  public static final String FOLDER = "tool/smartctl";

  private static final Pattern PATH = Pattern.compile(FOLDER + "/([A-Za-z0-9][A-Za-z0-9!_-]*)");

  /**
   * Bits of the exit status (smartctl(8)): the command line did not parse; the device could not be
   * opened, or sleeps. The others tell of the disk, and the output is there.
   */
  private static final int NO_ANSWER = 0b11;

  private Smartctl() {}

  static Optional<List<String>> command(String path) {
    return device(path)
        .map(disk -> List.of("smartctl", "--json=c", "--nocheck=standby", "--all", disk));
  }

  /** For people: smartmontools before 7.0 know no JSON, and refuse the option. */
  static Optional<List<String>> plainCommand(String path) {
    return device(path)
        .map(disk ->
            List.of("smartctl", "--nocheck=standby", "--info", "--health", "--attributes", disk));
  }

  private static Optional<String> device(String path) {
    Matcher matcher = PATH.matcher(path);
    return matcher.matches()
        ? Optional.of("/dev/" + matcher.group(1).replace('!', '/'))
        : Optional.empty();
  }

  static boolean answered(int status) {
    return (status & NO_ANSWER) == 0;
  }
}

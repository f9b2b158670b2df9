package dev.iosleuth.finding.rule;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.sample.Guest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which qemu runs a guest.
 *
 * @param exact as its monitor tells it; else that of its machine type, which no older one knows
 */
record QemuVersion(long major, long minor, boolean exact) {
  private static final Pattern TOLD = Pattern.compile("^(\\d+)\\.(\\d+)");

  /** {@code -machine pc-q35-7.2,accel=kvm}: those of distributions have names or other numbers. */
  private static final Pattern MACHINE =
      Pattern.compile("^(?:type=)?(?:pc|pc-i440fx|pc-q35|virt)-(\\d+)\\.(\\d+)(?=[,+]|$)");

  static Optional<QemuVersion> of(Guest guest, List<String> command) {
    return guest
        .version()
        .optional()
        .flatMap(told -> found(TOLD.matcher(told), true))
        .or(() -> machine(command));
  }

  private static Optional<QemuVersion> machine(List<String> command) {
    for (int i = 0; i + 1 < command.size(); i++) {
      String option = command.get(i);
      if (option.equals("-machine") || option.equals("-M") || option.equals("--machine")) {
        return found(MACHINE.matcher(command.get(i + 1)), false);
      }
    }
    return Optional.empty();
  }

  private static Optional<QemuVersion> found(Matcher found, boolean exact) {
    return found.find()
        ? Optional.of(
            new QemuVersion(
                Fields.parse(found.group(1)).orElse(0),
                Fields.parse(found.group(2)).orElse(0),
                exact))
        : Optional.empty();
  }

  boolean isFrom(long wanted) {
    return major >= wanted;
  }

  /** Whether it is told to be older than that. */
  boolean isBefore(long wanted) {
    return exact && major < wanted;
  }

  String words() {
    return major + "." + minor + (exact ? "" : " or newer");
  }
}

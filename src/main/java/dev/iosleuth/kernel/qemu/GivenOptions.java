package dev.iosleuth.kernel.qemu;

import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options of a command line in their order, each with its value. */
final class GivenOptions {
  /** Those that take no value: qemu-options.hx, and what older versions had. */
  private static final Set<String> SWITCHES =
      Set.of(
          "S",
          "s",
          "h",
          "help",
          "version",
          "daemonize",
          "nographic",
          "nodefaults",
          "no-user-config",
          "nouserconfig",
          "enable-kvm",
          "no-kvm",
          "no-kvm-irqchip",
          "no-kvm-pit",
          "no-kvm-pit-reinjection",
          "snapshot",
          "no-reboot",
          "no-shutdown",
          "no-acpi",
          "no-hpet",
          "no-fd-bootchk",
          "usb",
          "full-screen",
          "alt-grab",
          "ctrl-grab",
          "no-frame",
          "no-quit",
          "sdl",
          "curses",
          "portrait",
          "singlestep",
          "one-insn-per-tb",
          "only-migratable",
          "mem-prealloc",
          "win2k-hack",
          "rtc-td-hack",
          "tdf",
          "semihosting",
          "old-param",
          "preconfig",
          "xen-attach",
          "xen-domid-restrict",
          "enable-sync-profile",
          "enable-fips",
          "localtime",
          "perfmap",
          "jitdump",
          "chroot-only");

  /**
   * @param option without its hyphens; the empty string for an image that stands alone
   */
  private record Given(String option, String value) {}

  private final List<Given> given = new ArrayList<>();
  private final List<Reading.Malformed<?>> damaged = new ArrayList<>();

  GivenOptions(List<String> arguments) {
    int at = 1;
    while (at < arguments.size()) {
      String argument = arguments.get(at);
      at++;
      if (!argument.startsWith("-") || argument.length() == 1) {
        given.add(new Given("", argument));
        continue;
      }
      String option = argument.substring(argument.startsWith("--") ? 2 : 1);
      boolean valued = !SWITCHES.contains(option) && at < arguments.size();
      given.add(new Given(option, valued ? arguments.get(at) : ""));
      at += valued ? 1 : 0;
    }
  }

  boolean has(String option) {
    return given.stream().anyMatch(g -> g.option().equals(option));
  }

  /** The last value of an option as it stands there. */
  Optional<String> text(String option) {
    return texts(option).isEmpty() ? Optional.empty() : Optional.of(texts(option).getLast());
  }

  List<String> texts(String option) {
    return given.stream().filter(g -> g.option().equals(option)).map(Given::value).toList();
  }

  /**
   * @param implied the key of a first field that has none
   */
  List<Options> all(String option, String implied) {
    return texts(option).stream().map(value -> parse(option, value, implied)).toList();
  }

  Optional<Options> last(String option, String implied) {
    return text(option).map(value -> parse(option, value, implied));
  }

  /** Options of several kinds, in the order in which they stand. */
  List<Named> several(Set<String> options) {
    return given.stream()
        .filter(g -> options.contains(g.option()))
        .map(g -> new Named(g.option(), g.value()))
        .toList();
  }

  /** An option and its value as it stands there. */
  record Named(String option, String value) {}

  Options parse(String option, String value, String implied) {
    if (!value.startsWith("{")) {
      return Options.ofPairs(value, implied);
    }
    Reading<Options> parsed = OptionsJson.parse("-" + option, value);
    if (parsed instanceof Reading.Malformed<Options> malformed && !damaged.contains(malformed)) {
      damaged.add(malformed);
    }
    return parsed.orElse(Options.none());
  }

  List<Reading.Malformed<?>> damaged() {
    return damaged;
  }
}

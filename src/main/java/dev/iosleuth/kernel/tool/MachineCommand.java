package dev.iosleuth.kernel.tool;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line of a process that keeps a container: its child is the container's first process.
 * lxc-start(1), systemd-nspawn(1); LXC's monitor renames itself (lxccontainer.c,
 * set_monitor_title).
 *
 * <pre>
 * lxc-start -F -n 101
 * [lxc monitor] /var/lib/lxc web1
 * systemd-nspawn --quiet --keep-unit --boot --machine=web1
 * /usr/libexec/libvirt_lxc --name web1 --console 22 …
 * </pre>
 *
 * @param name of the container, others' control
 */
public record MachineCommand(Program program, String name) {
  /** What keeps it. */
  public enum Program {
    LXC,
    NSPAWN
  }

  private static final String MONITOR = "[lxc monitor] ";
  private static final Pattern SMALL_NAME = small("dFC", "n");
  private static final Pattern SMALL_MACHINE = small("qabxnUPj", "M");
  private static final Pattern SMALL_DIRECTORY = small("qabxnUPj", "D");
  private static final Pattern SMALL_IMAGE = small("qabxnUPj", "i");
  private static final Set<String> LXC = Set.of("lxc-start", "lxc-execute", "libvirt_lxc");

  /** Empty for any other program, and where it does not say which container it is. */
  public static Optional<MachineCommand> of(List<String> arguments) {
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    String first = arguments.getFirst();
    if (first.startsWith(MONITOR)) {
      String words = first.substring(MONITOR.length()).strip();
      return named(Program.LXC, words.substring(words.lastIndexOf(' ') + 1));
    }
    String program = last(first);
    if (LXC.contains(program)) {
      return named(Program.LXC, option(arguments, SMALL_NAME, "--name"));
    }
    return program.equals("systemd-nspawn") ? nspawn(arguments) : Optional.empty();
  }

  /** Letters of options without a value may stand before: {@code -bD DIRECTORY}. */
  private static Pattern small(String flags, String letter) {
    return Pattern.compile("-[" + flags + "]*" + letter + "(.*)", Pattern.DOTALL);
  }

  /** Without a name it takes that of its directory or image. */
  private static Optional<MachineCommand> nspawn(List<String> arguments) {
    String name = option(arguments, SMALL_MACHINE, "--machine");
    if (name.isEmpty()) {
      name = last(option(arguments, SMALL_DIRECTORY, "--directory"));
    }
    if (name.isEmpty()) {
      String image = last(option(arguments, SMALL_IMAGE, "--image"));
      name = image.endsWith(".raw") ? image.substring(0, image.length() - 4) : image;
    }
    return named(Program.NSPAWN, name);
  }

  private static Optional<MachineCommand> named(Program program, String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(new MachineCommand(program, name));
  }

  /** {@code -n NAME}, {@code -nNAME}, {@code --name NAME}, {@code --name=NAME}; else empty. */
  private static String option(List<String> arguments, Pattern small, String large) {
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--")) {
        return "";
      }
      Matcher letters = small.matcher(argument);
      boolean isSmall = letters.matches();
      String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      if (isSmall || argument.equals(large)) {
        return isSmall && !letters.group(1).isEmpty() ? letters.group(1) : next;
      }
      if (argument.startsWith(large + "=")) {
        return argument.substring(large.length() + 1);
      }
    }
    return "";
  }

  private static String last(String path) {
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return plain.substring(plain.lastIndexOf('/') + 1);
  }
}

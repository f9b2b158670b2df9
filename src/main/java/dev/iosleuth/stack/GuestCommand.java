package dev.iosleuth.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a qemu command line tells of its guest: the name and the paths of its disks.
 *
 * <pre>
 * qemu-system-x86_64 -name guest=web1,debug-threads=on -drive file=/dev/xenvg/web1,if=virtio
 *   -blockdev {"driver":"host_device","filename":"/dev/drbd0","node-name":"d0"}
 * </pre>
 *
 * Options take one or two hyphens; a comma within a value is doubled (qemu(1), "-name", "-drive",
 * "-blockdev").
 */
final class GuestCommand {
  /** Up to the quote that opens the value. */
  private static final Pattern JSON_FILE = Pattern.compile("\"filename\"\\s*+:\\s*+\"");

  private GuestCommand() {}

  /** Whether the program is one of qemu's machine emulators. */
  static boolean isGuest(String comm, List<String> command) {
    String program = command.isEmpty() ? "" : command.getFirst();
    return emulator(program.substring(program.lastIndexOf('/') + 1)) || emulator(comm);
  }

  private static boolean emulator(String name) {
    return name.startsWith("qemu-system-") || name.equals("qemu-kvm") || name.equals("kvm");
  }

  static Optional<String> name(List<String> command) {
    for (int i = 0; i + 1 < command.size(); i++) {
      String option = command.get(i);
      if (option.equals("-name") || option.equals("--name")) {
        return named(fields(command.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  /** guest=X wherever it stands; else the first field, if it is no key=value of its own. */
  private static Optional<String> named(List<String> fields) {
    for (String field : fields) {
      if (field.startsWith("guest=")) {
        return Optional.of(field.substring("guest=".length()));
      }
    }
    String first = fields.getFirst();
    boolean option = first.startsWith("process=") || first.startsWith("debug-threads=");
    return option || first.isEmpty() ? Optional.empty() : Optional.of(first);
  }

  /** Absolute paths of what it uses as disks, in their order. */
  static List<String> disks(List<String> command) {
    var disks = new ArrayList<String>();
    for (int i = 1; i < command.size(); i++) {
      String before = command.get(i - 1);
      boolean drive = before.endsWith("-drive") || before.endsWith("-blockdev");
      boolean plain = before.matches("--?(hd[abcd]|cdrom|sd|mtdblock)");
      if (plain) {
        disks.add(command.get(i));
      } else if (drive) {
        addPaths(command.get(i), disks);
      }
    }
    disks.removeIf(path -> !path.startsWith("/"));
    return disks.stream().distinct().toList();
  }

  private static void addPaths(String value, List<String> disks) {
    Matcher json = JSON_FILE.matcher(value);
    while (json.find()) {
      quoted(value, json.end()).ifPresent(disks::add);
    }
    for (String field : fields(value)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? "" : field.substring(0, equals);
      if (key.equals("file") || key.equals("filename") || key.endsWith(".filename")) {
        disks.add(field.substring(equals + 1));
      }
    }
  }

  /** A JSON string from behind its quote on; a name that needs more than simple escapes is none. */
  private static Optional<String> quoted(String value, int from) {
    var text = new StringBuilder();
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        return Optional.of(text.toString());
      }
      if (c == '\\') {
        i++;
        if (i == value.length() || "\"\\/".indexOf(value.charAt(i)) < 0) {
          return Optional.empty();
        }
      }
      text.append(value.charAt(i));
    }
    return Optional.empty();
  }

  /** Splits at single commas; doubled ones stand for one. */
  private static List<String> fields(String value) {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != ',') {
        field.append(c);
      } else if (i + 1 < value.length() && value.charAt(i + 1) == ',') {
        field.append(',');
        i++;
      } else {
        fields.add(field.toString());
        field.setLength(0);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}

package dev.iosleuth.recording;

import dev.iosleuth.kernel.qemu.BlockServer;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.tool.MachineCommand;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the names in command lines. Of guests, of those that serve images to them and of those
 * that keep containers the names of options stay, and what is behind some of them: {@code -drive
 * file=/srv/web1.img,format=raw,readonly=on}. Of all others nobody knows what is an option.
 */
final class AnonymousArguments {
  /** Letters of options that take a value, which may stand right behind: {@code -fraw}. */
  private static final Map<String, String> LETTERS =
      Map.of(
          "qemu-nbd", "bopcBkeflxTDLP",
          "nbdkit", "DegiPptuU",
          "systemd-nspawn", "DiMupSLHxEUjnZ",
          "lxc-start", "nfscpoPlLg",
          "lxc-execute", "nfsugol");

  /** Behind these a word without a key says what something is, too. */
  private static final Set<String> OF_A_KIND =
      Set.of(
          "device",
          "object",
          "chardev",
          "netdev",
          "machine",
          "M",
          "accel",
          "tpmdev",
          "blockdev",
          "export",
          "display",
          "cpu",
          "fsdev",
          "virtfs");

  /** Others' words stand behind these, whatever they look like. */
  private static final Set<String> FREE = Set.of("append", "set", "kernel", "initrd", "dtb");

  private static final Pattern LONG =
      Pattern.compile("(--?([A-Za-z][A-Za-z0-9-]*))(?:=(.*))?", Pattern.DOTALL);

  /** Parted by single commas; doubled ones are part of a value. */
  private static final Pattern FIELD =
      Pattern.compile("\\G(?:([a-z][A-Za-z0-9_.-]*)=)?((?:[^,]|,,)*+)(,|$)", Pattern.DOTALL);

  private final Pseudonyms pseudonyms;

  AnonymousArguments(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** Arguments, each ended by a NUL. */
  String commandLine(String text) {
    String[] arguments = text.split("\0", -1);
    String program = arguments[0].substring(arguments[0].lastIndexOf('/') + 1);
    boolean emulator = CommandLine.isEmulator(program);
    if (!emulator
        && !BlockServer.names(program)
        && MachineCommand.of(List.of(arguments)).isEmpty()) {
      return pseudonyms.replace(text);
    }
    String before = "";
    arguments[0] = pseudonyms.replace(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      String argument = arguments[i];
      Matcher option = LONG.matcher(argument);
      boolean isOption =
          option.matches() && (emulator || argument.startsWith("--")) && !FREE.contains(before);
      if (isOption) {
        before = option.group(2);
        String value = option.group(3);
        arguments[i] = option.group(1) + (value == null ? "" : "=" + value(before, value));
      } else if (argument.startsWith("-") && !emulator) {
        arguments[i] = letters(LETTERS.getOrDefault(program, ""), argument);
        before = "";
      } else {
        arguments[i] = value(before, argument);
        before = "";
      }
    }
    return String.join("\0", arguments);
  }

  /** The letters up to the first that takes a value; one where that is not known. */
  private String letters(String valued, String argument) {
    int end = 1;
    while (end < argument.length()
        && Character.isLetter(argument.charAt(end))
        && (end == 1 || !valued.isEmpty())
        && valued.indexOf(argument.charAt(end - 1)) < 0) {
      end++;
    }
    return argument.substring(0, end) + pseudonyms.replace(argument.substring(end));
  }

  private String value(String option, String value) {
    if (FREE.contains(option)) {
      return pseudonyms.replace(value);
    }
    if (value.startsWith("{")) {
      return AnonymousMonitors.json(value, pseudonyms);
    }
    var replaced = new StringBuilder();
    Matcher field = FIELD.matcher(value);
    while (field.find() && field.start() < value.length()) {
      String key = field.group(1);
      if (key != null) {
        replaced.append(key).append('=');
      }
      boolean kind = key == null && field.start() == 0 && OF_A_KIND.contains(option);
      replaced.append(
          AnonymousMonitors.value(
              kind ? "type" : key == null ? "" : key, field.group(2), pseudonyms));
      replaced.append(field.group(3));
    }
    return replaced.toString();
  }
}

package dev.iosleuth.recording;

import dev.iosleuth.reading.Text;
import dev.iosleuth.recording.Input.Form;
import dev.iosleuth.recording.Input.When;
import dev.iosleuth.sample.CgroupHierarchy;
import dev.iosleuth.source.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plain POSIX sh script that makes the same recordings on a host without Java. Its inputs and its
 * masks are filled in from {@link Inputs} and {@link Masking}.
 */
public final class CaptureScript {
  /** Arguments on which a host's sed is tried: one for each step that masks. */
  private static final List<String> TRIAL =
      List.of(
          "/usr/bin/qemu-system-x86_64",
          "-vnc",
          ":1,password=secret,share=x",
          "--password",
          "secret of two words",
          "-u",
          "me:secret",
          "sshpass",
          "-psecret",
          "-p",
          "secret",
          "openssl",
          "-k",
          "secret",
          "node.session.auth.password",
          "-v",
          "secret",
          "{\"key\":\"secret\"}",
          "secret,id=s0,data=secret",
          "http://me:secret@host",
          "AQBDa1xhAAAAABAAh5UX7tYlRbbEPXsKn8xTzQ==",
          "X-Auth-Token:secret",
          "-Ume%secret",
          "/p:secret",
          "vault",
          "-x",
          "secret");

  private static final String LINE =
      "  shared-secret \"secret\"; PASSWORD = secret, http://me:secret@host";

  private static final String TABLE = "c: 0 8 crypt aes 00112233445566778899aabbccddeeff 0 8:2 0";

  /** Copied before all others, with the counters of processes and cgroups behind them. */
  private static final List<String> FIRST = List.of("proc/uptime", "proc/diskstats");

  private CaptureScript() {}

  /**
   * @param version of iosleuth, for the header of what it writes
   */
  public static String text(String version) {
    return template()
        .replace("@VERSION@", version)
        .replace("@FORMAT@", "" + RecordingHeader.FORMAT)
        .replace("@LINE@", SedMasking.line())
        .replace("@MAPPER@", SedMasking.deviceMapper())
        .replace("@ARGUMENTS@", SedMasking.arguments())
        .replace("@TRIAL@", String.join("\n", TRIAL))
        .replace("@TRIAL_MASKED@", masked(TRIAL))
        .replace("@TRIAL_LINE@", LINE)
        .replace("@TRIAL_LINE_MASKED@", masked("tool/drbdsetup-show", LINE))
        .replace("@TRIAL_MAPPER@", TABLE)
        .replace("@TRIAL_MAPPER_MASKED@", masked("tool/dmsetup-table", TABLE))
        .replace("@SUSPICIOUS@", String.join("|", Masking.SUSPICIOUS))
        .replace("@SUSPICIOUS_GLOBS@", globs())
        .replace("@MOMENT@", String.join(" ", FIRST))
        .replace(
            "@EVERY@",
            lines(
                When.EVERY,
                Form.FILE,
                input -> !input.isOfProcess() && !FIRST.contains(input.pattern())))
        .replace(
            "@PROCESS@",
            line(When.EVERY, Form.FILE, i -> i.isOfProcess() && !i.pattern().endsWith("/io")))
        .replace("@ACTIVE_LINKS@", active(Form.LINK))
        .replace("@ACTIVE_FILES@", active(Form.FILE))
        .replace("@COMPLETE@", lines(When.COMPLETE, Form.FILE, _ -> true))
        .replace("@LINKS@", line(When.COMPLETE, Form.LINK, _ -> true))
        .replace("@NAMES@", lines(When.COMPLETE, Form.NAME, _ -> true))
        .replace("@CGROUP_V2_COUNTERS@", String.join(" ", CgroupHierarchy.COUNTERS_V2))
        .replace("@CGROUP_V2@", String.join(" ", CgroupHierarchy.FILES_V2))
        .replace("@CGROUP_V1@", String.join(" ", CgroupHierarchy.COUNTERS_V1))
        .replace("@COUNTING@", tools(true))
        .replace("@TOOLS@", tools(false));
  }

  private static String template() {
    try (InputStream resource = CaptureScript.class.getResourceAsStream("capture.sh")) {
      if (resource == null) {
        throw new IllegalStateException("capture.sh is not in the program's jar");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String masked(List<String> arguments) {
    String line = String.join("\0", arguments) + "\0";
    return Masking.commandLine(line).replace('\0', '\n').stripTrailing();
  }

  private static String masked(String path, String line) {
    return Masking.mask(Text.of(path, line)).string();
  }

  /** Of any case, as sh's case has it. */
  private static String globs() {
    return Masking.SUSPICIOUS.stream()
        .map(word ->
            word.chars()
                .mapToObj(Character::toString)
                .map(CaptureScript::eitherCase)
                .collect(Collectors.joining("", "*", "*")))
        .collect(Collectors.joining(" | "));
  }

  private static String eitherCase(String letter) {
    String upper = letter.toUpperCase(Locale.ROOT);
    String lower = letter.toLowerCase(Locale.ROOT);
    return upper.equals(lower) ? letter : "[" + upper + lower + "]";
  }

  private static Stream<String> patterns(When when, Form form, Predicate<Input> which) {
    return Inputs.ALL.stream()
        .filter(input -> input.when() == when && input.form() == form && which.test(input))
        .map(Input::pattern)
        .distinct();
  }

  private static String line(When when, Form form, Predicate<Input> which) {
    return patterns(when, form, which).collect(Collectors.joining(" "));
  }

  /** One a line, continued. */
  private static String lines(When when, Form form, Predicate<Input> which) {
    return patterns(when, form, which)
        .map(pattern -> "    " + pattern)
        .collect(Collectors.joining(" \\\n"));
  }

  private static String active(Form form) {
    return Inputs.ALL.stream()
        .filter(input -> input.when() == When.ACTIVE && input.form() == form)
        .map(input -> input.ofProcess("$pid").pattern())
        .collect(Collectors.joining(" "));
  }

  private static String tools(boolean counting) {
    return Stream.of(Tools.values())
        .filter(tool -> Inputs.COUNTING_TOOLS.contains(tool) == counting)
        .filter(tool -> !Inputs.UNRECORDED_TOOLS.contains(tool))
        .map(CaptureScript::call)
        .collect(Collectors.joining("\n"));
  }

  private static String call(Tools tool) {
    return "  tool "
        + tool.path().substring("tool/".length())
        + tool.command().stream().map(word -> " '" + word + "'").collect(Collectors.joining());
  }
}

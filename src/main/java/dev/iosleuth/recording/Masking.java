package dev.iosleuth.recording;

import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of command lines, outputs of tools and configuration before they are written
 * down.
 *
 * <p>The rules are extended regular expressions that Java and sed -E read alike (no escapes for
 * classes, no look-ahead, alternatives that exclude each other), so that the capture script masks
 * the same: one table for both. None starts with a repetition, which would make them slow on long
 * arguments. Better one word too many masked than one too few; but a rule may never touch what the
 * ledger needs (names, numbers and paths of devices).
 */
final class Masking {
  static final String MASK = "***";

  /** Lines of so many characters are nobody's own typing. */
  private static final int LONG = 4_096;

  /** Ends of names of secrets: dbpassword, --auth-token, PGPASSWORD. */
  static final String SECRET =
      "([Pp][Aa][Ss][Ss]([Ww][Oo]?[Rr]?[Dd]|[-_]?[Pp][Hh][Rr][Aa][Ss][Ee])?|[Pp][Ww][Dd]?"
          + "|[Ss][Ee][Cc][Rr][Ee][Tt]|[Tt][Oo][Kk][Ee][Nn]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll]"
          + "|[Pp][Ss][Kk]|([Aa][Pp][Ii]|[Aa][Uu][Tt][Hh]|[Aa][Cc][Cc][Ee][Ss][Ss]"
          + "|[Pp][Rr][Ii][Vv][Aa][Tt][Ee]|[Ee][Nn][Cc][Rr][Yy][Pp][Tt][Ii][Oo][Nn])[-_]?[Kk][Ee][Yy])"
          + "[Ss]?";

  /** Also db_password2, SECRET_KEY_BASE. */
  private static final String NAMED = SECRET + "[A-Za-z0-9_-]{0,40}";

  static final String KEY = "[Kk][Ee][Yy][Ss]?";

  private static final String VALUE = "(\"([^\"\\\\]|\\\\.)*\"|'[^']*'|[^ \t,;&\"']+)";

  /**
   * @param guard a word that a line must hold for the rule to be tried, or empty
   * @param pattern extended regular expression
   * @param replacement as sed has it, groups as \1
   * @param inLongLines masks at least as much, in time that grows with the length only
   */
  record Rule(
      String guard, String pattern, String replacement, Pattern compiled, Pattern inLongLines) {
    static Rule of(String guard, String pattern, String replacement) {
      // an argument may be of several lines; sed -z takes them for one, too
      Pattern compiled = Pattern.compile(pattern, Pattern.DOTALL);
      return new Rule(guard, pattern, replacement, compiled, compiled);
    }

    /** One that looks far behind a word, which a line of such words alone would make slow. */
    static Rule far(String pattern, String inLongLines, String replacement) {
      Pattern compiled = Pattern.compile(pattern);
      return new Rule("", pattern, replacement, compiled, Pattern.compile(inLongLines));
    }

    static Rule of(String pattern, String replacement) {
      return of("", pattern, replacement);
    }

    String apply(String line) {
      return guard.isEmpty() || line.contains(guard)
          ? (line.length() > LONG ? inLongLines : compiled)
              .matcher(line)
              .replaceAll(replacement.replace('\\', '$'))
          : line;
    }

    /** As a command of sed -E. */
    String sed() {
      String substitute = "s%" + pattern + "%" + replacement + "%g";
      return guard.isEmpty() ? substitute : "/" + guard + "/" + substitute;
    }
  }

  /** Keys of dm-crypt and dm-integrity: all that may be masked in device-mapper tables. */
  static final List<Rule> DEVICE_MAPPER =
      List.of(
          Rule.of("(crypt[ \t]+[^ \t]+[ \t]+)[0-9a-fA-F]{16,}", "\\1***"),
          Rule.of("((internal_hash|journal_crypt|journal_mac):[^ \t:]+:)[0-9a-fA-F]+", "\\1***"));

  /** For every line of text, and for every argument of a command. */
  static final List<Rule> LINE =
      List.of(
          // --password=x, password: "x" in JSON, vnc …,password=x, PGPASSWORD=x
          Rule.of("(" + NAMED + "([ \t]*=[ \t]*|[\"'][ \t]*:[ \t]*))" + VALUE, "\\1***"),
          // --password x, within one line or one argument of sh -c
          Rule.of(
              "((^|[ \t])--?[A-Za-z0-9_.-]*(" + SECRET + "|" + KEY + ")[ \t]+)" + VALUE, "\\1***"),
          // drbd.conf, keepalived.conf
          Rule.of("((shared-secret|auth_pass)[ \t]+)" + VALUE, "\\1***"),
          // qemu's secret objects, both syntaxes
          Rule.of(
              "secret", "([,{][ \t]*\"?data(=|\"[ \t]*:[ \t]*))(\"[^\"]*\"|[^ \t,}\"]+)", "\\1***"),
          // rbd:pool/image:id=admin:key=…, keyrings, and any cephx key by its look
          Rule.of("((^|[ \t])--?[A-Za-z0-9_.-]*" + KEY + "=)" + VALUE, "\\1***"),
          Rule.of("(" + KEY + "(=|\"[ \t]*:[ \t]*))(\"[^\"]*\"|[^ \t:,;&}\"]+)", "\\1***"),
          Rule.of("((^|[ \t:,])key[ \t]*=[ \t]*)[^ \t:,]+", "\\1***"),
          Rule.of("AQ[A-Za-z0-9+/]{30,70}==?", "***"),
          Rule.of("(://[^ \t/:@]*:)[^ \t/@]+@", "\\1***@"),
          Rule.of("([Aa]uthorization[:=][ \t]*([A-Za-z]+[ \t]+)?)[^ \t\"']+", "\\1***"),
          Rule.of("((^|[ \t])pass:)[^ \t]+", "\\1***"),
          Rule.far("((mysql|mariadb|sshpass)[^|;&]*[ \t]-p)[^ \t]+", "([ \t]-p)[^ \t]+", "\\1***"),
          Rule.far(
              "((--user|--proxy-user|curl[^|;&]*[ \t]-u)[ \t=]*[^ \t:=]+:)[^ \t]+",
              "((--user|--proxy-user|[ \t]-u)[ \t=]*[^ \t:=]+:)[^ \t]+",
              "\\1***"),
          DEVICE_MAPPER.getFirst(),
          DEVICE_MAPPER.getLast());

  private static final String HEADER =
      "[A-Za-z0-9_-]{0,40}([Tt][Oo][Kk][Ee][Nn]|[Aa][Uu][Tt][Hh]|[Kk][Ee][Yy]|[Cc][Oo][Oo][Kk][Ii][Ee]"
          + "|[Ss][Ee][Cc][Rr][Ee][Tt]|[Pp][Aa][Ss][Ss]|[Pp][Ww][Dd]|[Pp][Ss][Kk]"
          + "|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll])[A-Za-z0-9_-]{0,40}:[ \t]*";

  /** For every argument of a command, after {@link #LINE}. */
  static final List<Rule> ARGUMENT =
      List.of(
          // all that one argument gives as a secret, blanks and quotes in it: PGPASSWORD=a b
          Rule.of("^([A-Za-z0-9_.-]*" + NAMED + "=).+$", "\\1***"),
          // to the next single comma, as qemu has it: ,password=a,,b
          Rule.of("(,[A-Za-z0-9_.-]*" + NAMED + "=)([^,]|,,)+", "\\1***"),
          Rule.of("secret", "((^|,)data=)([^,]|,,)+", "\\1***"),
          Rule.of("(://[^ \t/:@]*:)[^@]{1,200}@", "\\1***@"),
          Rule.of("^(-u[^ \t:/=]+:).+$", "\\1***"),
          // headers of curl and wget, and whatever else is called so: X-Auth-Token: x
          Rule.of("((^(-H|--header=)?|[\"'])" + HEADER + ")[^\"']+", "\\1***"),
          // before the next, which takes sshpass itself for a name of a secret
          Rule.of("sshpass", "([ \t]-p[ \t]*)[^ \t]+", "\\1***"),
          // a word of sh -c: password x, node.session.auth.password -v x
          Rule.of(
              "((^|[ \t])[A-Za-z0-9_.-]*" + SECRET + "[ \t]+((-v|--value)[ \t]+)?)" + VALUE,
              "\\1***"),
          Rule.of("((^|[ \t])(-U|--user=)[^ \t%]*\\%)[^ \t]+", "\\1***"),
          Rule.of("((^|[ \t])/p:)[^ \t]+", "\\1***"));

  /** A command line that holds none of these, in any case, has nothing to be masked. */
  static final List<String> SUSPICIOUS =
      List.of(
          ("pass pwd pw secret token credential psk key :// auth crypt hash journal AQ mysql mariadb"
                  + " cookie -u login mongo rdesktop freerdp useradd usermod 7z rar zip ipmitool"
                  + " mosquitto ldap redis valkey openssl snmp htdigest vault sqlplus sqlldr expdp"
                  + " impdp rman /p: data")
              .split(" "));

  private Masking() {}

  /** The text as it may be written down. */
  static Text mask(Text text) {
    String path = text.path();
    if (Inputs.isCommandLine(path)) {
      return with(text, commandLine(text.string()));
    }
    if (path.equals("tool/dmsetup-table")) {
      return with(text, lines(text.string(), DEVICE_MAPPER));
    }
    return Inputs.mayHoldSecrets(path) ? with(text, lines(text.string(), LINE)) : text;
  }

  private static Text with(Text text, String masked) {
    return new Text(text.path(), Utf8.encode(masked), text.nanos());
  }

  /** Arguments, each ended by a NUL. */
  static String commandLine(String arguments) {
    boolean ended = arguments.endsWith("\0");
    String[] all =
        (ended ? arguments.substring(0, arguments.length() - 1) : arguments).split("\0", -1);
    var masking = new ArgumentMasking();
    var masked = new ArrayList<String>();
    for (int i = 0; i < all.length; i++) {
      masked.add(masking.next(all[i], i == all.length - 1));
    }
    return String.join("\0", masked) + (ended ? "\0" : "");
  }

  /** An argument whose place says nothing: by the rules alone, of however many lines it is. */
  static String argument(String argument) {
    return apply(ARGUMENT, apply(LINE, argument));
  }

  private static String apply(List<Rule> rules, String text) {
    String masked = text;
    for (Rule rule : rules) {
      masked = rule.apply(masked);
    }
    return masked;
  }

  /** Line by line, their ends kept. */
  private static String lines(String text, List<Rule> rules) {
    var masked = new StringBuilder(text.length());
    int from = 0;
    while (from <= text.length()) {
      int end = text.indexOf('\n', from);
      masked.append(apply(rules, text.substring(from, end < 0 ? text.length() : end)));
      if (end < 0) {
        break;
      }
      masked.append('\n');
      from = end + 1;
    }
    return masked.toString();
  }
}

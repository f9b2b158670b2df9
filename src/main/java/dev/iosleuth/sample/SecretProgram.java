package dev.iosleuth.sample;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Programs with options of one letter, or places, for a secret: what follows their name in a
 * command line is masked by these. The name may stand behind others (sudo, timeout, nsenter).
 *
 * @param tag one letter, by which sed remembers that such a program was named
 * @param names extended regular expression of the last part of the program's path
 * @param next an argument after which the next one is a secret
 * @param joined an argument that holds the secret itself; its first group may be seen
 * @param isLast whether the last argument is a secret
 */
record SecretProgram(char tag, Pattern names, Pattern next, Pattern joined, boolean isLast) {
  private static final String NONE = "^ $";

  static final List<SecretProgram> ALL =
      List.of(
          letters(
              'a',
              "sshpass|login|mongo|mongosh|mongo(dump|restore|export|import|stat|top)|rdesktop"
                  + "|xfreerdp|useradd|usermod",
              "p"),
          // -p alone asks for it
          new SecretProgram('b', program("7z[arz]?|rar|unrar"), any(NONE), any("^(-p).+$"), false),
          letters('c', "zip|unzip|zipcloak|ipmitool|mosquitto_[a-z]+", "P"),
          letters('d', "ldap[a-z]+", "w"),
          letters('e', "(redis|valkey|keydb)-(cli|benchmark)", "a"),
          letters('f', "openssl", "kK"),
          letters('g', "ssh-keygen", "NP"),
          letters('h', "snmp[a-z0-9]+", "cAX"),
          new SecretProgram(
              'i', program("htpasswd|htdigest|vault"), any("^(login|unseal)$"), any(NONE), true),
          new SecretProgram(
              'j',
              program("sqlplus|sqlldr|expdp|impdp|rman"),
              any(NONE),
              any("^([^ /]+/)[^@]+"),
              false));

  private static SecretProgram letters(char tag, String names, String letters) {
    return new SecretProgram(
        tag, program(names), any("^-[" + letters + "]$"), any("^(-[" + letters + "]).+$"), false);
  }

  private static Pattern program(String names) {
    return any("^([^ ]*/)?(" + names + ")$");
  }

  private static Pattern any(String expression) {
    return Pattern.compile(expression, Pattern.DOTALL);
  }

  private boolean isNamed(String argument) {
    return names.matcher(argument).find();
  }

  static Optional<SecretProgram> named(String argument) {
    return ALL.stream().filter(program -> program.isNamed(argument)).findFirst();
  }

  boolean isBefore(String argument) {
    return next.matcher(argument).find();
  }

  /** What may be seen of an argument. */
  String shown(String argument) {
    return joined.matcher(argument).replaceFirst("$1" + Masking.MASK);
  }

  /** For sed -E, before all else: remembers the names in the hold space, each tag once. */
  static String sedNames() {
    return ALL.stream()
        .map(program ->
            """
            \\%%%1$s%%{
            x
            s%%%2$s%%%%
            s%%$%%%2$s%%
            x
            b
            }\
            """
                .formatted(program.names, program.tag))
        .collect(Collectors.joining("\n"));
  }

  /** For sed -E: masks by the names seen so far. */
  static String sedSecrets() {
    return ALL.stream().map(SecretProgram::sed).collect(Collectors.joining("\n"));
  }

  private String sed() {
    String all = "s%^.*$%" + Masking.MASK + "%";
    return when("\\%" + next + "%", "n\n" + all)
        + when("\\%" + joined + "%", "s%" + joined + "%\\1" + Masking.MASK + "%")
        + (isLast ? when("$", all) : "");
  }

  private String when(String address, String action) {
    return address.equals("\\%" + NONE + "%")
        ? ""
        : address + "{\nx\n/" + tag + "/{\nx\n" + action + "\nb\n}\nx\n}\n";
  }
}

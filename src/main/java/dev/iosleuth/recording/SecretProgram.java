package dev.iosleuth.recording;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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
record SecretProgram(
    char tag, Pattern names, Optional<Pattern> next, Optional<Pattern> joined, boolean isLast) {
  static final List<SecretProgram> ALL =
      List.of(
          letters(
              'a',
              "sshpass|login|mongo|mongosh|mongo(dump|restore|export|import|stat|top)|rdesktop"
                  + "|xfreerdp|useradd|usermod",
              "p"),
          // -p alone asks for it
          joined('b', "7z[arz]?|rar|unrar", "^(-p).+$"),
          letters('c', "zip|unzip|zipcloak|ipmitool|mosquitto_[a-z]+", "P"),
          letters('d', "ldap[a-z]+", "w"),
          letters('e', "(redis|valkey|keydb)-(cli|benchmark)", "a"),
          letters('f', "openssl", "kK"),
          letters('g', "ssh-keygen", "NP"),
          letters('h', "snmp[a-z0-9]+", "cAX"),
          new SecretProgram(
              'i',
              program("htpasswd|htdigest|vault"),
              Optional.of(any("^(login|unseal)$")),
              Optional.empty(),
              true),
          joined('j', "sqlplus|sqlldr|expdp|impdp|rman", "^([^ /]+/)[^@]+"));

  private static SecretProgram letters(char tag, String names, String letters) {
    return new SecretProgram(
        tag,
        program(names),
        Optional.of(any("^-[" + letters + "]$")),
        Optional.of(any("^(-[" + letters + "]).+$")),
        false);
  }

  private static SecretProgram joined(char tag, String names, String argument) {
    return new SecretProgram(
        tag, program(names), Optional.empty(), Optional.of(any(argument)), false);
  }

  private static Pattern program(String names) {
    return any("^([^ ]*/)?(" + names + ")$");
  }

  private static Pattern any(String expression) {
    return Pattern.compile(expression, Pattern.DOTALL);
  }

  static Optional<SecretProgram> named(String argument) {
    return ALL.stream().filter(program -> program.names.matcher(argument).matches()).findFirst();
  }

  boolean isBefore(String argument) {
    return next.map(pattern -> pattern.matcher(argument).matches()).orElse(false);
  }

  /** What may be seen of an argument. */
  String shown(String argument) {
    return joined
        .map(pattern -> pattern.matcher(argument).replaceFirst("$1" + Masking.MASK))
        .orElse(argument);
  }
}

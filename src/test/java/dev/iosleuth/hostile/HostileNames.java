package dev.iosleuth.hostile;

import java.util.List;

/**
 * Names as an enemy chooses them; a lone surrogate U+DC80 to U+DCFF is a byte that is not UTF-8.
 */
final class HostileNames {
  /** Each fits into a directory entry: up to 255 bytes, no slash. */
  static final List<String> ALL =
      List.of(
          "\u001b[31mred\u001b[0m\u001b[2J",
          "\u001b]52;c;ZXZpbA==\u0007",
          "\u001b]8;;http:evil\u001b\\click\u001b]8;;\u001b\\",
          "\u009b31mc1\u009d52;c;x\u009c",
          "two\nlines",
          "\r\nsda 1 2 3\r",
          "tab\ttab\u000b\u000c\u0008\u007f",
          "\u202egpj.exe\u2066\u2067\u2069\u200f",
          "zero\u200bwidth\u200d\ufeff\u00ad",
          "tag\udb40\udc41\u2028line\u2029",
          "\"quo'tes\"\"",
          "<script>alert(1)",
          "]]><!--&amp;&#x6a;",
          "$(reboot)`reboot`;|&",
          "=cmd|' C'!A0",
          "@SUM(1,2)",
          "--json",
          "-rf *",
          "a,b;\"c\",\nd",
          "back\\slash\\n\\u0041\\040\\N",
          "{\"a\":[1]}",
          "%n%s%x%1$s",
          "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
          "\u732b\ud83d\ude00",
          "\udcff\udcfe\udc80raw",
          "\udcc3",
          " spaces  ",
          "]",
          ") R 1 1 1",
          "n".repeat(250));

  /** As long as a path may be. */
  static final String LONG = "\u001b[5m" + "l\u202e".repeat(1_000) + "\n";

  private HostileNames() {}
}

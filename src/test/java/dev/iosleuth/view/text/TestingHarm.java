package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Names that try to do harm, and what no output may hold. */
public final class TestingHarm {
  public static final List<String> NAMES =
      List.of(
          "\u001b[2J\u001b[31mred\u0007",
          "two\nlines\r\n",
          "tab\there",
          "\u202Egpj.exe\u2066",
          "quote\"'`;<script>alert(1)</script>&amp;",
          "not utf-8 \udcff\udc80",
          "n".repeat(4096),
          "日本語".repeat(300),
          "z" + "\u0301".repeat(500),
          "zero\u200bwidth\ufeff",
          "\u009b31mC1",
          "=HYPERLINK(\"x\")",
          "@sum",
          "back\\slash\\N\\",
          "{a|b}<c>",
          "]]>--><!--",
          "",
          " ",
          "line\u2028sep\u2029");

  private TestingHarm() {}

  public static void assertHarmless(String output) {
    List<String> harmful =
        output
            .codePoints()
            .filter(point -> point != '\n')
            .filter(point ->
                switch (Character.getType(point)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.PRIVATE_USE,
                      Character.UNASSIGNED,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      true;
                  default -> false;
                })
            .mapToObj(Integer::toHexString)
            .toList();
    assertThat(harmful).isEmpty();
    assertThat(output).doesNotContainPattern("\\p{Mn}{4}");
  }

  public static void assertFits(String output, int columns) {
    assertThat(output.lines())
        .allSatisfy(l -> assertThat(Escape.width(l)).as(l).isLessThanOrEqualTo(columns));
  }
}

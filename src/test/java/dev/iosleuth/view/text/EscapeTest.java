package dev.iosleuth.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EscapeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "1b 5b 33 31 6d 72 65 64 | \\x1b[31mred",
        "61 0a 62 | a\\nb",
        "61 0d 62 | a\\rb",
        "61 09 62 | a\\tb",
        "61 07 | a\\x07",
        "61 00 62 | a\\x00b",
        "7f | \\x7f",
        "c2 9b 33 31 6d | \\u009b31m",
        "e2 80 ae 67 6e 70 | \\u202egnp",
        "e2 81 a6 61 | \\u2066a",
        "e2 80 8f 61 | \\u200fa",
        "61 e2 80 8b 62 | a\\u200bb",
        "61 ef bb bf 62 | a\\ufeffb",
        "61 e2 80 a8 62 | a\\u2028b",
        "61 e2 80 a9 62 | a\\u2029b",
        "61 c2 a0 62 | a\\u00a0b",
        "61 c2 ad 62 | a\\u00adb",
        "66 ff fe | f\\xff\\xfe",
        "ed a0 80 | \\xed\\xa0\\x80",
        "ee 80 80 | \\ue000",
        "f3 a0 81 81 | \\u{e0041}",
        "ef bf bf | \\uffff",
        "e3 85 a4 | \\u3164",
        "cc 81 61 | \\u0301a",
        "3c 73 63 72 69 70 74 3e | <script>",
        "5c 78 32 64 | \\x2d",
      })
  void whatActsOnATerminalIsShownAsWhatItIs(String hex, String shown) {
    byte[] bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    assertThat(Escape.terminal(Utf8.decode(bytes, 0, bytes.length))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web1", "Überwachung", "日本語", "données é", "Ελλάδα", "données (copie)", "🐘"})
  void namesOfPeopleStayAsTheyAre(String name) {
    assertThat(Escape.terminal(name)).isEqualTo(name);
  }

  @Test
  void aFloodOfMarksDoesNotClimbOverOtherLines() {
    String flood = "a" + "\u0301".repeat(2000) + "b";
    assertThat(Escape.terminal(flood))
        .startsWith("a\u0301\u0301\u0301\\u0301")
        .endsWith("\\u0301b");
    assertThat(Escape.width(Escape.terminal(flood, 20))).isLessThanOrEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "stackstorm.example.com, 22, stackstorm.example.com",
    "stackstorm.example.com, 11, stack…e.com",
    "stackstorm.example.com, 2, st",
    "日本語日本語, 12, 日本語日本語",
    "日本語日本語, 9, 日本…本語",
    "日本語日本語, 8, 日本…語",
  })
  void longNamesAreShortenedInTheMiddle(String name, int columns, String shown) {
    assertThat(Escape.terminal(name, columns)).isEqualTo(shown);
    assertThat(Escape.width(shown)).isLessThanOrEqualTo(columns);
  }

  @Test
  void anEscapeIsNeverCutApart() {
    String name = "\u001b".repeat(100);
    assertThat(Escape.terminal(name, 12)).isEqualTo("\\x1b…\\x1b");
  }

  @Test
  void anyBytesAreHarmlessAndFit() {
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(1, 300)];
      random.nextBytes(bytes);
      String name =
          i % 2 == 0
              ? Utf8.decode(bytes, 0, bytes.length)
              : new String(bytes, StandardCharsets.UTF_16BE);
      int columns = random.nextInt(1, 90);
      String shown = Escape.terminal(name, columns);
      assertThat(Escape.width(shown)).as(shown).isLessThanOrEqualTo(columns);
      TestingHarm.assertHarmless(shown);
      TestingHarm.assertHarmless(Escape.terminal(name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a,b | \"a,b\"",
        "say \"hi\" | \"say \"\"hi\"\"\"",
        "=cmd()!A1 | \"'=cmd()!A1\"",
        "+1 | \"'+1\"",
        "-1 | \"'-1\"",
        "@SUM(1) | \"'@SUM(1)\"",
        "＝1 | \"'＝1\"",
        "a=b | \"a=b\"",
      })
  void aSpreadsheetTakesNoNameForAFormula(String name, String field) {
    assertThat(Escape.csv(name)).isEqualTo(field);
  }

  @Test
  void newlinesNeverBreakARowOfCsv() {
    assertThat(Escape.csv("a\r\nb")).isEqualTo("\"a\\r\\nb\"");
    assertThat(Escape.csv("\t=1")).isEqualTo("\"\\t=1\"");
  }

  @Test
  void dotKeepsQuotesBackslashesAndEntitiesAsTyped() {
    assertThat(Escape.dot("a\"];b\\N&lt;")).isEqualTo("\"a\\\"];b\\\\N&amp;lt;\"");
  }

  @Test
  void xmlHasNoMarkupFromNames() {
    assertThat(Escape.xml("<script>alert('1')</script>&\"\u0000"))
        .isEqualTo("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;\\x00");
  }

  @Test
  void jsonKeepsTheNameButForBytesThatAreNoText() {
    assertThat(Escape.json("a\u001b\u202eb🐘")).isEqualTo("a\u001b\u202eb🐘");
    assertThat(Escape.json("f\udcff\ud83d")).isEqualTo("f\\xff\\ud83d");
  }
}

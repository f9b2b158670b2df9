package dev.iosleuth.kernel.iostat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sysstat's JSON as people send it: what stands around it changes none of its cells. */
class PastedJsonTest {
  private static final String JSON =
      """
      {"sysstat": {
      \t"hosts": [
      \t\t{
      \t\t\t"nodename": "a, \\"1,5\\" > b",
      \t\t\t"statistics": [
      \t\t\t\t{
      \t\t\t\t\t"timestamp": "11/21/2026 07:04:22",
      \t\t\t\t\t"disk": [
      \t\t\t\t\t\t{"disk_device": "sd1,2a", "r/s": 18.62, "rkB/s": 1347.33, "util": 0.78},
      \t\t\t\t\t\t{"disk_device": "sdb", "r/s": 0.00, "rkB/s": 7.00, "util": 100.00}
      \t\t\t\t\t]
      \t\t\t\t}
      \t\t\t]
      \t\t}
      \t]
      }}
      """;

  private static void same(String pasted) {
    var log = TestingLogs.read(pasted);
    assertThat(log.damaged()).isZero();
    assertThat(log.cells()).isEqualTo(TestingLogs.read(JSON).cells());
  }

  @Test
  void asItIs() {
    assertThat(TestingLogs.read(JSON).cells())
        .contains("sd1,2a r/s 18.62", "sd1,2a rkB/s 1347.33", "sdb util 100.0")
        .hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"> ", ">", ">> ", "> > "})
  void quotedInMail(String quote) {
    same(JSON.replaceAll("(?m)^", quote).replaceAll("(?m)^[> ]*\\z", ""));
  }

  @Test
  void withDecimalCommas() {
    same(JSON.replaceAll("([0-9])\\.([0-9])", "$1,$2"));
    same(JSON.replaceAll("([0-9])\\.([0-9])", "$1,$2").replaceAll("(?m)^(?=.)", "> "));
  }

  @Test
  void behindAPrompt() {
    same("Hello,\n$ iostat -o JSON -d 2 1\n" + JSON);
    same(JSON.replace("{\"sysstat\"", "\n\n{\n  \"sysstat\""));
  }

  @Test
  void withMarkdownAndMailBehindIt() {
    same("Hi,\n\n```json\n" + JSON + "```\nbye\n-- \nme\n");
    same((JSON + "```\nbye\n").replaceAll("(?m)^(?=.)", "> "));
  }

  @Test
  void anotherLogBehindItIsRead() {
    String table = "Device r/s rkB/s %util\nsdc 1.00 2.00 3.00\n\n";
    var log = TestingLogs.read("```\n" + JSON + "```\nand\n" + JSON + JSON + "\n" + table + table);

    assertThat(log.reports()).hasSize(5);
    assertThat(log.rows()).hasSize(8);
    assertThat(log.names()).endsWith("sdb", "sdc", "sdc");
    assertThat(log.damaged()).isZero();
  }

  /** As a loop of {@code iostat -o JSON 1 1} writes them. */
  @Test
  @Timeout(20)
  void thousandsOfDocuments() {
    var log = TestingLogs.read(JSON.repeat(5_000) + "Device r/s rkB/s %util\nsda 1.00 x 3.00\n");

    assertThat(log.rows()).hasSize(10_001);
    assertThat(log.damaged()).isEqualTo(1);
  }

  /** What is behind a document that has no end may be anything. */
  @Test
  void aDocumentThatIsDamagedEndsTheReading() {
    var log = TestingLogs.read(JSON.replace("\"sdb\"", "sdb") + JSON);

    assertThat(log.damaged()).isEqualTo(1);
  }

  /** Of a brace before thousands of blanks nothing has to be tried twice. */
  @Test
  @Timeout(10)
  void blanksBehindABraceCostNothing() {
    assertThat(TestingLogs.read("{" + " \n> ".repeat(4000) + "\"other\": 1}").reports()).isEmpty();
  }
}

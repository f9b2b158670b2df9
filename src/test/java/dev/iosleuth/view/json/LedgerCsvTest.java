package dev.iosleuth.view.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Account.Element;
import dev.iosleuth.ledger.Account.Kind;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.view.text.TestingHarm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LedgerCsvTest {
  private static final Account DD =
      TestingLedgers.process("dd", 7, new Element(Kind.UNIT, "b.service"));

  private static TestingLedgers books() {
    return new TestingLedgers("node1", 2)
        .disk("sda", "ST1")
        .post("sda", DD, Direction.WRITE, 4, 8192, 1.5, Basis.DERIVED, "fs:8:1")
        .issued(DD, 0, 2, 4096);
  }

  @Test
  void aRowForEachPosting() {
    assertThat(LedgerCsv.postings(books().ledger(), true))
        .isEqualTo(
            """
            host,start,end,seconds,device,kernel_name,leaf_kind,account_kind,account,account_host,\
            pid,path,direction,ops,arrivals,bytes,device_ms,basis,via
            "node1",2026-04-22T10:20:03Z,2026-04-22T10:20:05Z,2.0,"sda","sda",disk,process,"dd","",\
            7,"unit:b.service > process:dd",write,4,4,8192,1.5,derived,"fs:8:1 > dev:sda"
            """);
  }

  @Test
  void aRowForEachGroup() {
    assertThat(LedgerCsv.groups(books().ledger(), Grouping.By.UNIT, false))
        .isEqualTo(
            """
            "node1",2026-04-22T10:20:03Z,2026-04-22T10:20:05Z,2.0,unit,"b.service","",7,"",1,true,\
            1.5,0,4,0,0,0,8192,0,0.0,2.0,0,4096
            """);
  }

  @ParameterizedTest
  @EnumSource(Grouping.By.class)
  void everyRowHasEveryColumn(Grouping.By by) {
    List<List<String>> rows = rows(LedgerCsv.groups(books().ledger(), by, true));
    assertThat(rows).hasSize(2).allSatisfy(r -> assertThat(r).hasSize(23));
  }

  static List<String> hostileNames() {
    return TestingHarm.NAMES;
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesMakeNeitherRowsNorFormulas(String name) {
    Account account = TestingLedgers.process(name, 7, new Element(Kind.UNIT, name));
    var books =
        new TestingLedgers(name, 2)
            .disk("d" + name, name)
            .post("d" + name, account, Direction.WRITE, 4, 8192, Double.NaN, Basis.DERIVED, name);
    String text = LedgerCsv.postings(books.ledger(), true);
    TestingHarm.assertHarmless(text);
    List<List<String>> rows = rows(text);
    assertThat(rows).hasSize(2).allSatisfy(r -> assertThat(r).hasSize(19));
    assertThat(rows.getLast()).noneMatch(f -> f.matches("[=+@-].*")).doesNotContain("NaN");
  }

  /** Reads CSV as RFC 4180 has it. */
  private static List<List<String>> rows(String text) {
    var rows = new ArrayList<List<String>>();
    for (String line : text.split("\n", -1)) {
      var fields = new ArrayList<String>();
      var field = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        boolean doubled = quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (doubled) {
          field.append('"');
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          fields.add(field.toString());
          field.setLength(0);
        } else {
          field.append(c);
        }
      }
      fields.add(field.toString());
      assertThat(quoted).isFalse();
      if (!line.isEmpty()) {
        rows.add(fields);
      }
    }
    return rows;
  }
}

package dev.iosleuth.view.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.Basis;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.Extract;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.TestingLedgers;
import dev.iosleuth.ledger.TestingNode1;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Node.LeafKind;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.view.text.TestingHarm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LedgerJsonTest {
  @Test
  void everyFieldHasItsNameAndValue() {
    var web = Account.simple(Account.Kind.GUEST, "web1");
    var books =
        new TestingLedgers("node1", 2)
            .disk("sda", "ST1")
            .post("sda", web, Direction.WRITE, 4, 8192, 1.5, Basis.DERIVED, "guest:web1")
            .issued(web, 0, 2, 4096);
    assertThat(LedgerJson.of(books.ledger()))
        .isEqualTo(
            """
            {"host":"node1",\
            "interval":{"start":"2026-04-22T10:20:03Z","end":"2026-04-22T10:20:05Z","seconds":2.0},\
            "devices":[{"id":"dev:sda","name":"sda","kernel_name":"sda","dev":"8:0","kind":"disk",\
            "leaf":true,"leaf_kind":"disk",\
            "reads":{"ops":0,"merges":0,"bytes":0,"ms":0},\
            "writes":{"ops":4,"merges":0,"bytes":8192,"ms":2,"empty":0},\
            "discards":{"ops":0,"merges":0,"bytes":0,"ms":0},\
            "flushes":{"ops":0,"ms":7},"busy_ms":2,"busy_max_ms":9.0,\
            "postings":[{"account":{"kind":"guest","name":"web1","host":null,"pid":null,\
            "path":[{"kind":"guest","name":"web1"}]},"direction":"write",\
            "ops":4,"arrivals":4,"bytes":8192,"device_ms":1.5,"basis":"derived",\
            "via":["guest:web1","dev:sda"]}]}],\
            "accounts":[{"account":{"kind":"guest","name":"web1","host":null,"pid":null,\
            "path":[{"kind":"guest","name":"web1"}]},\
            "issued":{"ops":2.0,"bytes":4096},"device_ms":1.5}],\
            "notes":[]}\
            """);
  }

  /** What somebody asked for is known of the whole host: of some devices it is null, never 0. */
  @Test
  void issuedIsNotToldOfSomeDevices() {
    var web = Account.simple(Account.Kind.GUEST, "web1");
    Ledger whole =
        new TestingLedgers("node1", 2)
            .disk("sda", "ST1")
            .post("sda", web, Direction.WRITE, 4, 8192, 1.5, Basis.DERIVED, "guest:web1")
            .ledger();
    Ledger some = Extract.of(whole, Set.of(new NodeId("dev:sda")));
    for (Grouping.By by : List.of(Grouping.By.ACCOUNT, Grouping.By.GUEST)) {
      assertThat(TestingJson.first(LedgerJson.of(some, by), "accounts"))
          .containsEntry("issued", null)
          .containsEntry(
              "absent", Map.of("issued", "known of the whole host only, not of some devices"));
    }
    assertThat(LedgerCsv.groups(some, Grouping.By.GUEST, false)).endsWith(",0,8192,0,,,,\n");
  }

  @Test
  void whatIsAbsentIsNullWithItsReason() {
    var books =
        new TestingLedgers("node1", 2)
            .leaf("nvme0n1", LeafKind.DISK, Map.of())
            .flow("nvme0n1", Reading.absent("came within the interval"));
    Map<String, Object> device = TestingJson.first(LedgerJson.of(books.ledger()), "devices");
    assertThat(device).containsEntry("reads", null).containsEntry("busy_ms", null);
    assertThat(device.get("absent"))
        .isEqualTo(
            Map.of(
                "reads", "came within the interval",
                "writes", "came within the interval",
                "discards", "came within the interval",
                "flushes", "came within the interval",
                "busy_ms", "came within the interval",
                "busy_max_ms", "came within the interval"));
  }

  @ParameterizedTest
  @EnumSource(Grouping.By.class)
  void regroupedAccountsKeepTheDeviceTime(Grouping.By by) {
    String json = LedgerJson.of(TestingNode1.books().ledger(), by);
    double sum =
        TestingJson.list(json, "accounts").stream()
            .mapToDouble(a -> TestingJson.number(a, "device_ms"))
            .sum();
    assertThat(sum).isCloseTo(3030.4 * 2.5, org.assertj.core.data.Offset.offset(0.01));
  }

  static List<String> hostileNames() {
    return TestingHarm.NAMES;
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hostileNamesComeBackAndDoNothing(String name) {
    Account account = TestingLedgers.process(name, 7, new Account.Element(Account.Kind.UNIT, name));
    var books =
        new TestingLedgers(name, 2)
            .disk("sda", name)
            .post("sda", account, Direction.WRITE, 4, 8192, Double.NaN, Basis.DERIVED, name)
            .note(dev.iosleuth.sample.Note.Kind.GAP, name, name);
    String json = LedgerJson.of(books.ledger());
    TestingHarm.assertHarmless(json);
    assertThat(json).doesNotContain("\n", "<", "NaN").isPrintable();
    Object host = TestingJson.map(json).get("host");
    assertThat(host)
        .isEqualTo(
            name.isEmpty() ? null : name.replace("\udcff", "\\xff").replace("\udc80", "\\x80"));
  }
}

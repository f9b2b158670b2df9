package dev.iosleuth.ledger;

import static dev.iosleuth.ledger.Direction.FLUSH;
import static dev.iosleuth.ledger.Direction.READ;
import static dev.iosleuth.ledger.Direction.WRITE;

import dev.iosleuth.ledger.Account.Kind;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Edge.Role;
import dev.iosleuth.stack.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Five seconds of a host with two disks in a mirror, a guest over DRBD, a replica and a check. */
public final class TestingNode1 {
  public static final Account STACKSTORM = Account.simple(Kind.GUEST, "stackstorm.example.com");
  public static final Account WRN = TestingLedgers.replica("wrn-dns1", "node2");
  public static final Account CHECK = Account.simple(Kind.JOB, "md1 check");
  public static final Account ALVM = Account.simple(Kind.GUEST, "alvm1");
  public static final Account ACTIVITY = Account.simple(Kind.JOB, "drbd activity logs");
  public static final Account JOURNAL = Account.simple(Kind.JOB, "journal of / (jbd2)");

  private TestingNode1() {}

  public static TestingLedgers books() {
    var books =
        new TestingLedgers("node1", 5)
            .node(
                Node.Kind.GUEST,
                "guest:stackstorm",
                "stackstorm.example.com",
                Map.of("disk", "vda"))
            .node(Node.Kind.GUEST, "guest:alvm1", "alvm1", Map.of())
            .node(Node.Kind.FILESYSTEM, "fs:254:9", "/", Map.of("type", "ext4"))
            .node(Node.Kind.DRBD, "dev:drbd21", "drbd21", Map.of("role", "Primary"))
            .node(Node.Kind.PEER, "peer:node2", "node2", Map.of())
            .node(Node.Kind.VOLUME, "dev:dm-3", "xenvg/d015.disk0_data", Map.of())
            .node(Node.Kind.VOLUME, "dev:dm-4", "xenvg/d015.disk0_meta", Map.of())
            .node(Node.Kind.VOLUME, "dev:dm-9", "xenvg/root", Map.of())
            .node(
                Node.Kind.ARRAY,
                "dev:md1",
                "md1",
                attributes("level", "raid1", "slots", "[UU]", "job", "check 41 %"))
            .leaf(
                "sda",
                Node.LeafKind.DISK,
                attributes("model", "ST1000NM0011", "size", "1953525168 sectors"))
            .disk("sdb", "HUA721010KLA330");
    edges(books);
    legs(books);
    return books
        .flow("drbd21", layer(1_470, 0))
        .flow("dm-3", layer(1_470, 0))
        .flow("dm-4", layer(32, 0))
        .flow("dm-9", layer(60, 12))
        .flow("md1", layer(1_562, 12))
        .issued(STACKSTORM, 0, 395, 5_324_800)
        .issued(ALVM, 11, 49, 614_400)
        .issued(WRN, 0, 490, 2_600_000)
        .note(Note.Kind.GAP, "proc/1234/io", "needs root")
        .note(Note.Kind.METHOD, "sda", "device time split by the class's costs: no history yet");
  }

  /** In the order given. */
  private static Map<String, String> attributes(String... pairs) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static void edges(TestingLedgers books) {
    var data = new EdgeFlow.Amount(1_470, 1_315, 920, 5_324_800, 5_324_800);
    books
        .edge("guest:stackstorm", "dev:drbd21", Role.OPEN)
        .edge(
            "dev:drbd21",
            "dev:dm-3",
            Role.REPLICATED,
            data,
            1,
            "nothing is amplified: 294.0 w/s = 79.0 + 184.0 merged below")
        .edge("dev:drbd21", "dev:dm-4", Role.META)
        .edge("dev:drbd21", "peer:node2", Role.PEER)
        .edge("dev:dm-3", "dev:md1", Role.WHOLE)
        .edge("dev:dm-4", "dev:md1", Role.WHOLE)
        .edge("guest:alvm1", "dev:dm-9", Role.OPEN)
        .edge("fs:254:9", "dev:dm-9", Role.ENTRY)
        .edge("dev:dm-9", "dev:md1", Role.WHOLE)
        .edge("dev:md1", "dev:sda", Role.COPY, data, 2, "x2: every write goes to both legs")
        .edge("dev:md1", "dev:sdb", Role.COPY, data, 2, "x2: every write goes to both legs");
  }

  private static Reading<Flow> layer(long writes, long reads) {
    return Reading.known(
        new Flow(
            5,
            new Flow.Io(reads, 0, reads * 4096, reads * 5),
            new Flow.Io(writes, 0, writes * 3622, writes * 12),
            Reading.known(Flow.Io.ZERO),
            Reading.absent("bio-based: flushes are counted as writes"),
            2_900,
            0,
            0,
            0));
  }

  private static void legs(TestingLedgers books) {
    for (String leg : List.of("sda", "sdb")) {
      double slow = leg.equals("sda") ? 1 : 1.5;
      String[] way = {"guest:stackstorm", "dev:drbd21", "dev:dm-3", "dev:md1"};
      books
          .post(leg, STACKSTORM, WRITE, 395, 5_452_000, 810 * slow, Basis.APPORTIONED, way)
          .post(leg, STACKSTORM, FLUSH, 155, 0, 330 * slow, Basis.APPORTIONED, way)
          .post(leg, WRN, WRITE, 492, 2_674_000, 660 * slow, Basis.APPORTIONED, "dev:md1")
          .post(leg, WRN, FLUSH, 123, 0, 233 * slow, Basis.APPORTIONED, "dev:md1")
          .post(leg, CHECK, READ, 308, 147_300_000, 647 * slow, Basis.MEASURED, "dev:md1")
          .post(leg, ALVM, READ, 6, 24_576, 20 * slow, Basis.MEASURED, "dev:dm-9", "dev:md1")
          .post(leg, ALVM, WRITE, 49, 614_400, 165 * slow, Basis.MEASURED, "dev:dm-9", "dev:md1")
          .post(leg, ALVM, FLUSH, 2, 0, 4 * slow, Basis.MEASURED, "dev:dm-9", "dev:md1")
          .post(leg, ACTIVITY, WRITE, 16, 65_536, 61 * slow, Basis.DERIVED, "dev:dm-4", "dev:md1")
          .post(leg, JOURNAL, WRITE, 8, 32_768, 60 * slow, Basis.APPORTIONED, "dev:md1")
          .post(leg, Account.UNEXPLAINED_ACCOUNT, WRITE, 4, 16_384, 40.4 * slow, Basis.UNEXPLAINED);
    }
  }
}

package dev.iosleuth.source.monitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.kernel.qemu.MonitorCounters;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that only pretend to be monitors, or are not what they should be. */
final class HostileMonitorTest {
  private static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n";

  /** On a busy machine. */
  private static final int LONG = 5000;

  @TempDir Path folder;

  private int silence = LONG;
  private int held = LONG;

  private MonitorClient client() {
    return new MonitorClient(System::nanoTime, limits());
  }

  private Limits limits() {
    return new Limits(
        Duration.ofMillis(silence), Duration.ofMillis(held), 1 << 20, 16, Duration.ofMillis(10));
  }

  private Reading<Text> ask(Topic topic, TestingServer server) {
    var socket = new MonitorSocket("qemu/7/x", server.socket().toString(), topic);
    Map<String, Reading<Text>> said = client().ask(List.of(socket));
    assertThat(said).containsOnlyKeys("qemu/7/x");
    return requireNonNull(said.get("qemu/7/x"));
  }

  private Reading<Text> qmp(String greeting, String answers) throws IOException {
    try (var server = TestingServer.at(folder, greeting, answers)) {
      return ask(Topic.QMP_COUNTERS, server);
    }
  }

  @Test
  void asksNobodyWhoDoesNotGreetLikeAMonitor() throws Exception {
    for (String greeting :
        List.of(
            "220 smtp ready\r\n",
            "[]",
            "\"QMP\"",
            "{\"event\":\"QMP\"}",
            "{\"return\":{},\"QMPX\":1}",
            "{\"a\":{\"QMP\":{}}}",
            "\u0000\u0001\u00ff",
            "}")) {
      try (var server = TestingServer.at(folder, greeting, "")) {
        assertThat(ask(Topic.QMP_COUNTERS, server))
            .as(greeting)
            .isEqualTo(Reading.malformed("qemu/7/x", "a QMP monitor", "somebody else"));
        assertThat(server.heard()).as(greeting).isEmpty();
      }
    }
    try (var server = TestingServer.at(folder, "SSH-2.0-x\r\n(qemu) ", "")) {
      assertThat(ask(Topic.HMP_COUNTERS, server))
          .isEqualTo(Reading.malformed("qemu/7/x", "a human monitor of qemu", "somebody else"));
      assertThat(server.heard()).isEmpty();
    }
  }

  @Test
  void asksForWhatItIsMeantToAskForOnly() throws Exception {
    String answers = "{\"return\": 0}".repeat(4);
    try (var server = TestingServer.at(folder, GREETING, answers)) {
      ask(Topic.QMP_COUNTERS, server);
      assertThat(server.heard())
          .isEqualTo(
              """
              {"execute":"qmp_capabilities","id":"qmp_capabilities"}\r
              {"execute":"query-blockstats","id":"query-blockstats"}\r
              {"execute":"query-block-jobs","id":"query-block-jobs"}\r
              {"execute":"query-status","id":"query-status"}\r
              """);
    }
  }

  @Test
  void givesUpOnOneThatDoesNotGreet() throws Exception {
    silence = 300;
    String silent = "its monitor did not greet within 300 ms";
    assertThat(qmp("", "")).isEqualTo(Reading.absent(silent));
    assertThat(qmp("{\"QMP\": {\"vers", ""))
        .isEqualTo(Reading.absent(silent + ", but sent 14 bytes without an end"));
  }

  @Test
  void givesUpOnOneThatStopsSpeaking() throws Exception {
    held = 300;
    String late = "its monitor did not answer within 300 ms";
    assertThat(qmp(GREETING, "")).isEqualTo(Reading.absent(late));
    assertThat(qmp(GREETING, "{\"return\": {}}\r\n{\"return\": [{\"device\":"))
        .isEqualTo(Reading.absent(late + ", but sent 38 bytes without an end"));
    assertThat(qmp(GREETING, "{\"return\": {}}\r\n{\"return\": []}\r\n"))
        .isEqualTo(Reading.absent(late + ", with 32 bytes of an answer"));
    assertThat(qmp(GREETING, "{\"return\": {}}" + "{\"event\": \"STOP\"}".repeat(12)))
        .isEqualTo(Reading.absent(late + ", but sent 12 events and 1 of 4 answers"));
    try (var server = TestingServer.at(folder, "QEMU 1\r\n(qemu) ", "in\u001b[D")) {
      assertThat(ask(Topic.HMP_COUNTERS, server))
          .isEqualTo(Reading.absent(late + ", with 5 bytes of an answer"));
    }
  }

  /** Who asks waited for a processor meanwhile. */
  @Test
  void hearsWhatWasSaidWhileItCouldNotListen() throws Exception {
    held = 20;
    String said = GREETING + "{\"return\": 0}".repeat(4);
    try (var server = TestingServer.at(folder, said, "");
        var selector = Selector.open()) {
      var socket = new MonitorSocket("a", server.socket().toString(), Topic.QMP_COUNTERS);
      var conversation = new Conversation(socket, limits(), System::nanoTime);
      long ungreeted = conversation.deadline();
      conversation.connect(selector);
      var greeting = ByteBuffer.allocate(GREETING.length());
      while (conversation.deadline() == ungreeted && System.nanoTime() < ungreeted) {
        conversation.proceed(greeting);
      }
      conversation.check(conversation.deadline(), ByteBuffer.allocate(said.length()));
      assertThat(conversation.outcome().orElseThrow()).isInstanceOf(Reading.Known.class);
    }
  }

  @Test
  void tellsWhereItHungUp() throws Exception {
    assertThat(qmp(GREETING, "{\"return\": {}}\r\n" + TestingServer.HANG_UP))
        .isEqualTo(Reading.absent("its monitor hung up in mid-answer"));
    assertThat(qmp(TestingServer.HANG_UP, "")).isEqualTo(Reading.absent("its monitor hung up"));
  }

  @Test
  void boundsWhatIsEndless() throws Exception {
    Reading<Text> tooMuch =
        Reading.malformed("qemu/7/x", "at most " + (1 << 20) + " bytes", "more");
    assertThat(qmp(GREETING, "{\"return\": \"" + TestingServer.ENDLESS)).isEqualTo(tooMuch);
    assertThat(qmp("{\"QMP\": [" + TestingServer.ENDLESS, "")).isEqualTo(tooMuch);
    try (var server = TestingServer.at(folder, "QEMU 1\r\n" + TestingServer.ENDLESS, "")) {
      assertThat(ask(Topic.HMP_COUNTERS, server)).isEqualTo(tooMuch);
    }
  }

  @Test
  void nestingIsMalformed() throws Exception {
    Reading<Text> nested = Reading.malformed("qemu/7/x", "a QMP monitor", "endless nesting");
    assertThat(qmp(GREETING, "{\"return\": " + "[".repeat(200_000))).isEqualTo(nested);
    assertThat(qmp("{\"QMP\": " + "{\"a\":".repeat(2_000), "")).isEqualTo(nested);

    String deep = "{\"return\": " + "[".repeat(1020) + "]".repeat(1020) + "}\r\n";
    Reading<Text> said = qmp(GREETING, deep.repeat(2) + "{\"return\": {}}".repeat(2));
    assertThat(said).isInstanceOf(Reading.Known.class);
    assertThat(said.then(MonitorCounters::qmp)).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void whatIsNoQmpIsToldAtOnce() throws Exception {
    assertThat(qmp(GREETING, "{\"return\": {}} hello"))
        .isEqualTo(Reading.malformed("qemu/7/x", "a QMP monitor", "what is no QMP"));
  }

  @Test
  void events() throws Exception {
    String event = "{\"timestamp\": {\"seconds\": 1}, \"event\": \"STOP\"}\r\n";
    String answers =
        event
            + "{\"return\": {}, \"id\": \"qmp_capabilities\"}\r\n"
            + event
            + "{\"return\": [], \"id\": \"query-blockstats\"}\r\n"
            + event
            + "{\"return\": [], \"id\": \"query-block-jobs\"}\r\n"
            + "{\"return\": {\"status\": \"}]\\\"{\"}, \"id\": \"query-status\"}\r\n"
            + event;

    assertThat(qmp(GREETING, answers).then(MonitorCounters::qmp).then(MonitorCounters::status))
        .isEqualTo(Reading.known("}]\"{"));
  }

  @Test
  void theAgentAnswersUsAndNobodyBefore() throws Exception {
    String before = "{\"return\": 99}\n{\"return\": [{\"name\": \"old\"}]}\n";
    String ours =
        "\u00ff{\"return\": 71773}\n{\"return\": [{\"name\": \"vda\", \"major\": 254, \"minor\": 0,"
            + " \"stats\": {\"read-ios\": 3, \"read-sectors\": 24, \"write-ios\": \"x\"}}, 5]}\n";
    try (var server = TestingServer.at(folder, before + ours, "")) {
      GuestDiskstats told =
          ask(Topic.AGENT, server).then(GuestDiskstats::parse).optional().orElseThrow();
      assertThat(told.disks().damaged()).hasSize(1);
      GuestDiskstats.Row disk = told.disks().rows().getFirst();
      assertThat(disk.name()).isEqualTo("vda");
      assertThat(disk.reads().operations()).isEqualTo(Reading.known(3L));
      assertThat(disk.writes().operations()).isInstanceOf(Reading.Malformed.class);
      assertThat(disk.flushes()).isEqualTo(Reading.absent("not told"));
      assertThat(server.heard()).startsWith(new String(new byte[] {(byte) 0xff}, ISO_8859_1));
    }
    silence = 300;
    try (var server = TestingServer.at(folder, before, "")) {
      assertThat(ask(Topic.AGENT, server))
          .isEqualTo(
              Reading.absent("its agent did not answer within 300 ms, with 45 bytes of an answer"));
    }
  }

  @Test
  void anAgentMayLie() throws Exception {
    Reading<Text> tooMuch =
        Reading.malformed("qemu/7/x", "at most " + (1 << 20) + " bytes", "more");
    for (String endless :
        List.of("x", "\u00ff{\"return\": 71773}\n{\"return\": [", "\u00ff\u00ff")) {
      try (var server = TestingServer.at(folder, endless + TestingServer.ENDLESS, "")) {
        assertThat(ask(Topic.AGENT, server)).as(endless).isEqualTo(tooMuch);
      }
    }
    for (String wrong :
        List.of(
            "[]",
            "{\"return\": \"vda\"}",
            "{\"return\": {\"name\": \"vda\"}}",
            "{\"return\": [" + "[".repeat(5000) + "]".repeat(5000) + "]}")) {
      String said = "\u00ff{\"return\": 71773}\n" + wrong + "\n";
      silence = 300;
      try (var server = TestingServer.at(folder, said, "")) {
        assertThat(ask(Topic.AGENT, server).then(GuestDiskstats::parse).optional())
            .as(wrong)
            .isEmpty();
      }
    }
    String refused = "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"no \\u001b[31m\"}}";
    silence = LONG;
    try (var server = TestingServer.at(folder, "\u00ff{\"return\": 1}\n" + refused + "\n", "")) {
      assertThat(ask(Topic.AGENT, server).then(GuestDiskstats::parse))
          .isEqualTo(Reading.absent("the guest agent answered: no \u001b[31m"));
    }
  }

  @Test
  void whatIsNoSocketIsAbsent() {
    var none = new MonitorSocket("a", folder.resolve("none").toString(), Topic.QMP_COUNTERS);
    var folderItself = new MonitorSocket("b", folder.toString(), Topic.QMP_COUNTERS);
    var long108 = new MonitorSocket("c", "/" + "x".repeat(200), Topic.QMP_COUNTERS);
    var zero = new MonitorSocket("d", "/\u0000", Topic.HMP_DISKS);
    var odd = new MonitorSocket("e", "/\udc80", Topic.HMP_DISKS);

    Map<String, Reading<Text>> said = client().ask(List.of(none, folderItself, long108, zero, odd));

    assertThat(said.get("a"))
        .isEqualTo(Reading.absent("no such socket: " + folder.resolve("none")));
    String cwd = "//proc/self/cwd/none";
    var relative = new MonitorSocket("f", cwd, Topic.QMP_COUNTERS);
    assertThat(requireNonNull(client().ask(List.of(relative)).get("f")).whyNot().orElseThrow())
        .startsWith("no such socket: " + cwd)
        .contains("relative to where it was started");
    assertThat(said.get("b")).isEqualTo(Reading.absent("nobody listens on its monitor"));
    assertThat(said.values())
        .hasSize(5)
        .allSatisfy(r -> assertThat(r).isInstanceOf(Reading.Absent.class));
  }
}

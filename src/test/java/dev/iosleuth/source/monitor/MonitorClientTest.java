package dev.iosleuth.source.monitor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.BlockDisk;
import dev.iosleuth.kernel.qemu.BlockNode;
import dev.iosleuth.kernel.qemu.BlockNode.Cache;
import dev.iosleuth.kernel.qemu.BlockNode.ImageFile;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.kernel.qemu.MonitorCounters;
import dev.iosleuth.kernel.qemu.MonitorDisks;
import dev.iosleuth.live.TestingGuest;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real qemu processes. Times are generous: the machine may be busy. */
final class MonitorClientTest {
  private static final Limits PATIENT =
      new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 4 << 20, 16, Duration.ofMillis(10));

  private final MonitorClient client = new MonitorClient(System::nanoTime, PATIENT);
  private Path folder = Path.of("");

  /** Short: paths of sockets have at most 107 bytes. */
  @BeforeEach
  void folder() throws IOException {
    folder = Files.createTempDirectory("guest");
  }

  @AfterEach
  void remove() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private Path raw(String name) throws Exception {
    TestingGuest.assumeQemu();
    return TestingGuest.image(folder, name, "raw", "8M");
  }

  private Reading<Text> ask(Path socket, Topic topic) {
    return requireNonNull(
        client.ask(List.of(new MonitorSocket("q", socket.toString(), topic))).get("q"));
  }

  private static List<DiskCounters> disks(Reading<MonitorCounters> counters) {
    Rows<DiskCounters> rows =
        counters
            .then(MonitorCounters::disks)
            .optional()
            .orElseThrow(() -> new AssertionError(counters));
    assertThat(rows.damaged()).isEmpty();
    return rows.rows();
  }

  private static List<Long> opsBytesMerged(Requests requests) {
    return List.of(
        requests.operations().orElse(-1L),
        requests.bytes().orElse(-1L),
        requests.merged().orElse(-1L));
  }

  @Test
  void countsExactlyWhatTheGuestDid() throws Exception {
    try (var guest =
        TestingGuest.named("eins", folder)
            .drive("d0", "file=" + raw("raw") + ",format=raw,cache=none,aio=native")
            .blockdev("d1", "raw", raw("second"), false)
            .start()) {
      for (int i = 0; i < 7; i++) {
        guest.io("d0", "aio_write " + i * 8 + "k 4k");
      }
      guest.settle("d0");
      guest.io("d0", "aio_read 0 16k");
      guest.settle("d0");
      guest.io("d1", "aio_write 0 64k");
      guest.settle("d1");
      for (Reading<MonitorCounters> counters :
          List.of(
              ask(guest.qmpSocket(), Topic.QMP_COUNTERS).then(MonitorCounters::qmp),
              ask(guest.hmpSocket(), Topic.HMP_COUNTERS).then(MonitorCounters::hmp))) {
        List<DiskCounters> disks = disks(counters);
        assertThat(disks).extracting(DiskCounters::device).containsExactlyInAnyOrder("d0", "");
        DiskCounters named = disks.stream().filter(d -> d.device().equals("d0")).findAny().get();
        DiskCounters nameless = disks.stream().filter(d -> d.device().isEmpty()).findAny().get();
        assertThat(opsBytesMerged(named.writes())).isEqualTo(List.of(7L, 28672L, 0L));
        assertThat(opsBytesMerged(named.reads())).isEqualTo(List.of(1L, 16384L, 0L));
        assertThat(named.flushes().operations()).isEqualTo(Reading.known(2L));
        assertThat(named.writes().nanos().optional().orElseThrow()).isPositive();
        assertThat(opsBytesMerged(nameless.writes())).isEqualTo(List.of(1L, 65536L, 0L));
        MonitorCounters all = counters.optional().orElseThrow();
        assertThat(all.status()).isEqualTo(Reading.known("prelaunch"));
        assertThat(all.held().orElseThrow()).isPositive();
      }
    }
  }

  @Test
  void tellsWhatTheDisksAre() throws Exception {
    Path base = raw("base");
    Path top = TestingGuest.image(folder, "top", "qcow2", "-b", "base", "-F", "raw");
    String limited = "file=" + raw("raw") + ",format=raw,cache=unsafe,throttling.iops-total=100";
    try (var guest =
        TestingGuest.named("a,b c", folder)
            .drive("d0", limited)
            .blockdev("d1", "qcow2", top, true)
            .with("-uuid", "11111111-2222-3333-4444-555555555555", "-device", "virtio-scsi-pci")
            .with("-drive", "if=none,id=cd0,media=cdrom", "-device", "scsi-cd,drive=cd0,id=cd")
            .start()) {
      for (Reading<MonitorDisks> reading :
          List.of(
              ask(guest.qmpSocket(), Topic.QMP_DISKS).then(MonitorDisks::qmp),
              ask(guest.hmpSocket(), Topic.HMP_DISKS).then(MonitorDisks::hmp))) {
        MonitorDisks told = reading.optional().orElseThrow(() -> new AssertionError(reading));
        assertThat(told.name()).isEqualTo(Reading.known("a,b c"));
        assertThat(told.uuid()).isEqualTo(Reading.known("11111111-2222-3333-4444-555555555555"));
        assertThat(told.version().orElse("")).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        Map<String, BlockDisk> disks =
            told.disks().optional().orElseThrow().rows().stream()
                .collect(Collectors.toMap(BlockDisk::device, disk -> disk));
        assertThat(disks).containsOnlyKeys("d0", "", "cd0");
        assertThat(requireNonNull(disks.get("cd0")).removable()).isTrue();
        assertThat(requireNonNull(disks.get("cd0")).inserted()).isEmpty();
        BlockNode first = requireNonNull(disks.get("d0")).inserted().orElseThrow();
        assertThat(first.cache()).isEqualTo(Reading.known(new Cache(true, false, true)));
        assertThat(first.limits()).isEqualTo(Map.of("iops-total", 100L));
        assertThat(first.throttleGroup()).isEqualTo("d0");
        assertThat(requireNonNull(disks.get("")).qdev())
            .isEqualTo("/machine/peripheral/q-d1/virtio-backend");
        BlockNode second = requireNonNull(disks.get("")).inserted().orElseThrow();
        assertThat(second.name()).isEqualTo("d1");
        assertThat(second.driver()).isEqualTo("qcow2");
        assertThat(second.cache()).isEqualTo(Reading.known(new Cache(true, true, false)));
        assertThat(second.images())
            .extracting(ImageFile::name)
            .containsExactly(top.toString(), base.toString());
      }
    }
  }

  @Test
  void namesWhatTheHumanMonitorCountsWithoutNames() throws Exception {
    try (var guest =
        TestingGuest.named("zwei", folder)
            .blockdev("b0", "raw", raw("one"), false)
            .blockdev("b1", "raw", raw("two"), false)
            .start()) {
      guest.io("b1", "aio_write 0 8k");
      guest.settle("b1");
      MonitorDisks described =
          ask(guest.hmpSocket(), Topic.HMP_DISKS).then(MonitorDisks::hmp).optional().orElseThrow();
      Rows<BlockDisk> rows = described.disks().optional().orElseThrow();
      List<DiskCounters> disks =
          disks(
              ask(guest.hmpSocket(), Topic.HMP_COUNTERS)
                  .then(MonitorCounters::hmp)
                  .map(counters -> counters.under(rows)));
      assertThat(disks)
          .filteredOn(disk -> disk.key().equals("/machine/peripheral/q-b1/virtio-backend"))
          .singleElement()
          .satisfies(disk -> {
            assertThat(disk.node()).isEqualTo("b1");
            assertThat(disk.writes().bytes()).isEqualTo(Reading.known(8192L));
          });
    }
  }

  @Test
  void aMonitorThatIsHeldCostsItsOwnFiguresAndItsHolderNothing() throws Exception {
    var quick =
        new MonitorClient(
            System::nanoTime,
            new Limits(
                Duration.ofMillis(300), Duration.ofSeconds(5), 4 << 20, 16, Duration.ofMillis(10)));
    String image = "file=" + raw("raw") + ",format=raw,read-only=on,file.locking=off";
    try (var held = TestingGuest.named("held", folder).drive("d0", image).start();
        var stopped = TestingGuest.named("stopped", folder).drive("d0", image).start();
        var free = TestingGuest.named("free", folder).drive("d0", image).start();
        var holder = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      holder.connect(UnixDomainSocketAddress.of(held.qmpSocket()));
      assertThat(line(holder)).startsWith("{\"QMP\"");
      stopped.stop();
      for (int round = 0; round < 4; round++) {
        long start = System.nanoTime();
        Map<String, Reading<Text>> said =
            quick.ask(
                Stream.of(stopped, held, free)
                    .map(guest ->
                        new MonitorSocket(
                            guest.name(), guest.qmpSocket().toString(), Topic.QMP_COUNTERS))
                    .toList());
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as("%s", said)
            .isLessThan(Duration.ofSeconds(2));
        assertThat(said.get("free")).isInstanceOf(Reading.Known.class);
        assertThat(requireNonNull(said.get("held")).whyNot().orElseThrow())
            .isIn(
                "its monitor did not greet within 300 ms",
                "its monitor is held by another client, or qemu does not take up connections");
        assertThat(said.get("stopped")).isInstanceOf(Reading.Absent.class);
      }
      holder.write(ByteBuffer.wrap("{\"execute\":\"qmp_capabilities\"}\n".getBytes(US_ASCII)));
      assertThat(line(holder)).isEqualTo("{\"return\": {}}");
      holder.shutdownOutput();
      stopped.resume();
      for (var guest : List.of(held, stopped)) {
        assertThat(ask(guest.qmpSocket(), Topic.QMP_COUNTERS)).isInstanceOf(Reading.Known.class);
      }
    }
  }

  private static String line(SocketChannel channel) throws IOException {
    var line = new StringBuilder();
    var one = ByteBuffer.allocate(1);
    while (channel.read(one) == 1 && one.get(0) != '\n') {
      line.append((char) one.get(0));
      one.clear();
    }
    return line.toString().strip();
  }
}

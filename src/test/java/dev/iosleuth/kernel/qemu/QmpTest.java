package dev.iosleuth.kernel.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.BlockNode.Cache;
import dev.iosleuth.kernel.qemu.BlockNode.ImageFile;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QmpTest {
  private static final String GREETING =
      """
      {"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}}, "capabilities": ["oob"]}}
      {"return": {}, "id": "qmp_capabilities"}
      """;

  private static final String COUNTERS =
      """
      {"return": [{"device": "", "parent": {"stats": {"rd_operations": 999}, "node-name": "f1"}, \
      "stats": {"unmap_operations": 4, "unmap_merged": 0, "flush_total_time_ns": 500, \
      "wr_highest_offset": 8192, "wr_total_time_ns": 300, "failed_wr_operations": 1, \
      "failed_rd_operations": 0, "wr_merged": 2, "wr_bytes": 20480, "timed_stats": [], \
      "failed_unmap_operations": 0, "failed_flush_operations": 0, "account_invalid": true, \
      "rd_total_time_ns": 100, "invalid_unmap_operations": 0, "flush_operations": 3, \
      "wr_operations": 5, "unmap_bytes": 65536, "rd_merged": 0, "rd_bytes": 4096, \
      "unmap_total_time_ns": 50, "invalid_flush_operations": 0, "account_failed": true, \
      "idle_time_ns": 17, "rd_operations": 1, "invalid_wr_operations": 0, \
      "invalid_rd_operations": 2}, "backing": {"stats": {"rd_operations": 777}}, \
      "node-name": "q1", "qdev": "/machine/peripheral/vd1/virtio-backend"}], \
      "id": "query-blockstats"}
      {"return": {"status": "prelaunch", "running": false}, "id": "query-status"}
      """;

  private static Text text(String content) {
    return new Text("qemu/7/qmp", Text.of("", content).bytes(), 42);
  }

  private static Rows<DiskCounters> disks(String content) {
    return MonitorCounters.qmp(text(content)).then(MonitorCounters::disks).optional().orElseThrow();
  }

  private static Requests requests(long... figures) {
    return new Requests(
        Reading.known(figures[0]),
        Reading.known(figures[1]),
        Reading.known(figures[2]),
        Reading.known(figures[3]),
        Reading.known(figures[4]),
        Reading.known(figures[5]));
  }

  @Test
  void jobs() {
    Rows<BlockJob> jobs =
        MonitorCounters.qmp(
                text(
                    GREETING
                        + """
                        {"return": [{"device": "j", "type": "mirror", "len": 9, "offset": 5, \
                        "ready": true}, {"device": "k", "type": "backup", "len": "9"}, 7], \
                        "id": "query-block-jobs"}
                        """))
            .then(MonitorCounters::jobs)
            .optional()
            .orElseThrow();

    assertThat(jobs.rows()).containsExactly(new BlockJob("j", "mirror", 5, 9, true));
    assertThat(jobs.damaged()).hasSize(1);
  }

  @Test
  void filtersAreNoImages() {
    String said =
        GREETING
            + """
            {"return": [{"device": "", "inserted": {"node-name": "t", "drv": "throttle", \
            "file": "x", "image": {"filename": "json:{\\"driver\\":\\"throttle\\"}", \
            "format": "throttle", "backing-image": {"filename": "/a", "format": "file"}}}}, \
            {"device": "", "inserted": {"node-name": "b", "drv": "blkdebug", \
            "file": "blkdebug:c:blkverify:d:/b", "image": {\
            "filename": "blkdebug:c:blkverify:d:/b", "format": "blkdebug"}}}], "id": "query-block"}
            """;

    List<BlockNode> nodes =
        MonitorDisks.qmp(text(said))
            .then(MonitorDisks::disks)
            .optional()
            .orElseThrow()
            .rows()
            .stream()
            .flatMap(disk -> disk.inserted().stream())
            .toList();

    assertThat(nodes.getFirst().chain())
        .containsExactly(new Image("", "raw", new Place.File("/a")));
    assertThat(nodes.getLast().chain()).containsExactly(new Image("b", "", new Place.File("/b")));
    assertThat(nodes.getLast().place()).isEqualTo(new Place.File("/b"));
  }

  @Test
  void counters() {
    MonitorCounters counters =
        MonitorCounters.qmp(text("asked 81000 held 900\n" + GREETING + COUNTERS))
            .optional()
            .orElseThrow();

    assertThat(counters.nanos()).isEqualTo(81000);
    assertThat(counters.held()).isEqualTo(OptionalLong.of(900));
    assertThat(counters.status()).isEqualTo(Reading.known("prelaunch"));
    Rows<DiskCounters> disks = counters.disks().optional().orElseThrow();
    assertThat(disks.damaged()).isEmpty();
    DiskCounters disk = disks.rows().getFirst();
    assertThat(disk.key()).isEqualTo("/machine/peripheral/vd1/virtio-backend");
    assertThat(disk.device()).isEmpty();
    assertThat(disk.node()).isEqualTo("q1");
    assertThat(disk.reads()).isEqualTo(requests(1, 4096, 0, 100, 0, 2));
    assertThat(disk.writes()).isEqualTo(requests(5, 20480, 2, 300, 1, 0));
    assertThat(disk.unmaps()).isEqualTo(requests(4, 65536, 0, 50, 0, 0));
    assertThat(disk.flushes().operations()).isEqualTo(Reading.known(3L));
    assertThat(disk.flushes().bytes()).isEqualTo(Reading.absent("flushes have none"));
    assertThat(disk.idleNanos()).isEqualTo(Reading.known(17L));
  }

  @Test
  void withoutTheFirstLineTheTimeIsThatOfTheText() {
    MonitorCounters counters =
        MonitorCounters.qmp(text(GREETING + COUNTERS)).optional().orElseThrow();

    assertThat(counters.nanos()).isEqualTo(42);
    assertThat(counters.held()).isEmpty();
  }

  @Test
  void whatAnOldQemuDoesNotTellIsAbsent() {
    Rows<DiskCounters> disks =
        disks(
            """
            {"return": [{"device": "ide0-hd0", "parent": {"stats": {"wr_highest_offset": 512}}, \
            "stats": {"rd_bytes": 512, "wr_bytes": 0, "rd_operations": 1, "wr_operations": 0, \
            "wr_highest_offset": 0}}], "id": "query-blockstats"}
            """);

    DiskCounters disk = disks.rows().getFirst();
    assertThat(disk.key()).isEqualTo("ide0-hd0");
    assertThat(disk.reads().operations()).isEqualTo(Reading.known(1L));
    assertThat(disk.reads().nanos()).isEqualTo(Reading.absent("not told"));
    assertThat(disk.unmaps().bytes()).isEqualTo(Reading.absent("not told"));
    assertThat(disks.damaged()).isEmpty();
  }

  @Test
  void lessThanNothingWasNeverCounted() {
    Rows<DiskCounters> disks =
        disks(
            """
            {"return": [{"device": "a", "stats": {"rd_operations": -10, \
            "rd_bytes": 9223372036854775808, "wr_operations": 3}}], "id": "query-blockstats"}
            """);

    DiskCounters disk = disks.rows().getFirst();
    assertThat(disk.reads().operations()).isInstanceOf(Reading.Malformed.class);
    assertThat(disk.reads().bytes()).isInstanceOf(Reading.Malformed.class);
    assertThat(disk.writes().operations()).isEqualTo(Reading.known(3L));
    assertThat(disks.damaged()).hasSize(2);
  }

  @Test
  void eachWrongTypeCostsItsOwnFigureAndIsNoted() {
    Rows<DiskCounters> disks =
        disks(
            """
            {"return": [17, {"device": "a"}, {"device": ["b"], "stats": {"rd_bytes": "x", \
            "wr_bytes": 1.5, "rd_operations": 3, "wr_operations": 18446744073709551616}}], \
            "id": "query-blockstats"}
            """);

    assertThat(disks.rows()).hasSize(1);
    DiskCounters disk = disks.rows().getFirst();
    assertThat(disk.reads().operations()).isEqualTo(Reading.known(3L));
    assertThat(disk.reads().bytes()).isInstanceOf(Reading.Malformed.class);
    assertThat(disks.damaged())
        .extracting(Reading.Malformed::sentence)
        .containsExactly(
            "qemu/7/qmp: query-blockstats: 0.stats: expected the counters of a disk, found"
                + " 'something else'",
            "qemu/7/qmp: query-blockstats: 1.stats: expected the counters of a disk, found"
                + " 'something else'",
            "qemu/7/qmp: query-blockstats: 2.device: expected a string, found 'a list'",
            "qemu/7/qmp: query-blockstats: 2.stats.rd_bytes: expected a number, found 'a string'",
            "qemu/7/qmp: query-blockstats: 2.stats.wr_operations: expected a whole number of 64"
                + " bits, found '18446744073709551616'",
            "qemu/7/qmp: query-blockstats: 2.stats.wr_bytes: expected a whole number of 64 bits,"
                + " found '1.5'");
  }

  @Test
  void aRefusalCarriesTheWordsOfQemu() {
    String refused =
        """
        {"error": {"class": "CommandNotFound", "desc": "The command query-blockstats has not been \
        found"}, "id": "query-blockstats"}
        """;

    assertThat(MonitorCounters.qmp(text(refused)).then(MonitorCounters::disks))
        .isEqualTo(
            Reading.absent("qemu answered: The command query-blockstats has not been found"));
  }

  @Test
  void whatIsNoConversationIsMalformed() {
    for (String content :
        List.of("", "{", "[1]", "\"x\"", "{\"a\":1}", "\u0000\u0001", "{\"id\":")) {
      assertThat(MonitorCounters.qmp(text(content)))
          .as(content)
          .isInstanceOf(Reading.Malformed.class);
    }
    assertThat(MonitorCounters.qmp(text("[".repeat(100_000))))
        .isInstanceOf(Reading.Malformed.class);
    assertThat(MonitorCounters.qmp(text("[" + "0,".repeat(600_000) + "0]")))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void disksAndTheirImages() {
    MonitorDisks disks =
        MonitorDisks.qmp(
                text(
                    GREETING
                        + """
                        {"return": {"name": "eins"}, "id": "query-name"}
                        {"return": {"UUID": "11111111-2222-3333-4444-555555555555"}, "id": "query-uuid"}
                        {"return": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian"}, \
                        "id": "query-version"}
                        {"return": [{"io-status": "ok", "device": "d2", "locked": false, "removable": false, \
                        "inserted": {"iops_rd": 0, "image": {"backing-image": {"virtual-size": 8388608, \
                        "filename": "/srv/base.qcow2", "format": "qcow2", "actual-size": 200704}, \
                        "virtual-size": 8388608, "filename": "/srv/top.qcow2", "format": "qcow2"}, \
                        "iops_wr": 5, "group": "g", "ro": false, "node-name": "#block388", "drv": "qcow2", \
                        "iops": 100, "bps_wr": 0, "bps": 0, "bps_rd": 0, "cache": {"no-flush": false, \
                        "direct": true, "writeback": true}, "file": "/srv/top.qcow2", \
                        "children": [{"child": "file", "node-name": "f1"}]}, \
                        "qdev": "vd2", "type": "unknown"}, {"device": "cd0", "removable": true, "qdev": "cd", \
                        "tray_open": false}], "id": "query-block"}
                        {"return": [{"drv": "file", "node-name": "f1", "file": "/srv/top.qcow2"}, 3], \
                        "id": "query-named-block-nodes"}
                        """))
            .optional()
            .orElseThrow();

    assertThat(disks.name()).isEqualTo(Reading.known("eins"));
    assertThat(disks.uuid()).isEqualTo(Reading.known("11111111-2222-3333-4444-555555555555"));
    assertThat(disks.version()).isEqualTo(Reading.known("7.2.22 Debian"));
    List<BlockDisk> rows = disks.disks().optional().orElseThrow().rows();
    assertThat(rows).extracting(BlockDisk::key).containsExactly("vd2", "cd");
    assertThat(rows.get(1).removable()).isTrue();
    assertThat(rows.get(1).inserted()).isEmpty();
    BlockNode node = rows.getFirst().inserted().orElseThrow();
    assertThat(node.cache()).isEqualTo(Reading.known(new Cache(true, true, false)));
    assertThat(node.limits()).isEqualTo(Map.of("iops-total", 100L, "iops-write", 5L));
    assertThat(node.throttleGroup()).isEqualTo("g");
    assertThat(node.children()).isEqualTo(Map.of("file", "f1"));
    assertThat(node.images())
        .containsExactly(
            new ImageFile(
                "/srv/top.qcow2", "qcow2", Reading.known(8388608L), Reading.absent("not told")),
            new ImageFile(
                "/srv/base.qcow2", "qcow2", Reading.known(8388608L), Reading.known(200704L)));
    Rows<BlockNode> nodes = disks.nodes().optional().orElseThrow();
    assertThat(nodes.rows()).extracting(BlockNode::name).containsExactly("f1");
    assertThat(nodes.damaged()).hasSize(1);
  }
}

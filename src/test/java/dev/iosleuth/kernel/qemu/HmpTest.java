package dev.iosleuth.kernel.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.BlockNode.Cache;
import dev.iosleuth.kernel.qemu.BlockNode.ImageFile;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Rows;
import dev.iosleuth.reading.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HmpTest {
  private static final String GREETING =
      "QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ";

  private static Text text(String content) {
    return Text.of("hmp", content);
  }

  /** As readline draws it, shortened. */
  private static String answer(String command, String answer) {
    return "i\u001b[K\u001b[Din\u001b[K\u001b[D\u001b[D"
        + command
        + "\u001b[K\r\n"
        + answer.replace("\n", "\r\n")
        + "(qemu) ";
  }

  private static List<DiskCounters> counters(String answer) {
    Rows<DiskCounters> rows = InfoBlockstats.parse(text(answer));
    assertThat(rows.damaged()).isEmpty();
    return rows.rows();
  }

  @Test
  void oneLineADisk() {
    List<DiskCounters> disks =
        counters(
            """
            ide0-hd0: rd_bytes=512 wr_bytes=0 rd_operations=1 wr_operations=0
            d1: rd_bytes=1 wr_bytes=2 rd_operations=3 wr_operations=4 flush_operations=5 \
            wr_total_time_ns=6 rd_total_time_ns=7 flush_total_time_ns=8 rd_merged=9 wr_merged=10 \
            idle_time_ns=11
            : rd_bytes=9 wr_bytes=0 rd_operations=0 wr_operations=0
            """);

    assertThat(disks).extracting(DiskCounters::device).containsExactly("ide0-hd0", "d1", "");
    assertThat(disks.getFirst().reads().bytes()).isEqualTo(Reading.known(512L));
    assertThat(disks.getFirst().flushes().operations()).isEqualTo(Reading.absent("not told"));
    DiskCounters all = disks.get(1);
    assertThat(all.reads().operations()).isEqualTo(Reading.known(3L));
    assertThat(all.reads().nanos()).isEqualTo(Reading.known(7L));
    assertThat(all.writes().merged()).isEqualTo(Reading.known(10L));
    assertThat(all.flushes().operations()).isEqualTo(Reading.known(5L));
    assertThat(all.idleNanos()).isEqualTo(Reading.known(11L));
    assertThat(all.writes().failed()).isEqualTo(Reading.absent("the human monitor does not tell"));
  }

  @Test
  void severalLinesADisk() {
    List<DiskCounters> disks =
        counters(
            """
            d0: idle_time_ns=17
                                      bytes       operations            total_time_ns     merged
            Read:                         1                3                        7          9
            Write:                        2                4                        6         10
            Flush:                                         5                        8

            : idle_time_ns=0
                                      bytes       operations            total_time_ns     merged
            Read:                         0                0                        0          0
            Write:                     4096                1                       99          0
            Flush:                                         0                        0
            """);

    assertThat(disks).extracting(DiskCounters::device).containsExactly("d0", "");
    DiskCounters first = disks.getFirst();
    assertThat(first.reads().bytes()).isEqualTo(Reading.known(1L));
    assertThat(first.reads().operations()).isEqualTo(Reading.known(3L));
    assertThat(first.reads().nanos()).isEqualTo(Reading.known(7L));
    assertThat(first.writes().merged()).isEqualTo(Reading.known(10L));
    assertThat(first.flushes().operations()).isEqualTo(Reading.known(5L));
    assertThat(first.flushes().nanos()).isEqualTo(Reading.known(8L));
    assertThat(disks.get(1).writes().bytes()).isEqualTo(Reading.known(4096L));
  }

  @Test
  void aDamagedLineIsToldAndCostsItself() {
    Rows<DiskCounters> rows =
        InfoBlockstats.parse(
            text("Read: 1 2 3 4\nd0: rd_bytes=x wr_bytes=7\nwhat\nd1: wr_bytes=1\nd2: wr_by"));

    assertThat(rows.rows()).extracting(DiskCounters::device).containsExactly("d0", "d1");
    assertThat(rows.rows().getFirst().writes().bytes()).isEqualTo(Reading.known(7L));
    assertThat(rows.damaged()).hasSize(4);
  }

  @Test
  void answersByTheirEchoes() {
    Text said =
        text(
            "asked 5 held 6\n"
                + GREETING
                + answer("info status", "VM status: paused (prelaunch)\n")
                + answer("info blockstats", "d0: rd_bytes=1 wr_bytes=2\n"));

    MonitorCounters counters = MonitorCounters.hmp(said).optional().orElseThrow();

    assertThat(counters.nanos()).isEqualTo(5);
    assertThat(counters.status()).isEqualTo(Reading.known("prelaunch"));
    assertThat(counters.disks().map(rows -> rows.rows().size())).isEqualTo(Reading.known(1));
    assertThat(MonitorDisks.hmp(said).then(MonitorDisks::name))
        .isEqualTo(Reading.absent("not asked"));
  }

  @Test
  void jobs() {
    Text said =
        text(
            GREETING
                + answer(
                    "info block-jobs",
                    """
                    Type mirror, device a: b: Completed 5 of 9 bytes, speed limit 0 bytes/s
                    Streaming device d0: Completed 0 of 7 bytes, speed limit 8 bytes/s
                    Type x
                    """));

    Rows<BlockJob> jobs =
        MonitorCounters.hmp(said).then(MonitorCounters::jobs).optional().orElseThrow();

    assertThat(jobs.rows())
        .containsExactly(
            new BlockJob("a: b", "mirror", 5, 9, false), new BlockJob("d0", "stream", 0, 7, false));
    assertThat(jobs.damaged()).hasSize(1);
    assertThat(
            MonitorCounters.hmp(text(GREETING + answer("info block-jobs", "No active jobs\n")))
                .then(MonitorCounters::jobs)
                .map(Rows::rows))
        .isEqualTo(Reading.known(List.of()));
  }

  @Test
  void whatIsNoConversationIsMalformed() {
    for (String said : List.of("", "QEMU", GREETING, "\n(qemu) ", "\u0000\u001b[D(qemu) \n")) {
      assertThat(MonitorCounters.hmp(text(said))).isInstanceOf(Reading.Malformed.class);
    }
  }

  @Test
  void disksOfSeveralLines() {
    Rows<BlockDisk> disks =
        InfoBlock.parse(
            text(
                """
                d2 (#block543): /srv/a (b): c.img (qcow2, read-only, encrypted)
                    Attached to:      /machine/peripheral/vd1/virtio-backend
                    I/O status:       nospace
                    Cache mode:       writethrough, direct, ignore flushes
                    Backing file:     /srv/base (x).qcow2 (chain depth: 1)
                    I/O throttling:   bps=0 bps_rd=7 iops=100 iops_size=0 group=d2

                cd0: [not inserted]
                    Attached to:      cd
                    Removable device: not locked, tray closed

                q1: /srv/top.qcow2 (qcow2)
                    Cache mode:       writeback
                """));

    assertThat(disks.damaged()).isEmpty();
    assertThat(disks.rows()).extracting(BlockDisk::device).containsExactly("d2", "cd0", "q1");
    BlockDisk first = disks.rows().getFirst();
    assertThat(first.key()).isEqualTo("/machine/peripheral/vd1/virtio-backend");
    assertThat(first.ioStatus()).isEqualTo("nospace");
    BlockNode node = first.inserted().orElseThrow();
    assertThat(node.name()).isEqualTo("#block543");
    assertThat(node.file()).isEqualTo("/srv/a (b): c.img");
    assertThat(node.driver()).isEqualTo("qcow2");
    assertThat(node.readOnly()).isEqualTo(Reading.known(true));
    assertThat(node.cache()).isEqualTo(Reading.known(new Cache(false, true, true)));
    assertThat(node.limits()).isEqualTo(Map.of("bps-read", 7L, "iops-total", 100L));
    assertThat(node.throttleGroup()).isEqualTo("d2");
    assertThat(node.images())
        .extracting(ImageFile::name)
        .containsExactly("/srv/a (b): c.img", "/srv/base (x).qcow2");
    assertThat(disks.rows().get(1).removable()).isTrue();
    assertThat(disks.rows().get(2).inserted().orElseThrow().cache())
        .isEqualTo(Reading.known(new Cache(true, false, false)));
  }

  @Test
  void disksOfOneLine() {
    Rows<BlockDisk> disks =
        InfoBlock.parse(
            text(
                """
                ide0-hd0: removable=0 io-status=ok file=/srv/a b.img backing_file=/srv/base \
                backing_file_depth=1 ro=0 drv=qcow2 encrypted=0 bps=0 bps_rd=0 bps_wr=0 iops=50 \
                iops_rd=0 iops_wr=0
                ide1-cd0: removable=1 locked=0 tray-open=0 io-status=ok [not inserted]
                hda: type=hd removable=0 file=/dev/vg/lv ro=1 drv=host_device encrypted=0
                x: removable=0 nothing
                """));

    assertThat(disks.rows())
        .extracting(BlockDisk::device)
        .containsExactly("ide0-hd0", "ide1-cd0", "hda");
    BlockNode node = disks.rows().getFirst().inserted().orElseThrow();
    assertThat(node.file()).isEqualTo("/srv/a b.img");
    assertThat(node.images())
        .extracting(ImageFile::name)
        .containsExactly("/srv/a b.img", "/srv/base");
    assertThat(node.limits()).isEqualTo(Map.of("iops-total", 50L));
    assertThat(disks.rows().getFirst().ioStatus()).isEqualTo("ok");
    assertThat(disks.rows().get(1).removable()).isTrue();
    assertThat(disks.rows().get(2).inserted().orElseThrow().driver()).isEqualTo("host_device");
    assertThat(disks.damaged()).hasSize(1);
  }
}

package dev.iosleuth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.sys.MmStat;
import dev.iosleuth.kernel.tool.DmsetupTable;
import dev.iosleuth.kernel.tool.DrbdsetupEvents2;
import dev.iosleuth.kernel.tool.DrbdsetupShow;
import dev.iosleuth.kernel.tool.DrbdsetupStatus;
import dev.iosleuth.kernel.tool.LvmBackup;
import dev.iosleuth.kernel.tool.Lvs;
import dev.iosleuth.kernel.tool.UdevData;
import dev.iosleuth.kernel.tool.ZpoolStatus;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.source.TestingTree;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Mutations of good input, from fixed seeds: whatever stands there, nothing throws. */
final class DamagedTreesTest {
  private static final int ROUNDS = 400;
  private static final List<String> PIECES =
      List.of(
          "18446744073709551616",
          "-1",
          "{",
          "}",
          "\"",
          "\n",
          ": ",
          "\u0000",
          "\udcff",
          " ",
          "8:0",
          "[",
          "99999999999",
          "\u001b[31m",
          "\u202e",
          "\t",
          "\\x",
          "=",
          ";");

  private static final String TABLE =
      """
      vg-root: 0 8192 linear 8:2 2048
      vg-pool-tpool: 0 8192 thin-pool 254:3 254:4 128 0 1 skip_block_zeroing
      c: 0 8 crypt aes-xts-plain64 0123456789abcdef0123456789abcdef 0 8:2 4096
      m: 0 8 multipath 0 0 1 1 service-time 0 2 1 8:0 1 8:16 1
      r: 0 8 raid raid1 3 0 region_size 1024 2 254:0 254:1 254:2 254:3
      """;
  private static final String STATUS =
      """
      [{"name": "r", "role": "Primary", "devices": [{"volume": 0, "minor": 1, "read": 5}],
        "connections": [{"peer-node-id": 1, "peer_devices": [{"volume": 0, "sent": 4}]}]}]
      """;
  private static final String SHOW =
      """
      resource r { _this_host { volume 0 { device minor 1; disk "/dev/a"; meta-disk "/dev/b" [ 0 ]; } }
        connection { _peer_node_id 1; net { _name "n"; shared-secret "s"; } } }
      """;
  private static final String EVENTS =
      """
      exists resource name:r role:Primary
      exists device name:r volume:0 minor:1 backing_dev:/dev/a disk:UpToDate read:1
      exists connection name:r peer-node-id:1 conn-name:n connection:Connected
      exists peer-device name:r peer-node-id:1 conn-name:n volume:0 sent:1
      """;
  private static final String BACKUP =
      """
      vg {
      id = "a"
      logical_volumes {
      lv {
      tags = ["a", "b"]
      }
      }
      }
      """;
  private static final String POOL =
      """
        pool: p
       state: ONLINE
      config:
      \tNAME STATE
      \tp ONLINE
      \t  mirror-0 ONLINE
      \t    /dev/sda ONLINE
      \tlogs
      \t  /dev/sdb ONLINE
      errors: none
      """;

  /** Replaces, inserts, removes, repeats or cuts. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, at + random.nextInt(12));
      var out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      switch (random.nextInt(5)) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> out.writeBytes(Utf8.encode(PIECES.get(random.nextInt(PIECES.size()))));
        case 2 -> to = Math.min(bytes.length, to + random.nextInt(40));
        case 3 -> {
          out.write(bytes, at, to - at);
          to = at;
        }
        default -> to = random.nextInt(4) == 0 ? bytes.length : to;
      }
      out.write(bytes, to, bytes.length - to);
      bytes = out.toByteArray();
    }
    return bytes;
  }

  private static void fuzz(String good, Function<Text, ?> parser) {
    byte[] whole = Utf8.encode(good);
    for (int round = 0; round < ROUNDS; round++) {
      Text text = new Text("x", damaged(whole, new Random(round)), 0);
      assertThat(parser.apply(text)).isNotNull();
    }
  }

  @Test
  void everyParserOutlivesDamage() {
    fuzz(TABLE, DmsetupTable::parse);
    fuzz(STATUS, DrbdsetupStatus::parse);
    fuzz(SHOW, DrbdsetupShow::parse);
    fuzz(EVENTS, DrbdsetupEvents2::parse);
    fuzz(BACKUP, LvmBackup::parse);
    fuzz(POOL, ZpoolStatus::parse);
    fuzz("  vg\tlv\ttag,b\t-wi-a\t254\t0\n  vg\t[p]\t\te\t-1\t-1\n", Lvs::parse);
    fuzz("S:disk/by-id/a\nE:ID_SERIAL=b\nI:1\nG:systemd\n", UdevData::parse);
    fuzz("1 2 3 4 5 6 7 8\n", MmStat::parse);
  }

  /** Cut anywhere, a table never shows a number that was not there. */
  @Test
  void aTableCutShortHasNoRowThatTheWholeHasNot() {
    DmsetupTable whole = DmsetupTable.parse(Text.of("t", TABLE));
    for (int length = 0; length < TABLE.length(); length++) {
      DmsetupTable cut = DmsetupTable.parse(Text.of("t", TABLE.substring(0, length)));
      cut.tables().forEach((name, targets) -> assertThat(whole.targets(name)).containsAll(targets));
    }
  }

  @Test
  void enormousLinesTakeNoTime() {
    for (String piece : List.of(" ", "a ", "\t", "{", "[", "\"", "\\", ": 0 1 a", "E:", "#", "0")) {
      Text text = Text.of("x", piece.repeat(300_000 / piece.length()) + "\n");
      for (Function<Text, ?> parser : parsers()) {
        assertThat(parser.apply(text)).isNotNull();
      }
    }
  }

  private static List<Function<Text, ?>> parsers() {
    return List.of(
        DmsetupTable::parse,
        DrbdsetupStatus::parse,
        DrbdsetupShow::parse,
        DrbdsetupEvents2::parse,
        LvmBackup::parse,
        ZpoolStatus::parse,
        Lvs::parse,
        UdevData::parse,
        MmStat::parse);
  }

  private static Map<String, String> files() {
    var files = new TreeMap<String, String>();
    files.put("sys/block/sda/dev", "8:0\n");
    files.put("sys/block/sda/size", "1000\n");
    files.put("sys/block/sda/device/model", "M\n");
    files.put("sys/block/sda/device/vpd_pg80", "\u0000\udc80\u0000\u0004ABCD");
    files.put("sys/block/sda/queue/scheduler", "[none] bfq\n");
    files.put("sys/block/sda/sda1/partition", "1\n");
    files.put("sys/block/md0/md/level", "raid1\n");
    files.put("sys/block/md0/md/dev-sda1/slot", "0\n");
    files.put("sys/block/dm-0/dm/name", "vg-root\n");
    files.put("sys/block/dm-0/dm/uuid", "LVM-a\n");
    files.put("sys/block/dm-0/dev", "254:0\n");
    files.put("sys/block/loop0/loop/backing_file", "/a\n");
    files.put("sys/block/zram0/mm_stat", "1 2 3 4 5 6 7\n");
    files.put("sys/block/drbd0/size", "8\n");
    files.put("sys/fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/label", "l\n");
    files.put("run/udev/data/b8:0", "E:ID_SERIAL=a\n");
    files.put("etc/lvm/backup/vg", BACKUP);
    files.put("proc/drbd", "version: 9.1.0\n");
    files.put("proc/spl/kstat/zfs/arcstats", "1\n");
    files.put("proc/swaps", "Filename Type Size Used Priority\n/dev/dm-1 partition 8 0 -2\n");
    files.put("proc/self/mountinfo", "29 1 254:1 / / rw - ext4 /dev/sda1 rw\n");
    files.put("tool/dmsetup-table", TABLE);
    files.put("tool/drbdsetup-status", STATUS);
    files.put("tool/drbdsetup-show", SHOW);
    files.put("tool/lvs", "  vg\troot\ta\t-wi\t254\t0\n");
    files.put("tool/zpool-status", POOL);
    return files;
  }

  @Test
  void oneDamagedFileNeverHidesTheDevices() {
    Map<String, String> files = files();
    var names = new ArrayList<>(files.keySet());
    for (int round = 0; round < ROUNDS; round++) {
      var random = new Random(round);
      String victim = names.get(random.nextInt(names.size()));
      var tree = new TestingTree();
      files.forEach((path, content) -> {
        byte[] bytes = Utf8.encode(content);
        tree.bytes(path, path.equals(victim) ? damaged(bytes, random) : bytes);
      });
      assertThat(TopologyReader.read(tree).devices())
          .as(victim + " " + round)
          .containsKeys("sda", "sda1", "md0", "dm-0", "loop0", "zram0", "drbd0");
      assertThat(DrbdReader.read(tree)).isNotNull();
    }
  }

  /** Names as an enemy would choose them come through unchanged; views make them harmless. */
  @Test
  void hostileNamesStayAsTheyAre() {
    for (String name :
        Arrays.asList(
            "\u001b]0;x\u0007",
            "a\nb",
            "\u202eabc",
            "<script>",
            "'\"",
            "\udcff\udcfe",
            "n".repeat(4096))) {
      TestingTree tree =
          new TestingTree()
              .file("sys/block/dm-0/dm/name", name + "\n")
              .file("sys/block/dm-0/dm/uuid", "LVM-x\n")
              .file("sys/block/loop0/loop/backing_file", "/srv/" + name + "\n")
              .link("run/ganeti/instance-disks/" + name + ":0", "/dev/" + name)
              .file("tool/dmsetup-table", name + ": 0 8 zero\n");
      Topology topology = TopologyReader.read(tree);
      assertThat(topology.device("dm-0").orElseThrow().personality())
          .isInstanceOfSatisfying(
              BlockDevice.Personality.DeviceMapper.class,
              dm -> assertThat(dm.dmName()).isEqualTo(name));
      assertThat(topology.instanceDisks().getFirst().instance()).isEqualTo(name);
      if (!name.contains("\n")) {
        assertThat(topology.dmTables().optional().orElseThrow().targets(name)).hasSize(1);
      }
    }
  }

  @Test
  void aBinaryFileGivesABoundedNumberOfNotes() {
    TestingTree tree =
        new TestingTree()
            .file("sys/block/dm-0/dm/name", "x\n")
            .file("tool/dmsetup-table", "\u0001\u0002\n".repeat(10_000));
    assertThat(TopologyReader.read(tree).notes()).hasSizeLessThan(30);
  }
}

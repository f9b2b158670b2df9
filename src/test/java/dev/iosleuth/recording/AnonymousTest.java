package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mountinfo;
import dev.iosleuth.kernel.tool.Df;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.reading.Utf8;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality.DeviceMapper;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingHost;
import dev.iosleuth.source.Moment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnonymousTest {
  /** Every name in {@link #host}; none may be found in the recording. */
  private static final List<String> NAMES =
      List.of(
          "zeus",
          "xenvg",
          "alpha",
          "ALPHA",
          "alice",
          "invoices",
          "backupd",
          "drbdres",
          "crontask",
          "müller",
          "192.168.7.9",
          "0123456789abcdef",
          "example");

  @TempDir private Path folder;

  private final TestingHost host = new TestingHost();
  private final Pseudonyms pseudonyms = new Pseudonyms(new byte[] {1, 2, 3});
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private void host() {
    host.process(
            10,
            "qemu-system-x86",
            500,
            0,
            "/usr/bin/qemu-system-x86_64",
            "-name",
            "guest=alpha.example.com",
            "-drive",
            "file=/dev/xenvg/alpha-disk0,format=raw",
            "-vnc",
            "192.168.7.9:1")
        .process(11, "backupd", 501, 0, "backupd", "/home/alice/invoices/müller")
        .process(12, "drbd_w_drbdres", 3, 0x0020_8040L)
        .process(13, "kworker/0:1-flush", 4, 0x0020_8040L)
        .open(10, 3, "/dev/dm-0", "0140002", 26)
        .open(11, 3, "/home/alice/invoices/müller", "0100001", 25);
    host.tree()
        .file("proc/sys/kernel/hostname", "zeus\n")
        .file("proc/10/cgroup", "0::/machine.slice/docker-0123456789abcdef.scope\n")
        .file("sys/fs/cgroup/machine.slice/docker-0123456789abcdef.scope/io.stat", "")
        .file("sys/block/dm-0/dm/name", "xenvg-alpha--disk0\n")
        .file(
            "proc/self/mountinfo",
            """
            25 1 254:0 / /srv/alice rw,relatime - ext4 /dev/mapper/xenvg-alpha--disk0 rw
            30 25 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
            """)
        .file("etc/lvm/backup/xenvg", "xenvg {\n  id = \"0\"\n  logical_volumes {\n  alpha {\n")
        .file("etc/cron.d/crontask", "x")
        .file("run/udev/data/b254:0", "E:DM_NAME=xenvg-alpha--disk0\nE:DM_VG_NAME=xenvg\n")
        .link("run/ganeti/instance-disks/alpha.example.com:0", "/dev/xenvg/alpha-disk0")
        .file("tool/lvs", "  xenvg\talpha-disk0\toriginstname+alpha.example.com\t-wi-ao----\n")
        .file("tool/dmsetup-table", "xenvg-alpha--disk0: 0 1048576 linear 8:0 2048\n")
        .file("tool/drbdsetup-show", "resource drbdres {\n  _name \"zeus\";\n}\n")
        .file("tool/drbdsetup-status", "[{\"name\": \"drbdres\", \"role\": \"Primary\"}]\n")
        .file("tool/drbdsetup-events2", "exists resource name:drbdres role:Primary\n")
        .file("tool/zpool-status", "  pool: xenvg\n\t  alice  ONLINE 0 0 0\n")
        .file(
            "tool/df",
            """
            Filesystem                     1024-blocks  Used Available Capacity Mounted on
            /dev/mapper/xenvg-alpha--disk0      524288 52428    471860      10% /srv/alice
            """)
        .file(
            "proc/net/dev",
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
             alpha: 10 1 0 0 0 0 0 0 20 2 0 0 0 0 0 0
            """)
        .file("proc/net/bonding/zeus", "Bonding Mode: load balancing (round-robin)\n")
        .file("proc/self/mountstats", "device zeus:/alice mounted on /alice with fstype nfs\n")
        .file("tool/kernel-log", "ALPHA said hello\n");
    host.tree().at(new Moment("zeus", Instant.ofEpochSecond(1_700_000_000), 1_000_000_000_000L));
  }

  private RecordedTree record() throws IOException {
    host();
    try (var writer = new RecordingWriter(bytes, "test", pseudonyms)) {
      writer.add(host.tree());
    }
    Path file = Files.write(folder.resolve("r.tar.gz"), bytes.toByteArray());
    return Recording.open(file).optional().orElseThrow().samples().getFirst();
  }

  private static String read(RecordedTree tree, String path) {
    return tree.read(path).map(Text::string).orElse("absent");
  }

  @Test
  void noNameIsLeftInReasons() throws IOException {
    String monitor = "unix:/run/kvm/alpha.qmp,server=on,wait=off";
    host.process(14, "kvm", 504, 0, "kvm", "-name", "alpha", "-qmp", monitor);
    host.tree().absent("qemu/14/qmp-counters", "no such socket: /run/kvm/alpha.qmp");
    assertThat(record().read("qemu/14/qmp-counters").whyNot().orElse(""))
        .matches("no such socket: /run/kvm/[a-z]{7}\\.qmp")
        .doesNotContain("alpha");
  }

  /** As libvirt writes it since its release 6. */
  @Test
  void optionsInJsonAreReadAsBefore() throws IOException {
    host.process(
        14,
        "kvm",
        504,
        0,
        "kvm",
        "-name",
        "guest=alpha",
        "-object",
        "{\"qom-type\":\"secret\",\"id\":\"m\",\"format\":\"raw\",\"file\":\"/var/alpha.aes\"}",
        "-blockdev",
        "{\"driver\":\"file\",\"filename\":\"/srv/alice/base.qcow2\",\"node-name\":"
            + "\"libvirt-2-storage\",\"auto-read-only\":true,\"discard\":\"unmap\"}",
        "-blockdev",
        "{\"node-name\":\"libvirt-2-format\",\"read-only\":true,\"driver\":\"qcow2\","
            + "\"file\":\"libvirt-2-storage\",\"backing\":null}",
        "-blockdev",
        "{\"driver\":\"file\",\"filename\":\"/srv/alice/alpha.qcow2\",\"node-name\":"
            + "\"libvirt-1-storage\",\"cache\":{\"direct\":true,\"no-flush\":false}}",
        "-blockdev",
        "{\"node-name\":\"libvirt-1-format\",\"read-only\":false,\"cache\":{\"direct\":true,"
            + "\"no-flush\":false},\"driver\":\"qcow2\",\"file\":\"libvirt-1-storage\","
            + "\"backing\":\"libvirt-2-format\"}",
        "-device",
        "{\"driver\":\"virtio-blk-pci\",\"bus\":\"pci.0\",\"addr\":\"0x3\",\"drive\":"
            + "\"libvirt-1-format\",\"id\":\"virtio-disk0\",\"bootindex\":1,\"write-cache\":\"on\"}");
    Sample sample = new Collector().collect(record(), Optional.empty());
    Guest guest =
        sample.guests().stream().filter(g -> g.pid().equals(Optional.of(14))).findFirst().get();
    GuestDisk disk = guest.disks().getFirst();
    assertThat(guest.disks()).hasSize(1);
    assertThat(disk.qdev()).isEqualTo("virtio-disk0");
    assertThat(disk.settings().cache()).isEqualTo("none");
    assertThat(disk.images())
        .extracting(GuestImage::path, GuestImage::format)
        .allSatisfy(image -> assertThat(image.toString()).contains("/srv/", ".qcow2", "\"qcow2\""))
        .hasSize(2);
    assertThat(sample.notes()).noneMatch(note -> note.toString().contains("blockdev"));
  }

  @Test
  void noNameIsLeft() throws IOException {
    record();
    byte[] unpacked =
        new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray())).readAllBytes();
    String all = new String(unpacked, StandardCharsets.ISO_8859_1);
    assertThat(NAMES)
        .allSatisfy(name ->
            assertThat(all)
                .as(name)
                .doesNotContain(new String(Utf8.encode(name), StandardCharsets.ISO_8859_1)));
    assertThat(NAMES.stream().filter(name -> pseudonyms.list().contains(name)))
        .contains("zeus", "alpha", "alice", "müller");
  }

  @Test
  void whatBelongsTogetherStillDoes() throws IOException {
    RecordedTree tree = record();
    Sample sample = new Collector().collect(tree, Optional.empty());
    BlockDevice device = Optional.ofNullable(sample.topology().devices().get("dm-0")).orElseThrow();
    String name = ((DeviceMapper) device.personality()).dmName();
    assertThat(name).matches("[a-z]+-[a-z]+--disk0");
    Mountinfo mounts = sample.topology().mounts().optional().orElseThrow();
    assertThat(mounts.mounts().getFirst().source()).isEqualTo("/dev/mapper/" + name);
    assertThat(mounts.mounts().getFirst().type()).isEqualTo("ext4");
    assertThat(sample.topology().dmTables().optional().orElseThrow().tables()).containsKey(name);
    String group = pseudonyms.replace("xenvg");
    String guest = pseudonyms.replace("alpha");
    assertThat(name).isEqualTo(group + "-" + guest + "--disk0");
    assertThat(tree.list("etc/lvm/backup").orElse(List.of())).containsExactly(group);
    assertThat(tree.list("run/ganeti/instance-disks").orElse(List.of()))
        .allMatch(link -> link.startsWith(guest + "."));
    assertThat(sample.host()).isEqualTo(pseudonyms.replace("zeus"));
    ProcessSample qemu = TestingHost.process(sample, 10);
    assertThat(qemu.command().orElse(List.of()))
        .startsWith("/usr/bin/qemu-system-x86_64", "-name")
        .contains("file=/dev/" + group + "/" + guest + "-disk0,format=raw");
    assertThat(qemu.files().orElse(List.of())).extracting(OpenFile::path).contains("/dev/dm-0");
    assertThat(sample.cgroups().groups().keySet())
        .anyMatch(path -> path.matches("/machine\\.slice/docker-[0-9a-f]{16}\\.scope"));
    assertThat(qemu.cgroup().optional().orElseThrow().paths().values())
        .allMatch(path -> sample.cgroups().groups().containsKey(path));
    assertThat(TestingHost.process(sample, 13).stat().comm()).isEqualTo("kworker/0:1-flush");
    assertThat(TestingHost.process(sample, 12).stat().comm())
        .isEqualTo("drbd_w_" + pseudonyms.replace("drbdres"));
    assertThat(read(tree, "tool/drbdsetup-events2"))
        .isEqualTo("exists resource name:" + pseudonyms.replace("drbdres") + " role:Primary\n");
    assertThat(read(tree, "tool/drbdsetup-status")).contains("\"role\": \"Primary\"");
    assertThat(read(tree, "tool/lvs")).endsWith("\t-wi-ao----\n").contains("originstname+");
    assertThat(tree.masked()).isEqualTo("secrets and names");
  }

  /** An empty kernel log would say that nothing failed. */
  @Test
  void whatIsLeftOutIsSaidToBe() throws IOException {
    RecordedTree tree = record();
    assertThat(List.of("tool/kernel-log", "proc/net/dev", "proc/self/mountstats"))
        .allSatisfy(path ->
            assertThat(tree.read(path))
                .isEqualTo(Reading.absent("left out: the recording is anonymous")));
    Sample sample = new Collector().collect(tree, Optional.empty());
    assertThat(sample.notes()).noneMatch(note -> note.toString().contains("expected"));
    Df.FileSystem mount =
        sample.system().tools().fileSystems().map(Df::fileSystems).orElse(List.of()).getFirst();
    assertThat(mount.usedKib()).isEqualTo(52_428);
    assertThat(mount.source())
        .isEqualTo(pseudonyms.replace("/dev/mapper/xenvg-alpha--disk0"))
        .doesNotContain("alpha");
    assertThat(mount.point()).isEqualTo("/srv/" + pseudonyms.replace("alice"));
  }

  @Test
  void countersStayWhatTheyAre() throws IOException {
    RecordedTree tree = record();
    Sample plain = new Collector().collect(host.tree(), Optional.empty());
    Sample sample = new Collector().collect(tree, Optional.empty());
    assertThat(sample.diskstats()).isEqualTo(plain.diskstats());
    assertThat(sample.processes().keySet()).isEqualTo(plain.processes().keySet());
    assertThat(TestingHost.process(sample, 11).io()).isEqualTo(TestingHost.process(plain, 11).io());
    assertThat(sample.topology().devices().keySet()).isEqualTo(plain.topology().devices().keySet());
    assertThat(sample.cgroups().groups()).hasSameSizeAs(plain.cgroups().groups());
  }

  @Test
  void anotherKeyGivesOtherNames() {
    assertThat(new Pseudonyms(new byte[] {9}).replace("alpha"))
        .isNotEqualTo(pseudonyms.replace("alpha"));
    assertThat(pseudonyms.replace("alpha/alpha")).matches("([a-z]+)/\\1");
    assertThat(pseudonyms.replace("/dev/sda1 dm-3 12 drbd16"))
        .isEqualTo("/dev/sda1 dm-3 12 drbd16");
  }
}

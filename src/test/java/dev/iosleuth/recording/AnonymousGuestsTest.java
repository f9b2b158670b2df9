package dev.iosleuth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Utf8;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingHost;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.source.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same guests, recorded plainly and without names, are the same but for their names. */
class AnonymousGuestsTest {
  private static final String UUID = "deadbeef-1234-4321-abcd-feedfacecafe";

  /** Names, paths' parts, identifiers and addresses; none may be found in the recording. */
  private static final List<String> SECRETS =
      List.of(
          "kestrel",
          "heron",
          "osprey",
          "plover",
          "lv-cd",
          "data-set",
          "deadbeef",
          "1234-4321",
          "feedfacecafe",
          "52:54:00:00:00:01",
          "52:54:00:ab:cd:ef",
          "wader",
          "tools-image");

  private final TestingHost host = new TestingHost();
  private final Pseudonyms pseudonyms = new Pseudonyms(new byte[] {4, 5, 6});
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  @TempDir private Path folder;

  @BeforeEach
  void guests() {
    host.device("loop2", "7:2", 4096);
    TestingTree tree = host.tree();
    tree.file("sys/block/loop2/loop2p2/partition", "2\n")
        .file("sys/block/loop2/loop2p2/dev", "259:1\n")
        .file("sys/block/loop2/loop2p2/start", "2048\n")
        .file("sys/block/loop2/loop2p2/size", "1024\n")
        .file("sys/class/dmi/id/product_uuid", UUID.toUpperCase(Locale.ROOT) + "\n");
    ofLibvirt();
    ofProxmox();
    forPeople();
    servers();
  }

  private void ofLibvirt() {
    host.process(
        20,
        "qemu-system-x86",
        500,
        0,
        "/usr/bin/qemu-system-x86_64",
        "-name",
        "guest=heron,debug-threads=on",
        "-object",
        "{\"qom-type\":\"secret\",\"id\":\"masterKey0\",\"format\":\"raw\",\"file\":"
            + "\"/var/lib/libvirt/qemu/domain-1-heron/master-key.aes\"}",
        "-uuid",
        UUID,
        "-blockdev",
        "{\"driver\":\"file\",\"filename\":\"/srv/wader/heron.qcow2\",\"node-name\":"
            + "\"libvirt-1-storage\",\"auto-read-only\":true,\"cache\":{\"direct\":true}}",
        "-blockdev",
        "{\"node-name\":\"libvirt-1-format\",\"read-only\":true,\"cache\":{\"direct\":true,"
            + "\"no-flush\":false},\"driver\":\"qcow2\",\"file\":\"libvirt-1-storage\","
            + "\"backing\":null}",
        "-device",
        "{\"driver\":\"virtio-blk-pci\",\"drive\":\"libvirt-1-format\",\"id\":\"ua-heron\","
            + "\"bootindex\":1,\"write-cache\":\"on\"}",
        "-device",
        "{\"driver\":\"virtio-net-pci\",\"mac\":\"52:54:00:ab:cd:ef\"}");
    host.tree()
        .file("tool/virsh-list", UUID + " heron\n")
        .file(
            "tool/virsh-domstats",
            """
            Domain: 'heron'
              block.count=1
              block.0.name=vda
              block.0.path=/srv/wader/heron.qcow2
              block.0.rd.reqs=5
              block.0.rd.bytes=20480
              block.0.rd.times=1000
              block.0.wr.reqs=7
              block.0.wr.bytes=28672
              block.0.wr.times=2000
              block.0.fl.reqs=1
              block.0.fl.times=50

            """);
  }

  private void ofProxmox() {
    host.process(
            21,
            "kvm",
            501,
            0,
            "/usr/bin/kvm",
            "-id",
            "107",
            "-name",
            "kestrel,debug-threads=on",
            "-smbios",
            "type=1,uuid=0badc0de-1234-4321-9999-0123456789ab",
            "-chardev",
            "socket,id=qmp,path=/var/run/qemu-server/107.qmp,server=on,wait=off",
            "-mon",
            "chardev=qmp,mode=control",
            "-chardev",
            "socket,path=/var/run/qemu-server/107.qga,server=on,wait=off,id=qga0",
            "-device",
            "virtserialport,chardev=qga0,name=org.qemu.guest_agent.0",
            "-drive",
            "file=/dev/loop2p2,if=none,id=drive-scsi0,format=raw,cache=none,aio=io_uring,"
                + "detect-zeroes=on,readonly=on,throttling.iops-total=100",
            "-device",
            "scsi-hd,bus=virtioscsi0.0,scsi-id=0,drive=drive-scsi0,id=scsi0,serial=plover7",
            "-drive",
            "file=/srv/wader/lv-cd.iso,if=none,id=drive-ide2,media=cdrom,aio=io_uring",
            "-device",
            "ide-cd,bus=ide.1,unit=0,drive=drive-ide2,id=ide2",
            "-drive",
            "file=nbd:unix:/run/kestrel.nbd:exportname=osprey,if=none,id=n0,format=raw",
            "-device",
            "virtio-blk-pci,drive=n0,id=virtio3",
            "-chardev",
            "socket,id=fs0,path=/run/kestrel.fs",
            "-device",
            "vhost-user-fs-pci,chardev=fs0,tag=wader",
            "-cdrom",
            "/srv/wader/data-set.iso",
            "-netdev",
            "type=tap,id=net0,ifname=tap107i0,script=/var/lib/qemu-server/pve-bridge,vhost=on",
            "-device",
            "virtio-net-pci,mac=52:54:00:00:00:01,netdev=net0,bus=pci.0,addr=0x12,id=net0")
        .open(21, 9, "/dev/loop2p2", "0140000", 26);
    host.tree()
        .file(
            "qemu/21/qmp-counters",
            """
            asked 7 held 5
            {"QMP":{"version":{"qemu":{"micro":0,"minor":2,"major":7},"package":"wader"}}}
            {"return":[
            {"device":"drive-scsi0","qdev":"scsi0","node-name":"#block101","stats":
             {"wr_operations":9,"wr_bytes":36864,"rd_operations":3,"rd_bytes":12288,
              "failed_wr_operations":1}},
            {"device":"ide1-cd0","qdev":"/machine/unattached/device[9]","node-name":"#block303",
             "stats":{"rd_operations":2,"rd_bytes":4096}},
            {"device":"n0","qdev":"/machine/peripheral/virtio3/virtio-backend",
             "stats":{"wr_operations":4,"wr_bytes":4096}}],"id":"query-blockstats"}
            {"return":[{"device":"kestreljob","type":"mirror","len":100,"offset":50,"speed":0,
             "io-status":"ok","status":"running","ready":false,"busy":true,"paused":false}],
             "id":"query-block-jobs"}
            {"return":{"status":"running","running":true},"id":"query-status"}
            """)
        .file(
            "qemu/21/qmp-disks",
            """
            asked 7 held 5
            {"QMP":{}}
            {"return":{"qemu":{"micro":0,"minor":2,"major":7},"package":""},"id":"query-version"}
            {"return":[{"device":"drive-scsi0","qdev":"scsi0","removable":false,"io-status":"ok",
             "inserted":{"node-name":"#block101","drv":"raw","ro":true,"file":"/dev/loop2p2",
             "iops":100,"cache":{"writeback":true,"direct":true,"no-flush":false},
             "detect_zeroes":"on","image":{"filename":"/dev/loop2p2","format":"raw"}}},
            {"device":"ide1-cd0","qdev":"/machine/unattached/device[9]","removable":true,
             "inserted":{"node-name":"#block303","drv":"raw","ro":true,
             "file":"/srv/wader/data-set.iso",
             "cache":{"writeback":true,"direct":false,"no-flush":false},
             "image":{"filename":"/srv/wader/data-set.iso","format":"raw"}}},
            {"device":"drive-ide2","qdev":"ide2","removable":true,
             "inserted":{"drv":"raw","ro":true,"file":"json:{\\"driver\\":\\"raw\\",\\"file\\":\
            {\\"driver\\":\\"file\\",\\"filename\\":\\"/srv/wader/lv-cd.iso\\"}}",
             "image":{"filename":"/srv/wader/lv-cd.iso","format":"raw"}}},
            {"device":"n0","qdev":"/machine/peripheral/virtio3/virtio-backend","removable":false,
             "inserted":{"drv":"raw","ro":false,"file":"nbd:unix:/run/kestrel.nbd:exportname=osprey",
             "image":{"filename":"nbd:unix:/run/kestrel.nbd:exportname=osprey","format":"raw"}}}],
             "id":"query-block"}
            """)
        .bytes(
            "qemu/21/agent",
            Utf8.encode(
                "asked 7 held 5\n{\"return\":71773}\n\udcff{\"return\":71773}\n{\"return\":[{\"name\":"
                    + "\"dm-0\",\"major\":254,\"minor\":0,\"stats\":{\"read-sectors\":8,\"read-ios\":1,"
                    + "\"write-sectors\":16,\"write-ios\":2,\"flush-ios\":3}}]}\n"));
  }

  private void forPeople() {
    host.process(
        23,
        "qemu-kvm",
        503,
        0,
        "/usr/libexec/qemu-kvm",
        "-name",
        "osprey",
        "-monitor",
        "unix:/run/osprey.mon,server,nowait",
        "-hda",
        "/srv/wader/tools-image.vmdk");
    String prompt = "(qemu) ";
    String stats =
        """
        info blockstats
        ide0-hd0: rd_bytes=512 wr_bytes=1024 rd_operations=1 wr_operations=2 flush_operations=0
        """;
    String greeting = "asked 7 held 5\nQEMU 2.1.2 monitor - type 'help' for more information\n";
    host.tree()
        .file(
            "qemu/23/hmp-counters",
            greeting
                + prompt
                + stats
                + prompt
                + "info block-jobs\nNo active jobs\n"
                + prompt
                + "info status\nVM status: running\n"
                + prompt)
        .file(
            "qemu/23/hmp-disks",
            greeting
                + prompt
                + stats
                + prompt
                + """
                info block
                ide0-hd0 (#block1): /srv/wader/tools-image.vmdk (vmdk, read-only)
                    Attached to:      /machine/unattached/device[23]
                    Cache mode:       writeback, direct
                    I/O throttling:   bps=0 bps_rd=0 iops=40 iops_size=0 group=osprey

                """
                + prompt
                + "info uuid\n"
                + UUID
                + "\n"
                + prompt);
  }

  private void servers() {
    host.process(
            22,
            "qemu-nbd",
            502,
            0,
            "/usr/bin/qemu-nbd",
            "-tk",
            "/run/kestrel.nbd",
            "-x",
            "osprey",
            "-e",
            "4",
            "-f",
            "qcow2",
            "/srv/wader/osprey.qcow2")
        .open(22, 7, "/srv/wader/osprey.qcow2", "0140002", 25)
        .process(
            24,
            "virtiofsd",
            504,
            0,
            "/usr/libexec/virtiofsd",
            "--socket-path=/run/kestrel.fs",
            "-o",
            "source=/srv/wader");
  }

  private Tree recorded() throws IOException {
    try (var writer = new RecordingWriter(bytes, "test", pseudonyms)) {
      writer.add(host.tree());
    }
    return opened("r.tar.gz", bytes);
  }

  private Tree plainlyRecorded() throws IOException {
    var plain = new ByteArrayOutputStream();
    try (var writer = new RecordingWriter(plain, "test")) {
      writer.add(host.tree());
    }
    return opened("plain.tar.gz", plain);
  }

  private Tree opened(String name, ByteArrayOutputStream recording) throws IOException {
    Path file = Files.write(folder.resolve(name), recording.toByteArray());
    return Recording.open(file).optional().orElseThrow().samples().getFirst();
  }

  private static Sample sample(Tree tree) {
    return new Collector().collect(tree, Optional.empty());
  }

  /** All of the guests but names, by their processes. */
  private static Map<Integer, List<String>> shape(Sample sample) {
    var shape = new TreeMap<Integer, List<String>>();
    for (Guest guest : sample.guests()) {
      var lines = new ArrayList<String>();
      lines.add(guest.kind() + " " + guest.manager() + " " + guest.uuid().isPresent());
      lines.add("helpers " + guest.helpers());
      guest.monitors().forEach(m -> lines.add(m.protocol() + " " + m.transport()));
      guest.disks().forEach(disk -> lines.add(disk(disk)));
      lines.add("inside " + sample.inside(guest));
      sample
          .told(guest)
          .optional()
          .ifPresent(told ->
              guest
                  .disks()
                  .forEach(disk ->
                      lines.add(
                          told.of(disk)
                              .map(c -> c.reads() + " " + c.writes() + " " + c.flushes())
                              .orElse("nothing told"))));
      shape.put(guest.pid().orElse(0), lines);
    }
    return shape;
  }

  private static String disk(GuestDisk disk) {
    return String.join(
        " ",
        disk.medium().toString(),
        disk.model(),
        disk.format(),
        disk.settings().toString(),
        disk.images().stream().map(AnonymousGuestsTest::image).collect(Collectors.joining("; ")),
        "" + disk.counted().isEmpty(),
        "" + disk.jobs().size());
  }

  private static String image(GuestImage image) {
    return String.join(
        " ",
        image.format(),
        image.place().getClass().getSimpleName(),
        image.device().toString(),
        "" + image.open().isPresent(),
        image.server().map(s -> s.process() + s.program() + s.file().isPresent()).orElse(""));
  }

  @Test
  void guestsAreTheSame() throws IOException {
    Sample plain = sample(plainlyRecorded());
    Sample anonymous = sample(recorded());
    assertThat(shape(anonymous)).isEqualTo(shape(plain));
    assertThat(anonymous.notes()).hasSameSizeAs(plain.notes());
    // what is compared is there
    assertThat(shape(plain).keySet()).containsExactly(20, 21, 23);
    assertThat(shape(plain).toString())
        .contains("LIBVIRT true", "PROXMOX true", "HMP", "virtiofsd", "qemu-nbdtrue", "259:1");
    assertThat(shape(plain).getOrDefault(21, List.of()).toString())
        .contains("readOnly=true", "iops-total=100", "dm-0", "CDROM");
  }

  @Test
  void namesAreOthersButTheSameEverywhere() throws IOException {
    Sample sample = sample(recorded());
    String uuid =
        sample.guests().stream()
            .filter(guest -> guest.pid().equals(Optional.of(20)))
            .flatMap(guest -> guest.uuid().stream())
            .findFirst()
            .orElseThrow();
    assertThat(uuid).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").isNotEqualTo(UUID);
    // by this --inside finds the guest
    assertThat(sample.topology().productUuid().optional()).contains(uuid);
    assertThat(pseudonyms.replace(UUID.replace("-", ""))).isEqualTo(uuid.replace("-", ""));
    assertThat(pseudonyms.replace("by\\x2duuid-" + UUID.replace("-", "\\x2d")))
        .endsWith(uuid.replace("-", "\\x2d"));
    String mac = pseudonyms.replace("52:54:00:00:00:01");
    assertThat(mac).matches("[0-9a-f]2(:[0-9a-f]{2}){5}").isNotEqualTo("52:54:00:00:00:01");
    assertThat(sample.guests().stream().map(Guest::name))
        .contains(pseudonyms.replace("kestrel"), pseudonyms.replace("heron"));
    assertThat(TestingHost.process(sample, 21).command().orElse(List.of()))
        .contains("-drive", "-id", "107")
        .anyMatch(word -> word.startsWith("file=/dev/loop2p2,if=none,id=drive-scsi0,format=raw"));
  }

  @Test
  void noNameIsLeft() throws IOException {
    recorded();
    byte[] unpacked =
        new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray())).readAllBytes();
    String all = new String(unpacked, StandardCharsets.ISO_8859_1);
    assertThat(SECRETS)
        .allSatisfy(name -> assertThat(all).as(name).doesNotContainIgnoringCase(name));
  }
}

package dev.iosleuth.kernel.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.iosleuth.kernel.qemu.Drive.Medium;
import dev.iosleuth.kernel.qemu.Monitor.Protocol;
import dev.iosleuth.kernel.qemu.Monitor.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static CommandLine parse(String... arguments) {
    var all = new ArrayList<>(List.of("/usr/bin/qemu-system-x86_64"));
    all.addAll(List.of(arguments));
    return CommandLine.parse(all);
  }

  private static Drive drive(String... arguments) {
    return parse(arguments).drives().getFirst();
  }

  @Test
  void names() {
    assertThat(parse("-name", "a,,b,debug-threads=on").name()).contains("a,b");
    assertThat(parse("--name", "debug-threads=on,guest=x").name()).contains("x");
    assertThat(parse("-name", "process=x").name()).isEmpty();
    assertThat(parse("-name", "").name()).isEmpty();
    assertThat(parse("-name").name()).isEmpty();
    assertThat(parse("-name", "\u001b[2J\n,x").name()).contains("\u001b[2J\n");
    assertThat(parse("-id", "100", "-smbios", "type=0,uefi=on", "-smbios", "type=1,uuid=U"))
        .extracting(line -> line.id().orElse(""), line -> line.uuid().orElse(""))
        .containsExactly("100", "U");
    assertThat(parse("-smbios", "type=1,uuid=U", "-uuid", "V").uuid()).contains("V");
  }

  @Test
  void aDriveAndItsDevice() {
    Drive drive =
        drive(
            "-drive",
            "file=/dev/xenvg/web1,if=none,id=d0,format=raw,cache=none,aio=native,discard=on",
            "-device",
            "virtio-blk-pci,drive=d0,id=virtio-disk0,serial=ABC,iothread=io1");
    assertThat(drive.id()).isEqualTo("d0");
    assertThat(drive.qdev()).isEqualTo("virtio-disk0");
    assertThat(drive.model()).isEqualTo("virtio-blk-pci");
    assertThat(drive.serial()).isEqualTo("ABC");
    assertThat(drive.chain())
        .containsExactly(new Image("", "raw", new Place.Device("/dev/xenvg/web1")));
    assertThat(drive.request())
        .isEqualTo(new Drive.Request("none", "native", "on", "", false, false, "io1"));
  }

  @Test
  void optionsOfTheNodeBelowBesideTheName() {
    Drive drive = drive("-drive", "file=/srv/a,id=d0,format=raw,file.locking=off");
    assertThat(drive.chain()).containsExactly(new Image("", "raw", new Place.File("/srv/a")));
  }

  /** As libvirt writes them since its release 5.10: each node by itself, joined by their names. */
  @Test
  void nodesNamedByOthers() {
    Drive drive =
        drive(
            "-blockdev",
            """
            {"driver":"file","filename":"/img/base.qcow2","node-name":"libvirt-2-storage",\
            "auto-read-only":true,"discard":"unmap"}\
            """,
            "-blockdev",
            """
            {"node-name":"libvirt-2-format","read-only":true,"driver":"qcow2",\
            "file":"libvirt-2-storage","backing":null}\
            """,
            "-blockdev",
            """
            {"driver":"file","filename":"/img/a \\"b\\",c.qcow2","aio":"io_uring",\
            "node-name":"libvirt-1-storage","cache":{"direct":true,"no-flush":false}}\
            """,
            "-blockdev",
            """
            {"node-name":"libvirt-1-format","read-only":false,\
            "cache":{"direct":true,"no-flush":false},"driver":"qcow2",\
            "file":"libvirt-1-storage","backing":"libvirt-2-format"}\
            """,
            "-device",
            """
            {"driver":"virtio-blk-pci","bus":"pci.4","drive":"libvirt-1-format",\
            "id":"virtio-disk0","bootindex":1,"write-cache":"on","serial":"9d5e"}\
            """);
    assertThat(drive.id()).isEmpty();
    assertThat(drive.node()).isEqualTo("libvirt-1-format");
    assertThat(drive.serial()).isEqualTo("9d5e");
    assertThat(drive.chain())
        .containsExactly(
            new Image("libvirt-1-format", "qcow2", new Place.File("/img/a \"b\",c.qcow2")),
            new Image("libvirt-2-format", "qcow2", new Place.File("/img/base.qcow2")));
    assertThat(drive.request().cache()).isEqualTo("none");
    assertThat(drive.request().aio()).isEqualTo("io_uring");
  }

  @Test
  void nodesWithDottedKeys() {
    Drive drive =
        drive(
            "-blockdev",
            "driver=qcow2,node-name=top,cache.direct=on,file.driver=file,file.filename=/a,,b,"
                + "backing.driver=raw,backing.file.driver=host_device,"
                + "backing.file.filename=/dev/drbd0",
            "-device",
            "scsi-hd,drive=top,write-cache=off");
    assertThat(drive.chain())
        .containsExactly(
            new Image("top", "qcow2", new Place.File("/a,b")),
            new Image("", "raw", new Place.Device("/dev/drbd0")));
    assertThat(drive.request().cache()).isEqualTo("directsync");
  }

  @Test
  void aNodeHeldByAnotherMayBeWhatTheDeviceShows() {
    Drive drive =
        drive(
            "-blockdev",
            "driver=raw,node-name=top,file.driver=file,file.filename=/a,file.node-name=inner",
            "-device",
            "virtio-blk,drive=inner");
    assertThat(drive.chain()).containsExactly(new Image("inner", "raw", new Place.File("/a")));
  }

  @Test
  void nodesInACircleEnd() {
    Drive drive =
        drive(
            "-blockdev",
            "driver=qcow2,node-name=a,file.driver=file,file.filename=/a,backing=b",
            "-blockdev",
            "driver=qcow2,node-name=b,file.driver=file,file.filename=/b,backing=a",
            "-blockdev",
            "driver=throttle,node-name=t,file=t",
            "-device",
            "virtio-blk,drive=a");
    assertThat(drive.chain()).extracting(Image::node).startsWith("a", "b").hasSizeLessThan(5);
    assertThat(
            drive("-blockdev", "driver=throttle,node-name=t,file=t", "-device", "scsi-hd,drive=t")
                .chain())
        .hasSizeLessThan(3);
  }

  @Test
  void quorumHasAllOfItsChildren() {
    Drive drive =
        drive(
            "-drive",
            "driver=quorum,vote-threshold=2,if=virtio,children.0.file.filename=/a.img,"
                + "children.1.file.filename=/b.img,children.2.driver=raw,"
                + "children.2.file.filename=/c.img");
    assertThat(drive.chain())
        .extracting(Image::place)
        .containsExactly(
            new Place.File("/a.img"), new Place.File("/b.img"), new Place.File("/c.img"));
    assertThat(drive.format()).isEqualTo("quorum");
  }

  @Test
  void aMonitorTellsAllOfAQuorum() {
    String file =
        "json:{\"driver\":\"quorum\",\"vote-threshold\":1,\"children\":["
            + "{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"/a.img\"}},"
            + "{\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"/b.img\"}}]}";
    assertThat(Image.all("q0", file))
        .containsExactly(
            new Image("q0", "quorum", new Place.File("/a.img")),
            new Image("", "raw", new Place.File("/b.img")));
    assertThat(Image.all("q0", "json:{")).hasSizeLessThan(2);
  }

  @Test
  void whatQemuMakesItselfIsNoFile() {
    assertThat(drive("-drive", "file=null-co://,if=virtio").chain())
        .extracting(Image::place)
        .containsExactly(new Place.Other("null-co", ""));
    assertThat(Image.told("", "null-co", "null-co://").place())
        .isEqualTo(new Place.Other("null-co", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rbd:pool/image@snap:id=admin:key=SECRET:mon_host=a\\:6789 | rbd | pool/image@snap
          nbd:unix:/run/nbd.sock:exportname=x        | nbd     | unix:/run/nbd.sock/x
          nbd:host:10809                             | nbd     | host:10809
          nbd://host/export                          | nbd     | host/export
          nbd+unix:///export?socket=/run/nbd         | nbd     | unix:/run/nbd/export
          nbd+unix:///?socket=/run/nbd               | nbd     | unix:/run/nbd
          nbd+unix://?socket=/run/nbd                | nbd     | unix:/run/nbd
          nbd://host:10809/                          | nbd     | host:10809
          HTTPS://u:SECRET@host/a.iso?t=SECRET       | https   | host/a.iso
          iscsi://user%SECRET@10.0.0.1:3260/iqn.x/1  | iscsi   | 10.0.0.1:3260/iqn.x/1
          nfs://server/export/a.img?uid=0            | nfs     | server/export/a.img
          gluster+tcp://g1/vol/a.img                 | gluster | g1/vol/a.img
          https://u:SECRET@host/a.iso                | https   | host/a.iso
          ssh://me@host/a.img                        | ssh     | host/a.img
          """)
  void remoteNames(String name, String kind, String address) {
    assertThat(drive("-drive", "if=virtio,file=" + name).chain())
        .containsExactly(new Image("", "", new Place.Remote(kind, address)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          driver=rbd,pool=p,namespace=n,image=i,snapshot=s            | rbd     | p/n/i@s
          driver=nbd,server.type=unix,server.path=/s,export=e         | nbd     | unix:/s/e
          driver=nbd,server.type=inet,server.host=h,server.port=1     | nbd     | h:1
          driver=iscsi,transport=tcp,portal=1.2.3.4,target=iqn,lun=0  | iscsi   | 1.2.3.4/iqn/0
          driver=nfs,server.type=inet,server.host=h,path=/a/b         | nfs     | h/a/b
          driver=gluster,volume=v,path=a,server.0.host=h              | gluster | h/v/a
          driver=https,url=https://u:SECRET@h/a                       | https   | h/a
          driver=ssh,server.host=h,path=/a,user=u                     | ssh     | h/a
          """)
  void remoteNodes(String node, String kind, String address) {
    Drive drive = drive("-blockdev", "node-name=n," + node, "-device", "scsi-hd,drive=n");
    assertThat(drive.chain())
        .containsExactly(new Image("n", "raw", new Place.Remote(kind, address)));
  }

  /** What is not understood may hold secrets, too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "json:{\"driver\":\"ssh\",,\"password\":\"SECRET\"",
        "sftp://u:SECRET@host/a.img",
        "sftp://host/a.img?password=SECRET",
        "strange:a:password=SECRET:b",
        "strange:a;key=SECRET",
        "rbd:p/i:id=a:key=SECRET:keyring=x",
        "json:{\"driver\":\"rbd\",,\"pool\":\"p\",,\"image\":\"i\",,\"key\":\"SECRET\"}",
        "json:{\"driver\":\"iscsi\",,\"portal\":\"p\",,\"target\":\"t\",,\"password\":\"SECRET\"}",
        "json:{\"driver\":\"https\",,\"url\":\"https://u:SECRET@h/x\",,\"password\":\"SECRET\"}",
        "json:{\"driver\":\"unknown\",,\"filename\":\"x://u:SECRET@h/x\"}"
      })
  void secretsAreNoPartOfAPlace(String name) {
    assertThat(drive("-drive", "if=virtio,file=" + name).chain().toString())
        .doesNotContain("SECRET");
    assertThat(Image.told("", "", name.replace(",,", ",")).toString()).doesNotContain("SECRET");
  }

  @Test
  void otherPlaces() {
    assertThat(
            drive("-drive", "file=json:{\"driver\":\"qcow2\",,\"file\":{\"filename\":\"/x\"}}")
                .chain())
        .containsExactly(new Image("", "qcow2", new Place.File("/x")));
    assertThat(drive("-drive", "file=/dev/fdset/3").chain())
        .extracting(Image::place)
        .containsExactly(new Place.Descriptors("3"));
    assertThat(drive("-drive", "file=fat:rw:/srv/share").chain())
        .extracting(Image::place)
        .containsExactly(new Place.Other("fat", "rw:/srv/share"));
    assertThat(
            drive(
                    "-blockdev",
                    "driver=file,node-name=f,filename=/x",
                    "-blockdev",
                    "driver=blkdebug,node-name=b,image=f",
                    "-device",
                    "scsi-hd,drive=b")
                .chain())
        .containsExactly(new Image("f", "raw", new Place.File("/x")));
    assertThat(drive("-drive", "file=blkdebug::rel.img").chain())
        .extracting(Image::place)
        .containsExactly(new Place.File("rel.img"));
    assertThat(drive("-drive", "file=blkdebug:" + "blkdebug:".repeat(99_999)).chain()).hasSize(1);
    assertThat(drive("-drive", "file=file:rel.img").chain())
        .extracting(Image::place)
        .containsExactly(new Place.File("rel.img"));
    assertThat(
            drive(
                    "-chardev",
                    "socket,id=c0,path=/run/vhost.sock",
                    "-device",
                    "vhost-user-blk-pci,chardev=c0,id=v0")
                .chain())
        .extracting(Image::place)
        .containsExactly(new Place.VhostUser("/run/vhost.sock"));
    assertThat(drive("-drive", "if=none,id=cd,media=cdrom").chain()).isEmpty();
  }

  @Test
  void shortFormsAndNamesThatQemuMakesUp() {
    CommandLine line =
        parse(
            "-cdrom",
            "/c.iso",
            "-drive",
            "file=/v0,if=virtio",
            "-S",
            "/alone.img",
            "-drive",
            "file=/v1,if=virtio",
            "-drive",
            "file=/s,if=scsi,bus=1,unit=2",
            "-fda",
            "/f",
            "-pflash",
            "/p",
            "-sd",
            "/sd");
    assertThat(line.drives())
        .extracting(Drive::id)
        .containsExactlyInAnyOrder(
            "ide0-hd0", "ide1-cd0", "virtio0", "virtio1", "scsi1-hd2", "floppy0", "pflash0", "sd0");
    assertThat(parse("-hda", "/a", "-hdb", "/b").drives())
        .extracting(Drive::id)
        .containsExactly("ide0-hd0", "ide0-hd1");
    assertThat(line.drives())
        .filteredOn(drive -> drive.medium() != Medium.DISK)
        .extracting(Drive::medium)
        .containsExactly(Medium.CDROM, Medium.FLOPPY, Medium.FIRMWARE);
    assertThat(parse("-machine", "q35", "-drive", "file=/a", "-drive", "file=/b").drives())
        .extracting(Drive::id)
        .containsExactly("ide0-hd0", "ide1-hd0");
  }

  @ParameterizedTest
  @CsvSource({
    "cache=none, none",
    "cache=writeback, writeback",
    "cache=writethrough, writethrough",
    "cache=directsync, directsync",
    "cache=unsafe, unsafe",
    "cache.direct=on, none",
    "cache.no-flush=on, unsafe",
    "if=virtio, ''"
  })
  void cacheModes(String option, String mode) {
    assertThat(drive("-drive", "file=/a," + option).request().cache()).isEqualTo(mode);
  }

  @Test
  void monitors() {
    CommandLine line =
        parse(
            "-monitor",
            "unix:/run/a b.monitor,server,nowait",
            "-qmp",
            "unix:/run/a.qmp,server=on,wait=off",
            "-chardev",
            "socket,id=charmonitor,fd=36,server=on,wait=off",
            "-mon",
            "chardev=charmonitor,id=monitor,mode=control",
            "-chardev",
            "socket,id=m2,path=/run/hidden,abstract=on,server=on",
            "-mon",
            "m2",
            "-chardev",
            "socket,id=events,path=/var/run/qmeventd.sock,reconnect-ms=5000",
            "-mon",
            "chardev=events,mode=control",
            "-qmp-pretty",
            "tcp:127.0.0.1:4444,server,nowait",
            "-monitor",
            "stdio",
            "-monitor",
            "none");
    assertThat(line.monitors())
        .containsExactly(
            new Monitor(Protocol.HMP, Transport.UNIX, "/run/a b.monitor"),
            new Monitor(Protocol.QMP, Transport.UNIX, "/run/a.qmp"),
            new Monitor(Protocol.QMP, Transport.UNREACHABLE, "fd 36"),
            new Monitor(Protocol.HMP, Transport.ABSTRACT, "/run/hidden"),
            new Monitor(Protocol.QMP, Transport.UNREACHABLE, "/var/run/qmeventd.sock"),
            new Monitor(Protocol.QMP, Transport.TCP, "127.0.0.1:4444"),
            new Monitor(Protocol.HMP, Transport.UNREACHABLE, ""));
  }

  @Test
  void othersThatServeIt() {
    CommandLine line =
        parse(
            "-chardev",
            "socket,id=fs,path=/run/fs.sock",
            "-device",
            "vhost-user-fs-pci,chardev=fs,tag=share",
            "-chardev",
            "socket,id=tpm,path=/run/swtpm.sock",
            "-tpmdev",
            "emulator,id=t0,chardev=tpm",
            "-chardev",
            "socket,id=net,path=/run/net.sock",
            "-netdev",
            "vhost-user,chardev=net",
            "-drive",
            "file=nbd:unix:/run/qsd.sock:exportname=d,if=virtio",
            "-virtfs",
            "local,path=/srv,mount_tag=t,security_model=none",
            "-readconfig",
            "/etc/q35.cfg");
    assertThat(line.sockets())
        .containsExactly("/run/fs.sock", "/run/net.sock", "/run/swtpm.sock", "/run/qsd.sock/d");
    assertThat(line.shares()).containsExactly("/srv");
    assertThat(line.fromFiles()).containsExactly("/etc/q35.cfg");
  }

  @Test
  void limits() {
    assertThat(drive("-drive", "file=/a,iops=100,bps_rd=0,throttling.bps-write=5").throttle())
        .containsOnly(entry("iops-total", "100"), entry("bps-write", "5"));
    assertThat(
            drive(
                    "-object",
                    "{\"qom-type\":\"throttle-group\",\"id\":\"g\",\"limits\":{\"iops-total\":7}}",
                    "-blockdev",
                    "driver=throttle,node-name=t,throttle-group=g,file.driver=raw,"
                        + "file.file.driver=file,file.file.filename=/a",
                    "-device",
                    "virtio-blk,drive=t")
                .throttle())
        .containsOnly(entry("iops-total", "7"));
  }

  @Test
  void damagedJsonCostsItsOwnOption() {
    CommandLine line =
        parse("-blockdev", "{\"driver\":", "-hda", "/a", "-device", "{\"driver\":\"x\"} y");
    assertThat(line.damaged()).hasSize(2);
    assertThat(line.drives()).hasSize(1);
    String deep = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
    assertThat(parse("-blockdev", deep).damaged()).hasSize(1);
    assertThat(CommandLine.parse(List.of()).drives()).isEmpty();
  }
}

package dev.iosleuth.live;

import static dev.iosleuth.live.TestingHost.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Direction;
import dev.iosleuth.ledger.GuestFlow;
import dev.iosleuth.ledger.GuestFlows;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.GuardedTree;
import dev.iosleuth.source.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real domain of a real libvirt, under TCG. Its monitor is libvirt's, so that nothing can be
 * driven into its disk from outside: it boots from a sector of its own that writes by the BIOS and
 * stops.
 */
final class LibvirtDomainTest {
  private static final String NAME = "iosleuth-test";
  private static final String UUID = "6f1d1f6c-4a0b-4b53-9d3e-0a5c3c1d9b11";
  private static final int WRITES = 40;
  private static final long BYTES = WRITES * 4096L;
  private static final String URI = "qemu:///system";

  /** As libvirt writes it. */
  private static final Path LOG = Path.of("/var/log/libvirt/qemu/" + NAME + ".log");

  private final Tree tree = GuardedTree.host("/");

  @BeforeEach
  void needed() {
    TestingHost.assumeTools("libvirtd", "virtlogd", "virsh", "losetup");
    TestingGuest.assumeQemu();
    assumeTrue(
        !answers() || virsh("list", "--all", "--name").isBlank(),
        "a libvirt runs here already, with domains that are not ours");
    assumeTrue(
        quiet("id", "libvirt-qemu"), "no user libvirt-qemu: libvirt's driver does not start");
  }

  private static boolean quiet(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean answers() {
    return quiet("virsh", "-r", "-c", URI, "version");
  }

  /**
   * Writes 4 KiB {@link #WRITES} times, one after the other from sector 64 on, and halts.
   *
   * <pre>
   *       xor ax,ax ; mov ds,ax ; mov sp,7c00 ; mov si,7c40 ; mov cx,WRITES
   * again push cx ; push dx ; push si ; mov ax,4300 ; int 13 ; pop si ; pop dx ; pop cx
   *       jc done ; add word [7c48],8 ; loop again
   * done  cli ; hlt ; jmp done + 1
   * 7c40  packet: 16 bytes, 8 sectors, buffer 0000:8000, from sector 64
   * </pre>
   */
  private static byte[] bootSector() {
    int[] code = {
      0x31, 0xc0, 0x8e, 0xd8, 0xbc, 0x00, 0x7c, 0xbe, 0x40, 0x7c, 0xb9, WRITES, 0x00, //
      0x51, 0x52, 0x56, 0xb8, 0x00, 0x43, 0xcd, 0x13, 0x5e, 0x5a, 0x59, //
      0x72, 0x07, 0x83, 0x06, 0x48, 0x7c, 0x08, 0xe2, 0xec, //
      0xfa, 0xf4, 0xeb, 0xfd
    };
    int[] packet = {0x10, 0, 8, 0, 0, 0x80, 0, 0, 64};
    var sector = new byte[512];
    for (int i = 0; i < code.length; i++) {
      sector[i] = (byte) code[i];
    }
    for (int i = 0; i < packet.length; i++) {
      sector[0x40 + i] = (byte) packet[i];
    }
    sector[510] = 0x55;
    sector[511] = (byte) 0xaa;
    return sector;
  }

  private static String domain(String device) {
    return machine(
        "q35",
        """
        <disk type='block' device='disk'><driver name='qemu' type='raw' cache='none'/>
          <source dev='%s'/><target dev='vda' bus='virtio'/><serial>iosleuth1</serial></disk>
        """
            .formatted(device));
  }

  private static String machine(String type, String devices) {
    return """
    <domain type='qemu'><name>%s</name><uuid>%s</uuid><memory unit='MiB'>32</memory>
      <vcpu>1</vcpu>
      <os><type arch='x86_64' machine='%s'>hvm</type><boot dev='hd'/></os>
      <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>%s
        <controller type='usb' model='none'/><memballoon model='none'/></devices>
      <seclabel type='static' model='dac' relabel='no'><label>+0:+0</label></seclabel>
    </domain>
    """
        .formatted(NAME, UUID, type, devices);
  }

  /** libvirt's daemons, started for the test and ended with it where none ran. */
  private record Libvirt(Path folder) implements AutoCloseable {
    static Libvirt start(Path folder) throws InterruptedException {
      var libvirt = new Libvirt(folder);
      if (answers()) {
        return libvirt;
      }
      // which the daemons' package alone does not bring, and virtlogd does not start without
      run("mkdir", "-p", LOG.getParent().toString());
      run("virtlogd", "-d", "-p", folder.resolve("virtlogd.pid").toString());
      run("libvirtd", "-d", "-p", folder.resolve("libvirtd.pid").toString());
      for (int i = 0; i < 100 && !answers(); i++) {
        Thread.sleep(100);
      }
      return libvirt;
    }

    @Override
    public void close() throws IOException {
      quiet("virsh", "-q", "-c", URI, "destroy", NAME);
      for (String daemon : List.of("libvirtd", "virtlogd")) {
        Path file = folder.resolve(daemon + ".pid");
        if (Files.exists(file)) {
          Fields.parse(Files.readString(file).strip()).stream()
              .boxed()
              .flatMap(pid -> ProcessHandle.of(pid).stream())
              .forEach(process -> {
                process.destroy();
                process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
              });
        }
      }
      Files.deleteIfExists(LOG);
    }
  }

  private static String virsh(String... words) {
    var command = new ArrayList<>(List.of("virsh", "-q", "-c", URI));
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  private static Optional<Guest> seen(Sample sample) {
    return sample.guests().stream().filter(guest -> guest.name().equals(NAME)).findFirst();
  }

  @Test
  void isAskedThroughLibvirtAndNotTainted() throws Exception {
    Files.deleteIfExists(LOG);
    try (var host = new TestingHost();
        var libvirt = Libvirt.start(host.folder())) {
      assumeTrue(answers(), "libvirtd does not run here");
      String device = host.loop(8);
      String name = device.substring("/dev/".length());
      Files.write(Path.of(device), bootSector());
      run("sync", device);
      Path xml = Files.writeString(libvirt.folder().resolve("d.xml"), domain(device));
      var collector = new Collector();
      Sample before = collector.collect(tree, Optional.empty());
      virsh("create", xml.toString());
      Sample after = await(collector, before);
      Ledger ledger = new Bookkeeper().post(before, after);

      Guest guest = seen(after).orElseThrow();
      assertThat(guest.manager()).isEqualTo(Guest.Manager.LIBVIRT);
      assertThat(guest.uuid()).contains(UUID);
      GuestDisk disk = guest.disks().getFirst();
      assertThat(disk.serial()).isEqualTo("iosleuth1");
      assertThat(disk.settings().cache()).isEqualTo("none");
      assertThat(disk.images().getFirst().path()).isEqualTo(device);
      assertThat(after.told(guest).map(GuestCounters::teller))
          .isEqualTo(Reading.known(GuestCounters.Teller.LIBVIRT));
      DiskCounters did = did(before, after);
      assertThat(did.writes().operations()).isEqualTo(Reading.known((long) WRITES));
      assertThat(did.writes().bytes()).isEqualTo(Reading.known(BYTES));
      assertThat(written(ledger, name)).isCloseTo(BYTES, Percentage.withPercentage(2));
      assertThat(log()).doesNotContain("custom-monitor");
      // the proof that it would be seen there
      virsh("qemu-monitor-command", "--hmp", NAME, "info status");
      assertThat(log()).contains("custom-monitor");
    }
  }

  private static String disk(Path file, String target, String bus) {
    return """
    <disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/>
      <source file='%s'/><target dev='%s' bus='%s'/></disk>
    """
        .formatted(file, target, bus);
  }

  /** Asks qemu past libvirt, which does so itself only to say what it counted. */
  private static void write(String qdev, int operations) {
    for (int i = 0; i < operations; i++) {
      String words = "qemu-io -d %s \"aio_write %dk 64k\"".formatted(qdev, i * 64);
      virsh("qemu-monitor-command", NAME, "--hmp", words);
    }
    virsh("qemu-monitor-command", NAME, "--hmp", "qemu-io -d " + qdev + " aio_flush");
  }

  private static List<String> shown(Guest guest) {
    return guest.disks().stream()
        .map(disk ->
            disk.qdev()
                + " "
                + disk.target()
                + disk.images().stream()
                    .map(image -> " " + Path.of(image.path()).getFileName())
                    .collect(Collectors.joining()))
        .toList();
  }

  private static Reading<Long> writes(GuestFlow flow, String target) {
    return flow.disks().stream()
        .filter(disk -> disk.disk().target().equals(target))
        .findFirst()
        .orElseThrow()
        .counters()
        .then(did -> did.writes().operations());
  }

  /** Backups take snapshots, storage is moved, disks and media come: all while it runs. */
  @Test
  void whatIsChangedWhileItRunsIsFollowed() throws Exception {
    try (var host = new TestingHost();
        var libvirt = Libvirt.start(host.folder())) {
      assumeTrue(answers(), "libvirtd does not run here");
      Path folder = host.ext4(host.loop(64));
      for (String name : List.of("a.img", "b.img", "c.img", "cd.iso")) {
        run("truncate", "-s", "8M", folder.resolve(name).toString());
      }
      String devices =
          disk(folder.resolve("a.img"), "vda", "virtio")
              + disk(folder.resolve("b.img"), "sdb", "scsi")
              + "<disk type='file' device='cdrom'><target dev='hdb' bus='ide'/></disk>"
              + "<controller type='scsi' model='virtio-scsi'/>";
      Path xml = Files.writeString(libvirt.folder().resolve("d.xml"), machine("pc", devices));
      virsh("create", "--paused", xml.toString());
      var collector = new Collector();
      Sample before = collector.collect(tree, Optional.empty());
      assertThat(shown(seen(before).orElseThrow()))
          .containsExactly("virtio-disk0 vda a.img", "scsi0-0-0-1 sdb b.img", "ide0-0-1 hdb");
      assertThat(before.told(seen(before).orElseThrow()).then(GuestCounters::status))
          .isEqualTo(Reading.known("paused"));

      virsh(
          "snapshot-create-as",
          NAME,
          "s1",
          "--disk-only",
          "--no-metadata",
          "--diskspec",
          "vda,file=" + folder.resolve("a.s1"),
          "--diskspec",
          "sdb,snapshot=no");
      String copy = folder.resolve("b2.img").toString();
      virsh("blockcopy", NAME, "sdb", "--dest", copy, "--transient-job", "--wait");
      virsh("blockjob", NAME, "sdb", "--pivot");
      String added = folder.resolve("c.img").toString();
      virsh("attach-disk", NAME, added, "sda", "--targetbus", "scsi");
      virsh("change-media", NAME, "hdb", folder.resolve("cd.iso").toString(), "--insert");
      write("/machine/peripheral/virtio-disk0/virtio-backend", 3);
      write("scsi0-0-0-1", 5);
      Sample after = collector.collect(tree, Optional.of(before));

      Guest guest = seen(after).orElseThrow();
      assertThat(shown(guest))
          .containsExactly(
              "virtio-disk0 vda a.s1 a.img",
              "scsi0-0-0-1 sdb b2.img",
              "ide0-0-1 hdb cd.iso",
              " sda c.img");
      assertThat(guest.disks())
          .filteredOn(disk -> !disk.target().equals("hdb"))
          .extracting(disk -> disk.images().getFirst().open().isPresent())
          .containsOnly(true);
      assertThat(seen(before).orElseThrow().disks().getFirst().node()).startsWith("libvirt-");
      assertThat(guest.disks())
          .as("nodes of images that are no longer the topmost, or in no drive")
          .extracting(GuestDisk::node)
          .containsOnly("");
      GuestFlow flow = GuestFlows.between(before, after).of(NAME).optional().orElseThrow();
      assertThat(writes(flow, "vda")).isEqualTo(Reading.known(3L));
      assertThat(writes(flow, "sdb")).isEqualTo(Reading.known(5L));
      assertThat(writes(flow, "sda")).isEqualTo(Reading.known(0L));
    }
  }

  private Sample await(Collector collector, Sample before) throws InterruptedException {
    Sample sample = collector.collect(tree, Optional.of(before));
    for (int i = 0; i < 100 && writes(sample) < WRITES; i++) {
      Thread.sleep(200);
      sample = collector.collect(tree, Optional.of(sample));
    }
    // the device was read before libvirt told
    return collector.collect(tree, Optional.of(sample));
  }

  private static long writes(Sample sample) {
    return seen(sample)
        .map(sample::told)
        .flatMap(Reading::optional)
        .flatMap(told -> told.disks().stream().findFirst())
        .flatMap(disk -> disk.writes().operations().optional())
        .orElse(0L);
  }

  private static DiskCounters did(Sample before, Sample after) {
    GuestFlow flow = GuestFlows.between(before, after).of(NAME).optional().orElseThrow();
    return flow.disks().getFirst().counters().optional().orElseThrow();
  }

  private static long written(Ledger ledger, String device) {
    return ledger.devices().stream()
        .filter(d -> d.node().kernelName().equals(device))
        .flatMap(d -> d.postings().stream())
        .filter(p -> p.account().name().equals(NAME) && p.direction() == Direction.WRITE)
        .mapToLong(p -> p.bytes())
        .sum();
  }

  private static String log() throws IOException {
    return Files.exists(LOG) ? Files.readString(LOG) : "";
  }
}

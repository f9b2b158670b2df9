package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.GIB;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingDevice;
import dev.iosleuth.sample.TestingSamples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which guest a sample was taken in: by its number, by serials, by sizes; never by a guess. */
class InsideDisksTest {
  private static final String UUID = "6f2c1b0e-1111-4222-8333-44445555666";

  /** A guest on one device; sdb is minor 16. */
  private static ProcessSample qemu(int pid, String name, String device, int minor, String serial) {
    return with(
        process(
            pid,
            "qemu-system-x86",
            "qemu-system-x86_64",
            "-name",
            name,
            "-uuid",
            UUID + pid % 10,
            "-drive",
            "file=/dev/" + device + ",format=raw,id=d0,if=none,cache=none",
            "-device",
            "virtio-blk-pci,drive=d0" + (serial.isEmpty() ? "" : ",serial=" + serial)),
        block("/dev/" + device, 8, minor));
  }

  private static InsideDisks host(long sdb, long sdc, String serial) {
    Sample sample =
        TestingSamples.host("h")
            .with(disk("sda"), disk("sdb").size(sdb), disk("sdc").size(sdc))
            .process(qemu(11, "web1", "sdb", 16, serial))
            .process(qemu(12, "web2", "sdc", 32, ""))
            .build();
    return new InsideDisks(sample, StackBuilder.build(sample));
  }

  private static Sample inside(String uuid, TestingDevice... disks) {
    TestingSamples guest = TestingSamples.host("g").with(disks);
    return (uuid.isEmpty() ? guest : guest.uuid(uuid)).build();
  }

  private static List<String> names(List<Guest> guests) {
    return guests.stream().map(Guest::name).toList();
  }

  @Test
  void byItsNumber() {
    InsideDisks host = host(20 * GIB, 20 * GIB, "");
    Sample inside = inside(UUID + "2", disk("vda").size(20 * GIB));
    assertThat(names(host.guests(inside))).containsExactly("web2");
    InsideDisks.Disk disk = host.disks(host.guests(inside).getFirst(), inside).getFirst();
    assertThat(disk.name()).isEqualTo("vda");
    assertThat(disk.image()).isEqualTo(Optional.of(NodeId.device("sdc")));
  }

  @Test
  void byASerial() {
    InsideDisks host = host(20 * GIB, 20 * GIB, "disk-of-web1-that-is-long");
    Sample inside = inside("", disk("vda").serial("disk-of-web1-that-is"));
    assertThat(names(host.guests(inside))).containsExactly("web1");
  }

  /** Another machine that has a disk of the same serial, or size. */
  @Test
  void anotherNumberRulesOut() {
    InsideDisks host = host(20 * GIB, 30 * GIB, "S1");
    assertThat(host.guests(inside("other", disk("vda").serial("S1").size(20 * GIB)))).isEmpty();
  }

  @Test
  void bySize() {
    InsideDisks host = host(20 * GIB, 30 * GIB, "");
    assertThat(names(host.guests(inside("", disk("vda").size(30 * GIB))))).containsExactly("web2");
    assertThat(host.guests(inside("", disk("vda").size(40 * GIB)))).isEmpty();
  }

  @Test
  void twoOfTheSameSizeAreTwo() {
    InsideDisks host = host(20 * GIB, 20 * GIB, "");
    assertThat(names(host.guests(inside("", disk("vda").size(20 * GIB)))))
        .containsExactlyInAnyOrder("web1", "web2");
  }

  /** Named, but its disk is of another size or serial: no disk is taken for another. */
  @Test
  void aDiskOfAnotherSizeIsNone() {
    InsideDisks host = host(20 * GIB, 30 * GIB, "S1");
    Sample inside = inside("", disk("vda").serial("S2").size(20 * GIB));
    Guest web1 = host.guests(inside("", disk("vda").serial("S1"))).getFirst();
    assertThat(host.disks(web1, inside("", disk("vda").size(99 * GIB)))).isEmpty();
    assertThat(host.disks(web1, inside)).isEmpty();
  }
}

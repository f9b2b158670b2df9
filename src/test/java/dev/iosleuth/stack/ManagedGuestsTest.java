package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Guest.Manager;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and disks of guests as those who run them have them. */
class ManagedGuestsTest {
  private final TestingSamples host =
      TestingSamples.host("node1")
          .with(disk("sda"), drbd(2, "dm-0"), disk("rbd0"), disk("zd16"))
          .with(
              lv("dm-0", "xenvg-web1.disk0_data", "sda"), lv("dm-1", "pve-vm--100--disk--0", "sda"))
          .volume("xenvg-web1.disk0_data", "xenvg", "web1.disk0_data", "originstname+web1")
          .volume("pve-vm--100--disk--0", "pve", "vm-100-disk-0")
          .udev("rbd0", Map.of("DEVLINKS", "/dev/rbd/rbd/web1.rbd.disk0"))
          .udev("zd16", Map.of("DEVLINKS", "/dev/zvol/rpool/data/vm-100-disk-0"))
          .mount("sda", "/", "ext4");

  private Guest guest(String... words) {
    var all = new ArrayList<>(List.of("/usr/bin/kvm"));
    all.addAll(List.of(words));
    return host.process(process(10, "kvm", all.toArray(String[]::new))).build().guests().getFirst();
  }

  private static String drive(String file) {
    return "file=" + file + ",if=none,id=drive0,format=raw";
  }

  private List<String> below(String guest) {
    Stack stack = TestingStacks.build(host);
    return stack.lowers(new NodeId("guest:" + guest)).stream()
        .map(edge -> edge.lower().value())
        .toList();
  }

  /** Its links are left, or made for it beforehand. */
  @Test
  void anInstanceThatDoesNotRunIsWhereItsFilesLie() {
    host.instanceDisk("web7", 0, "/srv/ganeti/file-storage/web7/disk0");
    Sample sample = host.build();
    Stack stack = StackBuilder.build(sample);
    assertThat(Lookup.find(sample, stack, "web7"))
        .isEqualTo(Lookup.find(sample, stack, "/srv/ganeti/file-storage/web7/disk0"))
        .isInstanceOf(Lookup.Answer.Found.class);
    assertThat(Lookup.find(sample, stack, "web8")).isInstanceOf(Lookup.Answer.NotFound.class);
  }

  /** plain, drbd, file, sharedfile, rbd and ext by the kernel, then rbd and ext past it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /dev/xenvg/web1.disk0_data               | dev:dm-0
          /dev/drbd2                               | dev:drbd2
          /srv/ganeti/file-storage/web1/disk0      | file:/srv/ganeti/file-storage/web1/disk0
          /srv/ganeti/shared-file-storage/web1/d0  | file:/srv/ganeti/shared-file-storage/web1/d0
          /dev/rbd/rbd/web1.rbd.disk0              | dev:rbd0
          /dev/zd16                                | dev:zd16
          """)
  void disksOfGanetiAreWhereItsLinksLead(String target, String node) {
    host.instanceDisk("web1", 0, target);
    Guest guest = guest("-name", "web1", "-drive", drive("/var/run/ganeti/instance-disks/web1:0"));
    assertThat(guest.manager()).isEqualTo(Manager.GANETI);
    assertThat(below("web1")).containsExactly(node);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rbd:rbd/web1.rbd.disk0:conf=/etc/ceph | remote:rbd rbd/web1.rbd.disk0
          gluster://g1:24007/vol/web1           | remote:gluster g1:24007/vol/web1
          """)
  void disksOfGanetiThatQemuReachesItself(String file, String node) {
    host.instanceDisk("web1", 0, "/nothing");
    Guest guest = guest("-name", "web1", "-drive", drive(file));
    assertThat(guest.manager()).as("by the link's name").isEqualTo(Manager.GANETI);
    assertThat(below("web1")).contains(node);
  }

  /** Whatever directory its monitors are in: ganeti's own may be gone. */
  @Test
  void tagsOfVolumesTellWhoseTheyAre() {
    assertThat(guest("-name", "web1", "-drive", drive("/dev/xenvg/web1.disk0_data")).manager())
        .isEqualTo(Manager.GANETI);
    assertThat(below("web1")).containsExactly("dev:dm-0");
    assertThat(TestingStacks.build(host).node(new NodeId("dev:dm-0")).attribute("instance"))
        .isEqualTo("web1");
    assertThat(guest("-name", "web2").manager()).isEqualTo(Manager.QEMU);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /dev/pve/vm-100-disk-0                       | dev:dm-1
          /dev/zvol/rpool/data/vm-100-disk-0           | dev:zd16
          /var/lib/vz/images/100/vm-100-disk-0.qcow2   | file:/var/lib/vz/images/100/vm-100-disk-0.qcow2
          rbd:ceph/vm-100-disk-0:conf=/etc/pve/c       | remote:rbd ceph/vm-100-disk-0
          """)
  void disksOfProxmox(String file, String node) {
    Guest guest =
        guest(
            "-id",
            "100",
            "-name",
            "mail,debug-threads=on",
            "-drive",
            drive(file),
            "-device",
            "scsi-hd,drive=drive0,id=scsi0");
    assertThat(guest.name()).isEqualTo("mail");
    assertThat(guest.title()).isEqualTo("100");
    assertThat(guest.manager()).isEqualTo(Manager.PROXMOX);
    assertThat(below("mail")).containsExactly(node);
  }

  @Test
  void withoutANameItIsTheNumber() {
    assertThat(guest("-id", "100").name()).isEqualTo("vm-100");
  }

  @ParameterizedTest
  @CsvSource({
    "instance-000008d6, OPENSTACK",
    "web1, LIBVIRT",
  })
  void domainsOfLibvirt(String name, Manager manager) {
    Guest guest =
        guest(
            "-name",
            "guest=" + name + ",debug-threads=on",
            "-uuid",
            "601DA52C-450F-4D8E-B502-503431536FA6",
            "-chardev",
            "socket,id=charmonitor,fd=23,server=on,wait=off",
            "-mon",
            "chardev=charmonitor,id=monitor,mode=control");
    assertThat(guest.name()).isEqualTo(name);
    assertThat(guest.manager()).isEqualTo(manager);
    assertThat(guest.uuid()).contains("601da52c-450f-4d8e-b502-503431536fa6");
  }
}

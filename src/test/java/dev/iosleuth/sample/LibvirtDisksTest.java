package dev.iosleuth.sample;

import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.qemu.DomainDisk;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as libvirt 9.0 told them of such a domain, before and after each change. */
class LibvirtDisksTest {
  private final TestingTree tree = new TestingTree();
  private final GuestReader reader = new GuestReader();
  private final Topology topology = TestingSamples.host("h").build().topology();
  private Findings findings = new Findings();

  private static OpenFile open(String path, boolean writable) {
    return new OpenFile(path, OpenFile.Kind.FILE, Optional.of(new DevNo(8, 0)), writable, true, -1);
  }

  private static String node(String name, String file) {
    return "{\"driver\":\"raw\",\"node-name\":\"%s\",\"cache\":{\"direct\":true},\"file\":{\"driver\":\"file\",\"filename\":\"%s\"}}"
        .formatted(name, file);
  }

  private Guest read(String domstats, OpenFile... open) {
    var words =
        new ArrayList<>(
            List.of(
                "/usr/bin/qemu-system-x86_64",
                "-name",
                "guest=web1,debug-threads=on",
                "-chardev",
                "socket,id=charmonitor,path=/var/lib/libvirt/qemu/domain-1-web1/monitor.sock",
                "-mon",
                "chardev=charmonitor,id=monitor,mode=control"));
    for (String[] disk :
        new String[][] {
          {"libvirt-6-format", "/img/a", "virtio-blk-pci", "virtio-disk0"},
          {"libvirt-4-format", "/img/b", "scsi-hd", "scsi0-0-0-1"},
          {"libvirt-3-format", "/img/cd", "ide-cd", "ide0-0-0"}
        }) {
      words.addAll(List.of("-blockdev", node(disk[0], disk[1])));
      words.addAll(List.of("-device", disk[2] + ",drive=" + disk[0] + ",id=" + disk[3]));
    }
    words.addAll(List.of("-device", "ide-cd,id=ide0-0-1", "-device", "floppy,id=fdc0-0-0"));
    words.addAll(List.of("-blockdev", node("libvirt-pflash0-format", "/img/vars")));
    words.addAll(List.of("-machine", "pc,pflash0=libvirt-pflash0-format"));
    Map<Integer, ProcessSample> processes = new HashMap<>();
    processes.put(10, with(process(10, "qemu-system-x86", words.toArray(String[]::new)), open));
    tree.file("tool/virsh-domstats", domstats);
    findings = new Findings();
    return reader
        .read(tree, topology, processes, GuestReader.Asking.MONITORS, findings)
        .guests()
        .getFirst();
  }

  private static String domstats(String... rows) {
    var text = new StringBuilder("Domain: 'web1'\n  state.state=3\n");
    for (int i = 0; i < rows.length; i++) {
      String[] words = rows[i].split(" ", -1);
      text.append("  block.%d.name=%s\n".formatted(i, words[0]));
      if (!words[1].isEmpty()) {
        text.append("  block.%d.path=%s\n".formatted(i, words[1]));
      }
      if (!words[2].isEmpty()) {
        text.append("  block.%d.backingIndex=%s\n".formatted(i, words[2]));
      }
      if (words.length > 3) {
        text.append("  block.%d.wr.reqs=%s\n".formatted(i, words[3]));
      }
    }
    return text.toString();
  }

  private static List<String> shown(Guest guest) {
    return guest.disks().stream()
        .map(disk ->
            disk.qdev()
                + " "
                + disk.target()
                + " "
                + disk.images().stream().map(GuestImage::path).toList())
        .toList();
  }

  private static final String[] STARTED = {
    "vda /img/a 6 12", "sdb /img/b 4 1", "hda /img/cd 3 0", "hdb   0", "fda   0"
  };

  @Test
  void targetsStandBesideTheDevices() {
    Guest guest = read(domstats(STARTED), open("/img/a", true));

    assertThat(shown(guest))
        .containsExactly(
            "virtio-disk0 vda [/img/a]",
            "scsi0-0-0-1 sdb [/img/b]",
            "ide0-0-0 hda [/img/cd]",
            "ide0-0-1 hdb []",
            "fdc0-0-0 fda []",
            "  [/img/vars]");
    assertThat(guest.disks().getFirst().format()).isEqualTo("raw");
    assertThat(guest.disks().getFirst().settings().limits().whyNot()).isPresent();
    assertThat(findings.notes()).isEmpty();
  }

  /** A snapshot, a copy that was pivoted to, media that changed, a disk that came. */
  @Test
  void whatLibvirtChangedIsWhatIs() {
    read(domstats(STARTED));
    Guest guest =
        read(
            domstats(
                "vda /img/a.s1 8 64",
                "vda /img/a 6",
                "sda /img/c 10 1",
                "sdb /img/b2 9 5",
                "hda  12 0",
                "hdb /img/cd2 11 3",
                "fda   0"),
            open("/img/a.s1", true),
            open("/img/a", false),
            open("/img/b2", true));

    assertThat(shown(guest))
        .containsExactly(
            "virtio-disk0 vda [/img/a.s1, /img/a]",
            "scsi0-0-0-1 sdb [/img/b2]",
            "ide0-0-0 hda []",
            "ide0-0-1 hdb [/img/cd2]",
            "fdc0-0-0 fda []",
            "  [/img/vars]",
            " sda [/img/c]");
    assertThat(guest.disks().get(1).settings().cache()).isEqualTo("none");
    assertThat(guest.disks().getLast().label()).isEqualTo("sda");
    assertThat(findings.notes()).isEmpty();
  }

  @Test
  void countersFollowTheTarget() {
    String[] now = STARTED.clone();
    now[1] = "sdb /img/b2 9 5";
    tree.file("tool/virsh-domstats", domstats(now));
    Guest guest = read(domstats(now));

    assertThat(guest.disks().get(1).counted()).isEqualTo("sdb");
    assertThat(guest.disks().get(1).is(guest.disks().get(1))).isTrue();
    assertThat(guest.disks().get(1).is(guest.disks().get(2))).isFalse();
  }

  /** Libvirt lists the copy behind the chain; what a disk is backed by is not written to. */
  @Test
  void aCopyThatRunsIsNoPartOfTheDisk() {
    Guest guest =
        read(
            domstats("vda /img/a.s1 8 64", "vda /img/a 6", "vda /img/copy 9"),
            open("/img/a.s1", true),
            open("/img/a", false),
            open("/img/copy", true));

    assertThat(shown(guest)).first().isEqualTo("virtio-disk0 vda [/img/a.s1, /img/a]");
    assertThat(guest.others()).extracting(GuestImage::path).containsExactly("/img/copy");
  }

  @Test
  void whatIsDetachedIsGoneAndWhatLibvirtDoesNotManageStays() {
    assertThat(shown(read(domstats("vda /img/a 6 12"))))
        .containsExactly(
            "virtio-disk0 vda [/img/a]", "ide0-0-1  []", "fdc0-0-0  []", "  [/img/vars]");
    assertThat(findings.notes()).isEmpty();
  }

  @Test
  void whatIsNoFigureStandsOnTheGuest() {
    read(domstats("vda /img/a 6 -12"));

    assertThat(findings.notes())
        .filteredOn(note -> note.kind() == Note.Kind.NOT_UNDERSTOOD)
        .isNotEmpty()
        .allSatisfy(note -> assertThat(note.subject()).isEqualTo("web1"))
        .anyMatch(note -> note.text().contains("-12"));
  }

  /** It has an address of its own, and its image was copied: nothing tells that it is the same. */
  @Test
  void whichOneItIsMayNotBeKnown() {
    Guest guest = read(domstats("vda /img/a 6 12", "sdg /img/new 9 1"));

    assertThat(shown(guest)).contains(" sdg [/img/new]").noneMatch(row -> row.contains("/img/b"));
    assertThat(findings.notes())
        .singleElement()
        .satisfies(note -> {
          assertThat(note.kind()).isEqualTo(Note.Kind.GAP);
          assertThat(note.text()).contains("sdg").contains("scsi0-0-0-1, ide0-0-0");
        });
  }

  @Test
  void withoutAnAnswerTheCommandLineIsAllThereIs() {
    assertThat(shown(read("")))
        .startsWith("virtio-disk0  [/img/a]", "scsi0-0-0-1  [/img/b]", "ide0-0-0  [/img/cd]");
    assertThat(read("").disks().getFirst().settings().limits()).isInstanceOf(Reading.Absent.class);
  }

  /** As libvirt 9.0 named them. */
  @ParameterizedTest
  @CsvSource({
    "vda, virtio-disk0",
    "vdaa, virtio-disk26",
    "hdc, ide0-1-0",
    "sda, sata0-0-0",
    "sdb, scsi0-0-0-1",
    "sdh, scsi0-0-0-8",
    "sdc, usb-disk2",
    "fdb, fdc0-0-1"
  })
  void devicesAreCalledAfterTheirTargets(String target, String device) {
    assertThat(new DomainDisk(target, List.of()).aliases()).contains(device);
  }

  @ParameterizedTest
  @CsvSource({"vd", "v", "''", "vd1", "hddddddd", "../a"})
  void otherNamesTellNothing(String target) {
    assertThat(new DomainDisk(target, List.of()).aliases()).isEmpty();
  }
}

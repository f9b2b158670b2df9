package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.guest.GuestViews;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestHelper;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.view.json.GuestsJson;
import dev.iosleuth.view.text.GuestsText;
import dev.iosleuth.view.text.Look;
import dev.iosleuth.view.text.StackText;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks of guests that this host's block layer does not know: elsewhere, or served by others. */
class RemoteGuestsTest {
  private static final Look LOOK = new Look(100, false, ZoneOffset.UTC);

  private final TestingSamples host =
      TestingSamples.host("node1").with(disk("sda"), disk("sdb")).mount("sda", "/", "ext4");

  private TestingSamples guest(int pid, String name, String... words) {
    var all = new ArrayList<>(List.of("qemu-system-x86_64", "-name", name));
    all.addAll(List.of(words));
    return host.process(with(process(pid, "qemu-system-x86", all.toArray(String[]::new))));
  }

  private static String drive(String name) {
    return "file=" + name + ",if=virtio,id=d0,format=raw";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rbd:pool/vm-100-disk-0:id=admin:key=SECRET=:mon_host=a | rbd pool/vm-100-disk-0
          nfs://filer/export/a.img?uid=0                  | nfs filer/export/a.img
          gluster+tcp://g1/vol/a.img                      | gluster g1/vol/a.img
          iscsi://user%SECRET@10.0.0.1:3260/iqn.x/1       | iscsi 10.0.0.1:3260/iqn.x/1
          https://u:SECRET@host/a.iso?token=SECRET        | https host/a.iso
          ssh://me:SECRET@host/a.img                      | ssh host/a.img
          nbd://10.9.9.9:10809/x                          | nbd 10.9.9.9:10809/x
          nbd+unix:///x?socket=/run/nbd                   | nbd unix:/run/nbd/x
          """)
  void whatLiesElsewhereIsALeaf(String name, String words) {
    Sample sample = guest(300, "web1", "-drive", drive(name)).build();
    Stack stack = StackBuilder.build(sample);
    var leaf = new NodeId("remote:" + words);
    assertThat(stack.lowers(new NodeId("guest:web1")))
        .extracting(Edge::lower)
        .containsExactly(leaf);
    assertThat(stack.node(leaf).leaf()).contains(Node.LeafKind.REMOTE);
    assertThat(StackText.of(stack, Optional.empty(), LOOK)).contains("└ remote " + words);

    Sample after = host.later(5).build();
    var ledger = new Bookkeeper().post(sample, after);
    var views = GuestViews.of(sample, after, StackBuilder.build(after), ledger);
    String text = GuestsText.of(after, views, Optional.of(5.0), true, List.of(), LOOK);
    String json = GuestsJson.of(views, Optional.of(ledger), List.of());
    assertThat(text).contains(words);
    assertThat(json).contains("\"backing\":[\"" + leaf.value() + "\"]");
    assertThat(text + json + StackText.of(stack, Optional.of(ledger), LOOK))
        .doesNotContain("SECRET");
  }

  @Test
  void whoServesIsSoughtByItsSocket() {
    guest(300, "web1", "-drive", drive("nbd+unix:///x?socket=/run/nbd"))
        .process(
            with(
                process(40, "qemu-nbd", "qemu-nbd", "-k", "/run/nbd", "-x", "x", "/img/a.qcow2"),
                file("/img/base.img", 8, 0),
                file("/img/a.qcow2", 8, 0)));
    Stack stack = build();
    assertThat(TestingStacks.steps(stack))
        .contains("guest:web1 -FILE-> file:/img/a.qcow2", "guest:web1 -FILE-> file:/img/base.img")
        .noneMatch(step -> step.contains("remote:"));
    assertThat(stack.node(new NodeId("file:/img/a.qcow2")).attribute("served_by"))
        .isEqualTo("qemu-nbd 40");
    assertThat(host.build().guests().getFirst().helpers())
        .extracting(GuestHelper::kind)
        .containsExactly("qemu-nbd");
  }

  private Stack build() {
    return TestingStacks.build(host);
  }

  /** Both stand on what it serves; it works for none of them alone. */
  @Test
  void whoServesTwoIsNobodysHelper() {
    guest(300, "web1", "-drive", drive("nbd:unix:/run/nbd"));
    guest(301, "web2", "-drive", drive("nbd:unix:/run/nbd:exportname=x"))
        .process(
            with(
                process(40, "qemu-nbd", "qemu-nbd", "--socket=/run/nbd", "/dev/sdb"),
                block("/dev/sdb", 8, 16)));
    assertThat(TestingStacks.steps(build()))
        .contains("guest:web1 -OPEN-> dev:sdb", "guest:web2 -OPEN-> dev:sdb");
    assertThat(host.build().guests()).allSatisfy(g -> assertThat(g.helpers()).isEmpty());
  }

  @Test
  void vhostUserIsServedByOneOrElsewhere() {
    String[] words = {
      "-chardev", "socket,id=c0,path=/run/v", "-device", "vhost-user-blk-pci,chardev=c0,id=v0"
    };
    guest(300, "web1", words);
    assertThat(TestingStacks.steps(build()))
        .contains("guest:web1 -FILE-> remote:vhost-user /run/v");
    host.process(
        with(
            process(
                40,
                "qemu-storage-da",
                "qemu-storage-daemon",
                "--blockdev",
                "driver=host_device,node-name=n,filename=/dev/sdb",
                "--export",
                "vhost-user-blk,id=e,node-name=n,addr.type=unix,addr.path=/run/v"),
            block("/dev/sdb", 8, 16),
            file("/img/other", 8, 0)));
    assertThat(TestingStacks.steps(build())).contains("guest:web1 -OPEN-> dev:sdb");
    Guest guest = host.build().guests().getFirst();
    assertThat(guest.helpers()).hasSize(1);
    assertThat(guest.disks().getFirst().images().getFirst().open())
        .hasValueSatisfying(open -> assertThat(open.path()).isEqualTo("/dev/sdb"));
  }
}

package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.monitor.Topic;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

final class MonitorSocketsTest {
  private static final String MONITORS =
      "qemu-system-x86_64 -qmp unix:/run/a.qmp,server,nowait -qmp unix:/run/b.qmp,server,nowait"
          + " -monitor unix:m.sock,server=on,wait=off";

  private static TestingTree tree(String command, String sockets) {
    return new TestingTree()
        .file("proc/7/cmdline", command.replace(' ', '\0') + "\0")
        .file(
            "proc/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n" + sockets);
  }

  private static String socket(String flags, String state, int inode, String path) {
    String references = state.equals("03") ? "00000003" : "00000002";
    return "00000000a6bcf5c5: "
        + references
        + " 00000000 "
        + flags
        + " 0001 "
        + state
        + " "
        + inode
        + " "
        + path
        + "\n";
  }

  private static Reading<String> find(TestingTree tree, Topic topic) {
    return new MonitorSockets(tree).find("7", topic);
  }

  @Test
  void theFirstThatNobodyHolds() {
    String listening = socket("00010000", "01", 10, "/run/a.qmp");
    String waiting = socket("00000000", "02", 0, "/run/a.qmp");
    String held = socket("00000000", "03", 11, "/run/a.qmp");
    String heldToo = socket("00000000", "03", 12, "/run/b.qmp");

    String left = held.replace("00000003", "00000002");

    assertThat(find(tree(MONITORS, listening + left), Topic.QMP_COUNTERS))
        .isEqualTo(Reading.known("run/a.qmp"));
    assertThat(find(tree(MONITORS, listening + waiting), Topic.QMP_COUNTERS))
        .isEqualTo(Reading.known("run/a.qmp"));
    assertThat(find(tree(MONITORS, listening + held), Topic.QMP_DISKS))
        .isEqualTo(Reading.known("run/b.qmp"));
    assertThat(find(tree(MONITORS, listening + held + heldToo), Topic.QMP_DISKS))
        .isEqualTo(Reading.absent("its monitor is held by another client"));
    assertThat(find(tree(MONITORS, ""), Topic.HMP_COUNTERS))
        .isEqualTo(Reading.known("proc/7/cwd/m.sock"));
  }

  @Test
  void withinTheMountsOfTheProcess() {
    TestingTree tree =
        tree(MONITORS, "").link("proc/7/ns/mnt", "mnt:[2]").link("proc/self/ns/mnt", "mnt:[1]");

    assertThat(find(tree, Topic.QMP_COUNTERS)).isEqualTo(Reading.known("proc/7/root/run/a.qmp"));
  }

  @Test
  void libvirtsOwnIsNeverAsked() {
    Reading<String> refused = Reading.absent("its monitor is libvirt's own");
    for (String command :
        new String[] {
          "qemu-system-x86_64 -chardev socket,id=charmonitor,path=/x,server,nowait"
              + " -mon chardev=charmonitor,id=monitor,mode=control",
          "qemu-kvm -qmp unix:/var/lib/libvirt/qemu/a.monitor,server,nowait"
        }) {
      for (Topic topic : EnumSet.complementOf(EnumSet.of(Topic.AGENT))) {
        assertThat(find(tree(command, ""), topic)).isEqualTo(refused);
      }
    }
  }

  @Test
  void theAgentsMustBeTheProcesssOwn() {
    String command =
        "kvm -chardev socket,path=/run/7.qga,server=on,wait=off,id=qga0"
            + " -device virtserialport,chardev=qga0,name=org.qemu.guest_agent.0";
    String listening = socket("00010000", "01", 10, "/run/7.qga");

    assertThat(find(tree(command, listening), Topic.AGENT))
        .isEqualTo(Reading.absent("the socket of its agent is another process's"));
    assertThat(find(tree(command, listening).link("proc/7/fd/9", "socket:[10]"), Topic.AGENT))
        .isEqualTo(Reading.known("run/7.qga"));
    String held = socket("00000000", "03", 11, "/run/7.qga");
    assertThat(
            find(tree(command, listening + held).link("proc/7/fd/9", "socket:[10]"), Topic.AGENT))
        .as("libvirt's, as long as it runs")
        .isEqualTo(Reading.absent("its agent is held by another client"));
    assertThat(find(tree("kvm -S", ""), Topic.AGENT).whyNot().orElseThrow())
        .startsWith("no such socket");
  }

  @Test
  void onlyNumbersOfProcessesAreAskedFor() {
    assertThat(Monitors.at("qemu/7/qmp-counters")).isPresent();
    for (String path :
        new String[] {
          "qemu/0/agent", "qemu/../agent", "qemu/7/", "qemu/7/x", "qemu/7/agent/x", "qemu/-1/agent"
        }) {
      assertThat(Monitors.at(path)).as(path).isEmpty();
    }
  }
}

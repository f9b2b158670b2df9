package dev.iosleuth.finding.audit;

import static dev.iosleuth.finding.TestingCases.configuration;
import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.finding.audit.Origin.Whose;
import dev.iosleuth.finding.rule.Rules;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GuestOriginsTest {
  private static final String DEFAULTS = "# vhost\nVHOST_NET_ENABLED=1\n";

  private static List<Origin> origins(
      TestingTree tree, String rule, List<String> arguments, OpenFile... files) {
    var command =
        Stream.concat(Stream.of("qemu-system-x86_64", "-name", "web1"), arguments.stream());
    var qemu = with(process(10, "qemu-system-x86", command.toArray(String[]::new)), files);
    var sample = TestingSamples.host("node1").with(disk("sda").dev(8, 0)).process(qemu).build();
    Audit audit = Audit.of(configuration(sample), List.of(Rules.named(rule).orElseThrow()), tree);
    assertThat(audit.explanation().findings()).hasSize(1);
    return audit.origins().getFirst();
  }

  private static List<Origin> ofDisk(String options, boolean direct) {
    var image =
        new OpenFile(
            "/dev/sda", OpenFile.Kind.BLOCK, Optional.of(new DevNo(8, 0)), true, direct, -1);
    return origins(
        new TestingTree(),
        "qemu-disk-settings",
        List.of("-drive", "id=d0,file=/dev/sda,format=raw,if=virtio" + options),
        image);
  }

  @Test
  void whatTheCommandLineSaysIsOfWhoMadeIt() {
    assertThat(ofDisk(",cache=unsafe", false))
        .containsExactly(
            new Origin(
                "cache of d0",
                Whose.SET_HERE,
                "",
                "cache=unsafe, by whoever started qemu, or a script"));
  }

  @Test
  void whatItLeavesOpenIsQemusOwn() {
    assertThat(ofDisk("", false))
        .containsExactly(
            new Origin(
                "cache of d0",
                Whose.PROGRAM_DEFAULT,
                "",
                "writeback: the command line, by whoever started qemu, or a script, says nothing of"
                    + " it"));
  }

  /** A tap, and neither vhost=on nor a descriptor of /dev/vhost-net. */
  private static List<Origin> ofTap(TestingTree tree) {
    var tap =
        new OpenFile("/dev/net/tun", OpenFile.Kind.CHARACTER, Optional.empty(), true, false, -1);
    return origins(
        tree, "vhost-net-off", List.of("-netdev", "tap,id=n0", "-device", "virtio-net"), tap);
  }

  @Test
  void theFileOfDefaultsIsThePackagesAsItCame() {
    TestingTree host =
        new TestingTree().file("etc/default/qemu-kvm", DEFAULTS).file("etc/fstab", "# none\n/ /\n");
    // md5sum of the file
    String status =
        """
        Package: qemu-kvm
        Conffiles:
         /etc/default/qemu-kvm %s

        """;

    assertThat(
            ofTap(
                    host.file(
                        "var/lib/dpkg/status",
                        status.formatted("606213c6aac693b622e72a58287166a9")))
                .getLast())
        .isEqualTo(
            new Origin(
                "etc/default/qemu-kvm",
                Whose.PACKAGE_DEFAULT,
                "/etc/default/qemu-kvm:2",
                "VHOST_NET_ENABLED=1"));
    assertThat(ofTap(host.file("var/lib/dpkg/status", status.formatted("0".repeat(32)))).getLast())
        .extracting(Origin::whose)
        .isEqualTo(Whose.SET_HERE);
  }

  @Test
  void whereNoPackagesWereCapturedNobodyKnows() {
    List<Origin> origins = ofTap(new TestingTree().file("etc/default/qemu-kvm", DEFAULTS));

    assertThat(origins.getFirst().whose()).isEqualTo(Whose.PROGRAM_DEFAULT);
    assertThat(origins.getFirst().text())
        .startsWith("off: the command line, by whoever started qemu");
    assertThat(origins.getLast().whose()).isEqualTo(Whose.CANNOT_TELL);
  }

  @Test
  void whatEachTapSaysOfVhostIsOfTheCommandLine() {
    var tap =
        new OpenFile("/dev/net/tun", OpenFile.Kind.CHARACTER, Optional.empty(), true, false, -1);
    List<String> command =
        List.of("-netdev", "tap,id=a,vhost=off", "-netdev", "{\"type\":\"tap\",\"vhost\":false}");
    Origin origin = origins(new TestingTree(), "vhost-net-off", command, tap).getFirst();
    assertThat(origin.whose()).isEqualTo(Whose.SET_HERE);
    assertThat(origin.text()).startsWith("vhost=off, by ");
  }
}

package dev.iosleuth.stack;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingDevices.drbd;
import static dev.iosleuth.sample.TestingDevices.loop;
import static dev.iosleuth.sample.TestingDevices.lv;
import static dev.iosleuth.sample.TestingDevices.md;
import static dev.iosleuth.sample.TestingDevices.partition;
import static dev.iosleuth.sample.TestingProcesses.block;
import static dev.iosleuth.sample.TestingProcesses.file;
import static dev.iosleuth.sample.TestingProcesses.in;
import static dev.iosleuth.sample.TestingProcesses.moved;
import static dev.iosleuth.sample.TestingProcesses.process;
import static dev.iosleuth.sample.TestingProcesses.with;
import static dev.iosleuth.sample.TestingSamples.drbdVolume;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.CgroupIo;
import dev.iosleuth.sample.OpenFile;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.unit.DevNo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupTest {
  private static final String CONTAINER = "0123456789abcdef".repeat(4);

  private final Sample sample = host().build();
  private final Stack stack = StackBuilder.build(sample);

  private static TestingSamples host() {
    return TestingSamples.host("node1")
        .with(disk("sda").serial("  9XE1K2 "), disk("sdb"), partition("sda", 1))
        .with(md("md1", "raid1", "sda1", "sdb"))
        .with(lv("dm-0", "xen--vg-web1", "md1"), lv("dm-1", "old-web1", "md1"))
        .with(lv("dm-2", "xen--vg-root", "md1"), drbd(16, "dm-0"))
        .with(loop("loop0", "/srv/loop.img"))
        .tablesAbsent()
        .drbd(drbdVolume(16, "r16", "Primary", Optional.empty(), Optional.empty()))
        .instanceDisk("inst.example.com", 0, "/dev/drbd16")
        .udev("sda1", Map.of("ID_FS_UUID", "AAAA-1", "ID_SERIAL_SHORT", "9XE1K2"))
        .udev("md1", Map.of("DEVLINKS", "/dev/disk/by-id/md-uuid-77"))
        .mount("dm-2", "/", "ext4")
        .mount("dm-1", "/srv", "ext4")
        .process(with(process(300, "kvm", "kvm", "-name", "guest1"), block("/dev/drbd16", 147, 16)))
        .process(
            in(
                with(process(400, "postgres", "postgres"), file("/srv/db/base", 253, 1)),
                "/system.slice/postgresql.service"))
        .process(in(process(500, "sh", "sh"), "/docker/docker-" + CONTAINER + ".scope"))
        .cgroups(
            new CgroupIo(
                CgroupIo.Version.V2,
                true,
                Map.of(
                    "/docker/docker-" + CONTAINER + ".scope",
                    Reading.known(
                        Map.of(new DevNo(8, 16), new CgroupIo.Figures(1, 0, 1, 0, 0, 0)))),
                Map.of(CONTAINER, "shop")));
  }

  private String find(String name) {
    return switch (Lookup.find(sample, stack, name)) {
      case Lookup.Answer.Found(var nodes) -> ids(nodes);
      case Lookup.Answer.Ambiguous(var nodes) -> "one of " + ids(nodes);
      case Lookup.Answer.Running(var processes) ->
          "running " + processes.stream().map(p -> p.stat().pid()).toList();
      case Lookup.Answer.NotFound(var why, var nearest, _) -> why + "; near: " + nearest;
    };
  }

  /** After all other kinds of names, the program's own beside the kernel's, which is cut. */
  @Test
  void programsThatRunHaveNamesToo() {
    assertThat(find("postgres")).isEqualTo("running [400]");
    Sample several =
        host()
            .process(process(401, "postgres", "postgres: checkpointer"))
            .process(process(402, "a-server-with-a", "/opt/a-server-with-a-name", "--of", "29"))
            .process(process(403, "md1", "md1"))
            .build();
    assertThat(Lookup.find(several, StackBuilder.build(several), "postgres"))
        .isInstanceOfSatisfying(
            Lookup.Answer.Running.class, running -> assertThat(running.processes()).hasSize(2));
    assertThat(Lookup.processes(several, "a-server-with-a-name")).containsExactly(402);
    assertThat(Lookup.find(several, StackBuilder.build(several), "md1"))
        .isInstanceOf(Lookup.Answer.Found.class);
  }

  private static String ids(List<Node> nodes) {
    return String.join(" ", nodes.stream().map(n -> n.id().value()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "xen-vg/web1, dev:dm-0",
    "xen--vg-web1, dev:dm-0",
    "/dev/xen-vg/web1, dev:dm-0",
    "/dev/mapper/xen--vg-web1, dev:dm-0",
    "dm-0, dev:dm-0",
    "/dev/dm-0, dev:dm-0",
    "root, dev:dm-2",
    "web1, one of dev:dm-0 dev:dm-1",
    "drbd16, dev:drbd16",
    "r16, dev:drbd16",
    "inst.example.com, dev:drbd16",
    "md1, dev:md1",
    "/dev/disk/by-id/md-uuid-77, dev:md1",
    "sda, dev:sda",
    "8:1, dev:sda1",
    "253:2, dev:dm-2",
    "9XE1K2, dev:sda",
    "aaaa-1, dev:sda1",
    "/, fs:253:2",
    "/srv, fs:253:1",
    "/srv/, fs:253:1",
    "/srv/db/base/1, fs:253:1",
    "/srv/loop.img, file:/srv/loop.img",
    "/etc/hosts, fs:253:2",
    "fs:253:1, fs:253:1",
    "300, guest:guest1",
    "guest1, guest:guest1",
    "400, fs:253:1",
    "/system.slice/postgresql.service, fs:253:1",
    "postgresql.service, fs:253:1",
    "/system.slice, fs:253:1",
    "0123456789ab, dev:sdb",
    "shop, dev:sdb",
  })
  void namesOfAllKinds(String name, String expected) {
    assertThat(find(name)).isEqualTo(expected);
  }

  /** A writer's program lies on / as all programs do: that is not what it works on. */
  @Test
  void whereAProcessHasFilesNotWhereItsProgramLies() {
    var open =
        new OpenFile("/srv/x", OpenFile.Kind.FILE, Optional.of(new DevNo(8, 16)), true, false, -1);
    var program =
        new OpenFile(
            "/bin/w", OpenFile.Kind.MAPPED, Optional.of(new DevNo(8, 0)), false, false, -1);
    TestingSamples host =
        TestingSamples.host("h")
            .with(disk("sda"), disk("sdb"))
            .mount("sda", "/", "ext4")
            .mount("sdb", "/srv", "ext4")
            .process(with(process(7, "w"), open, program))
            .process(with(process(8, "idle"), program));
    Sample now = host.build();
    Stack built = StackBuilder.build(now);
    assertThat(((Lookup.Answer.Found) Lookup.find(now, built, "7")).nodes())
        .extracting(Node::name)
        .containsExactly("/srv");
    assertThat(((Lookup.Answer.Found) Lookup.find(now, built, "8")).nodes())
        .extracting(Node::name)
        .containsExactly("/");
  }

  @Test
  void processesOfANameAreThoseOfItsGroups() {
    assertThat(Lookup.processes(sample, "400")).containsExactly(400);
    assertThat(Lookup.processes(sample, "/system.slice")).containsExactly(400);
    assertThat(Lookup.processes(sample, "shop")).containsExactly(500);
    assertThat(Lookup.processes(sample, "/")).isEmpty();
    assertThat(Lookup.named(sample, stack, "web9")).isEmpty();
    assertThat(Lookup.named(sample, stack, "dm-0")).isPresent();
  }

  /** A group's file systems, and the devices that it is counted on and they do not stand on. */
  @Test
  void aGroupIsCountedOnDevicesThatItsFilesDoNotLieOn() {
    var counted =
        Reading.known(
            Map.of(
                new DevNo(8, 16), new CgroupIo.Figures(1, 0, 1, 0, 0, 0),
                new DevNo(8, 48), new CgroupIo.Figures(1, 0, 1, 0, 0, 0),
                new DevNo(253, 1), new CgroupIo.Figures(1, 0, 1, 0, 0, 0)));
    Sample more =
        host()
            .with(disk("sdd"))
            .cgroups(
                new CgroupIo(
                    CgroupIo.Version.V2,
                    true,
                    Map.of("/system.slice/postgresql.service", counted),
                    Map.of()))
            .build();

    assertThat(Lookup.find(more, StackBuilder.build(more), "postgresql.service"))
        .isInstanceOfSatisfying(
            Lookup.Answer.Found.class,
            found -> assertThat(ids(found.nodes())).isEqualTo("fs:253:1 dev:sdd"));
  }

  /** It has closed what it worked on: its cgroup tells, if nobody else in it did anything. */
  @Test
  void aProcessWithoutFilesStandsWhereItsGroupWasCounted() {
    var counted =
        Reading.known(
            Map.of(
                new DevNo(9, 1), new CgroupIo.Figures(1, 0, 1, 0, 0, 0),
                new DevNo(253, 0), new CgroupIo.Figures(1, 0, 1, 0, 0, 0),
                new DevNo(8, 48), new CgroupIo.Figures(0, 0, 0, 0, 0, 0)));
    TestingSamples more =
        host()
            .with(disk("sdd"))
            .process(in(moved(process(600, "fio", "fio"), 0, 4096), "/job"))
            .process(in(moved(process(601, "sh", "sh"), 0, 0), "/job"))
            .cgroups(new CgroupIo(CgroupIo.Version.V2, true, Map.of("/job", counted), Map.of()));
    Sample alone = more.build();
    Stack then = StackBuilder.build(alone);

    assertThat(Lookup.find(alone, then, "600"))
        .isInstanceOfSatisfying(
            Lookup.Answer.Found.class,
            found -> assertThat(ids(found.nodes())).isEqualTo("dev:dm-0"));
    assertThat(Lookup.opens(alone, then, Objects.requireNonNull(alone.processes().get(600))))
        .isFalse();
    assertThat(Lookup.find(alone, then, "601")).isInstanceOf(Lookup.Answer.NotFound.class);
    Sample both = more.process(in(moved(process(601, "sh", "sh"), 0, 512), "/job")).build();
    assertThat(Lookup.find(both, StackBuilder.build(both), "600"))
        .isInstanceOf(Lookup.Answer.NotFound.class);
  }

  @Test
  void whatIsNotThereHasNeighbours() {
    assertThat(find("dm-9")).contains("dm-0");
    assertThat(find("xen-vg/wbe1")).contains("near: [xen-vg/web1");
    assertThat(find("/dev/nope")).startsWith("no device");
    assertThat(find("500")).contains("process 500 (sh): its open files are not known: not asked");
    assertThat(find("")).startsWith("an empty name");
    assertThat(find("x".repeat(5000))).endsWith("near: []");
  }

  @Test
  void theWholeChainInBothDirections() {
    Lookup.Answer answer = Lookup.find(sample, stack, "dm-0");
    Stack chain = Stacks.chains(stack, ((Lookup.Answer.Found) answer).nodes());

    assertThat(chain.nodes().keySet())
        .extracting(NodeId::value)
        .containsExactlyInAnyOrder(
            "guest:guest1", "dev:drbd16", "dev:dm-0", "dev:md1", "dev:sda1", "dev:sda", "dev:sdb");
    assertThat(chain.edges()).hasSize(6);
  }
}

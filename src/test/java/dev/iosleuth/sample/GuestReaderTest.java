package dev.iosleuth.sample;

import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.PidStat;
import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.GuestDiskstats;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Moment;
import dev.iosleuth.source.Monitors;
import dev.iosleuth.source.TestingTree;
import dev.iosleuth.source.Tree;
import dev.iosleuth.unit.DevNo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestReaderTest {
  private static final String COUNTERS = Monitors.QMP_COUNTERS.path(10);
  private static final String DISKS = Monitors.QMP_DISKS.path(10);

  private final TestingTree tree = new TestingTree();
  private final GuestReader reader = new GuestReader();
  private final Map<Integer, ProcessSample> processes = new HashMap<>();
  private final Topology topology = TestingSamples.host("h").build().topology();
  private Findings findings = new Findings();

  @BeforeEach
  void aGuest() {
    processes.put(10, guest("-qmp", "unix:/q,server,nowait"));
  }

  private static ProcessSample guest(String... more) {
    var words =
        new ArrayList<>(
            List.of(
                "/usr/bin/kvm",
                "-name",
                "web1",
                "-drive",
                "file=/img/a,if=none,id=d0,format=raw",
                "-device",
                "virtio-blk-pci,drive=d0,id=vd0"));
    words.addAll(List.of(more));
    return process(10, "kvm", words.toArray(String[]::new));
  }

  private List<String> names(int... pids) {
    processes.clear();
    for (int pid : pids) {
      processes.put(pid, process(pid, "kvm", "/usr/bin/kvm", "-name", "twin"));
    }
    return read().guests().stream().map(Guest::name).toList();
  }

  @Test
  void whoSharesANameKeepsItsOwnWhenTheOtherEnds() {
    assertThat(names(10, 11)).containsExactly("twin", "twin:11");
    assertThat(names(11)).containsExactly("twin:11");
    assertThat(names(9, 11)).containsExactly("twin", "twin:11");
    assertThat(names(9, 10, 11)).containsExactly("twin", "twin:10", "twin:11");
    assertThat(names()).isEmpty();
    assertThat(names(11)).containsExactly("twin");
  }

  private GuestReader.Now read() {
    findings = new Findings();
    return reader.read(tree, topology, processes, GuestReader.Asking.AGENTS_TOO, findings);
  }

  private Reading<GuestCounters> told() {
    return read().counters().getOrDefault(new ProcessId(10, 110), Reading.absent("nobody"));
  }

  private static String counters(long nanos, String disks) {
    return "asked "
        + nanos
        + " held 5\n{\"QMP\":{}}\n{\"return\":["
        + disks
        + "],\"id\":\"query-blockstats\"}\n"
        + "{\"return\":{\"status\":\"running\"},\"id\":\"query-status\"}\n";
  }

  private static String disk(String device, String node, String writes) {
    return """
    {"device":"%s","qdev":"/machine/peripheral/vd0/virtio-backend","node-name":"%s",
     "stats":{"wr_operations":%s,"wr_bytes":4096}}\
    """
        .formatted(device, node, writes);
  }

  private static String described(String node, String file) {
    return """
    asked 2 held 5
    {"QMP":{}}
    {"return":[{"device":"d0","qdev":"/machine/peripheral/vd0/virtio-backend","inserted":
      {"node-name":"%s","drv":"raw","file":"%s","ro":false,
       "cache":{"writeback":true,"direct":true,"no-flush":false},
       "image":{"filename":"%s","format":"raw"}}}],"id":"query-block"}
    """
        .formatted(node, file, file);
  }

  @Test
  void countersAreTheDisks() {
    tree.file(COUNTERS, counters(7, disk("d0", "#block1", "3")))
        .file(DISKS, described("#block1", "/img/a"));
    GuestReader.Now now = read();
    GuestDisk disk = now.guests().getFirst().disks().getFirst();
    assertThat(disk.settings().cache()).isEqualTo("none");
    assertThat(disk.settings().origin()).isEqualTo(GuestDisk.Origin.MONITOR);
    GuestCounters counters = now.counters().values().iterator().next().optional().orElseThrow();
    assertThat(counters.nanos()).isEqualTo(7);
    assertThat(counters.of(disk).map(DiskCounters::writes).orElseThrow().operations())
        .isEqualTo(Reading.known(3L));
    assertThat(findings.notes()).isEmpty();
  }

  @Test
  void whatFormatItIsTellsTheMonitorWhereNobodyAsked() {
    processes.put(
        10,
        process(
            10,
            "kvm",
            "/usr/bin/kvm",
            "-drive",
            "file=/img/a,if=none,id=d0",
            "-device",
            "virtio-blk-pci,drive=d0,id=vd0",
            "-qmp",
            "unix:/q,server,nowait"));
    tree.file(COUNTERS, counters(7, disk("d0", "#block1", "3")))
        .file(DISKS, described("#block1", "/img/a"));

    assertThat(read().guests().getFirst().disks().getFirst().format()).isEqualTo("raw");
  }

  @Test
  void disksAreDescribedAnewOnlyWhenTheyChanged() {
    tree.file(COUNTERS, counters(7, disk("d0", "#block1", "3")))
        .file(DISKS, described("#block1", "/img/a"));
    Guest first = read().guests().getFirst();
    tree.file(DISKS, described("#block2", "/img/b"));
    tree.file(COUNTERS, counters(8, disk("d0", "#block1", "4")));
    assertThat(read().guests().getFirst()).isSameAs(first);
    tree.file(COUNTERS, counters(9, disk("d0", "#block2", "5")));
    assertThat(read().guests().getFirst().disks().getFirst().images().getFirst().path())
        .isEqualTo("/img/b");
  }

  @Test
  void aMonitorThatSaysNothingLeavesTheDisksAsTheyWere() {
    tree.file(COUNTERS, counters(7, disk("d0", "#block1", "3")))
        .file(DISKS, described("#block1", "/img/b"));
    Guest first = read().guests().getFirst();
    tree.absent(COUNTERS, "its monitor did not greet within 200 ms");
    GuestReader.Now now = read();
    assertThat(now.guests().getFirst()).isSameAs(first);
    assertThat(now.counters().values())
        .containsExactly(Reading.absent("its monitor did not greet within 200 ms"));
  }

  /** Answers as the tree did before when it is asked for the first time. */
  private final class Hesitating implements Tree {
    private final List<List<String>> asked = new ArrayList<>();
    private final TestingTree later;

    private Hesitating(TestingTree later) {
      this.later = later;
    }

    private Tree now() {
      return asked.size() <= 1 ? tree : later;
    }

    @Override
    public Map<String, Reading<Text>> readAll(Collection<String> paths) {
      asked.add(List.copyOf(paths));
      return now().readAll(paths);
    }

    @Override
    public Reading<Text> read(String path) {
      return now().read(path);
    }

    @Override
    public Reading<List<String>> list(String path) {
      return now().list(path);
    }

    @Override
    public Reading<String> link(String path) {
      return now().link(path);
    }

    @Override
    public Reading<DevNo> device(String path) {
      return now().device(path);
    }

    @Override
    public boolean isDirectory(String path) {
      return now().isDirectory(path);
    }

    @Override
    public Moment moment() {
      return now().moment();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "its monitor did not answer within 50 ms: it is silent",
        "its monitor did not greet within 200 ms: this host was too busy",
        "its monitor is held by another client"
      })
  void whoCouldNotAnswerGetsOneMoreTryWhereThereIsTime(String why) {
    tree.absent(COUNTERS, why);
    var later =
        new TestingTree()
            .file(COUNTERS, counters(7, disk("d0", "#block1", "3")))
            .file(DISKS, described("#block1", "/img/a"));
    var briefly = new Hesitating(later);
    assertThat(
            reader
                .read(briefly, topology, processes, GuestReader.Asking.MONITORS, findings)
                .counters()
                .values())
        .containsExactly(Reading.absent(why));
    var patiently = new Hesitating(later);
    GuestReader.Now now =
        new GuestReader(GuestMonitors.Manner.PATIENTLY)
            .read(patiently, topology, processes, GuestReader.Asking.MONITORS, findings);
    assertThat(now.counters().values())
        .singleElement()
        .satisfies(told -> assertThat(told.map(GuestCounters::nanos)).isEqualTo(Reading.known(7L)));
    assertThat(patiently.asked)
        .containsExactly(List.of(COUNTERS), List.of(COUNTERS), List.of(DISKS));
  }

  @Test
  void nobodyIsAskedAThirdTimeNorWithoutHope() {
    GuestReader twice = new GuestReader(GuestMonitors.Manner.PATIENTLY);
    tree.absent(COUNTERS, "its monitor did not greet within 200 ms: it is silent");
    // our own first connection waits in its queue still
    var held = new TestingTree().absent(COUNTERS, "its monitor is held by another client");
    var silent = new Hesitating(held);
    assertThat(
            twice
                .read(silent, topology, processes, GuestReader.Asking.MONITORS, findings)
                .counters()
                .values())
        .containsExactly(
            Reading.absent("its monitor did not greet within 200 ms: it is silent, twice"));
    assertThat(silent.asked).hasSize(2);
    tree.absent(COUNTERS, "no such socket: /q");
    var gone = new Hesitating(held);
    twice.read(gone, topology, processes, GuestReader.Asking.MONITORS, findings);
    assertThat(gone.asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0000\u0001\u0002",
        "{\"return\":[[[[[[[[[[[[[[[[[[[[",
        "{\"QMP\":{}} {\"return\":7,\"id\":\"query-blockstats\"}",
        "{\"QMP\":{}} {\"return\":{\"a\":[]},\"id\":\"query-blockstats\"}",
        "{\"QMP\":{}} {\"error\":{\"desc\":\"\u001b[2J\"},\"id\":\"query-blockstats\"}",
        "[1,2,3]",
        "nonsense"
      })
  void aMonitorThatLiesTellsNothing(String said) {
    tree.file(COUNTERS, said);
    assertThat(told()).isNotInstanceOf(Reading.Known.class);
    assertThat(read().guests()).hasSize(1);
  }

  @Test
  void nestedWithoutEnd() {
    tree.file(COUNTERS, "{\"return\":" + "[".repeat(200_000));
    assertThat(told()).isInstanceOf(Reading.Malformed.class);
    tree.file(COUNTERS, counters(7, disk("x".repeat(1_000_000), "n", "1")));
    assertThat(told()).isInstanceOf(Reading.Known.class);
  }

  @Test
  void aFigureThatIsNoneIsNotZero() {
    tree.file(COUNTERS, counters(7, disk("d0", "n", "\"many\"") + "," + "17"));
    GuestCounters counters = told().optional().orElseThrow();
    assertThat(counters.disks()).hasSize(1);
    assertThat(counters.disks().getFirst().writes().operations())
        .isInstanceOf(Reading.Malformed.class);
    assertThat(findings.notes()).isNotEmpty();
  }

  /** Who lies is named, not only the number of its process, however it calls itself. */
  @Test
  void whatAMonitorSaysWronglyStandsOnItsGuest() {
    tree.file(COUNTERS, counters(7, disk("d0", "n", "-5") + "," + disk("d1", "m", "\"many\"")));
    read();
    assertThat(findings.notes())
        .allSatisfy(note -> {
          assertThat(note.subject()).isEqualTo("web1");
          assertThat(note.text()).startsWith(COUNTERS);
        })
        .anyMatch(note -> note.text().contains("expected a count, found '-5'"));

    tree.file(COUNTERS, "nonsense");
    read();
    assertThat(findings.notes()).extracting(Note::subject).containsExactly("web1");
  }

  /** The second of a name is called as everywhere. */
  @Test
  void whoSharesANameIsNotTakenForTheOther() {
    processes.put(
        11, process(11, "kvm", "/usr/bin/kvm", "-name", "web1", "-qmp", "unix:/r,server,nowait"));
    tree.file(Monitors.QMP_COUNTERS.path(11), "nonsense");
    read();
    assertThat(findings.notes()).extracting(Note::subject).containsExactly("web1:11");
  }

  @Test
  void twoDisksUnderOneKeyAreNobodys() {
    tree.file(COUNTERS, counters(7, disk("d0", "a", "1") + "," + disk("d0", "b", "2")));
    GuestReader.Now now = read();
    GuestCounters counters = now.counters().values().iterator().next().optional().orElseThrow();
    assertThat(now.guests().getFirst().disks())
        .allSatisfy(disk -> assertThat(counters.of(disk)).isEmpty());
  }

  @Test
  void withoutAMonitorNobodyIsAsked() {
    processes.put(10, guest());
    assertThat(told()).isEqualTo(Reading.absent("it has no monitor on a unix socket"));
  }

  @Test
  void guestsOfLibvirtAreAskedThroughIt() {
    processes.put(
        10,
        guest(
            "-chardev",
            "socket,id=charmonitor,path=/var/lib/libvirt/qemu/domain-1-web1/monitor.sock,server=on",
            "-mon",
            "chardev=charmonitor,id=monitor,mode=control"));
    tree.file(COUNTERS, counters(7, disk("d0", "n", "1")))
        .file(
            "tool/virsh-domstats",
            """
            Domain: 'web1'
              block.count=1
              block.0.name=vda
              block.0.path=/img/a
              block.0.wr.reqs=12
              block.0.wr.bytes=49152

            """);
    GuestReader.Now now = read();
    GuestCounters counters = now.counters().values().iterator().next().optional().orElseThrow();
    assertThat(counters.teller()).isEqualTo(GuestCounters.Teller.LIBVIRT);
    assertThat(
            counters
                .of(now.guests().getFirst().disks().getFirst())
                .orElseThrow()
                .writes()
                .operations())
        .isEqualTo(Reading.known(12L));
  }

  @Test
  void helpersAreKnownByTheSocketThatTheyServe() {
    processes.put(
        10,
        guest(
            "-chardev",
            "socket,id=c1,path=/run/fs1.sock",
            "-device",
            "vhost-user-fs-pci,chardev=c1,tag=x"));
    processes.put(20, process(20, "virtiofsd", "virtiofsd", "--socket-path=/run/fs1.sock"));
    processes.put(21, process(21, "virtiofsd", "virtiofsd", "--socket-path=/run/other.sock"));
    processes.put(22, process(22, "bash", "bash", "/run/fs1.sock"));
    assertThat(read().guests().getFirst().helpers())
        .containsExactly(new GuestHelper(new ProcessId(20, 120), "virtiofsd"));
  }

  /** Of kernels before 6.4: since then they are threads of qemu's own process. */
  @Test
  void threadsOfVhostAreKnownByTheNumberOfTheirOwner() {
    for (String name : List.of("vhost-10", "vhost-11")) {
      int pid = name.equals("vhost-10") ? 30 : 31;
      ProcessSample thread = process(pid, name);
      processes.put(
          pid,
          TestingProcesses.at(
              thread, new PidStat(pid, name, 'S', 2, 0x0020_0000L, 0, 0, 100L + pid, 0)));
    }
    assertThat(read().guests().getFirst().helpers())
        .containsExactly(new GuestHelper(new ProcessId(30, 130), "vhost"));
  }

  /** A TPM by its socket; one that was handed its socket by the scope in which both run. */
  @Test
  void helpersThatTheirManagerStarted() {
    processes.put(
        10,
        TestingProcesses.in(
            guest(
                "-chardev",
                "socket,id=tpmchar,path=/var/run/qemu-server/10.swtpm",
                "-tpmdev",
                "emulator,id=tpmdev,chardev=tpmchar"),
            "/qemu.slice/10.scope"));
    processes.put(
        20,
        process(20, "swtpm", "swtpm", "--ctrl", "type=unixio,path=/var/run/qemu-server/10.swtpm"));
    processes.put(
        21,
        TestingProcesses.in(
            process(21, "virtiofsd", "virtiofsd", "--fd=7"), "/qemu.slice/10.scope"));
    processes.put(
        22,
        TestingProcesses.in(
            process(22, "virtiofsd", "virtiofsd", "--fd=7"), "/qemu.slice/12.scope"));
    assertThat(read().guests().getFirst().helpers())
        .extracting(h -> h.process().pid() + " " + h.kind())
        .containsExactly("20 swtpm", "21 virtiofsd");
  }

  private static final String[] AGENT = {
    "-chardev",
    "socket,path=/run/10.qga,server=on,wait=off,id=qga0",
    "-device",
    "virtserialport,chardev=qga0,name=org.qemu.guest_agent.0"
  };

  private Reading<GuestDiskstats> inside() {
    return read().inside().getOrDefault(new ProcessId(10, 110), Reading.absent("nobody"));
  }

  @Test
  void theAgentIsAskedWhereThereIsAPortForOne() {
    processes.put(10, guest(AGENT));
    tree.file(
        Monitors.AGENT.path(10),
        """
        asked 5 held 1
        \udcff{"return":71773}
        {"return":[{"name":"vda","stats":{"write-ios":7}}]}
        """);
    assertThat(inside().map(told -> told.disks().rows().getFirst().writes().operations()))
        .isEqualTo(Reading.known(Reading.known(7L)));
    processes.put(10, guest());
    assertThat(read().inside()).isEmpty();
  }

  @Test
  void anAgentThatIsSilentIsLeftAlone() {
    processes.put(10, guest(AGENT));
    String silent = "its agent did not answer within 200 ms";
    tree.absent(Monitors.AGENT.path(10), silent);
    assertThat(inside()).isEqualTo(Reading.absent(silent));
    int calls = tree.calls();
    assertThat(inside().whyNot()).contains("its agent did not answer lately");
    int then = tree.calls() - calls;
    tree.at(new Moment("h", Instant.EPOCH, 61_000_000_000L));
    calls = tree.calls();
    assertThat(inside()).isEqualTo(Reading.absent(silent));
    assertThat(tree.calls() - calls).isEqualTo(then + 1);
  }
}

package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.view.json.TestingSarif;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class AuditCommandTest {
  @TempDir Path folder;
  private final TestingConsole console = new TestingConsole();

  private String tree() throws IOException {
    Path host = folder.resolve("host");
    Files.createDirectories(host.resolve("proc/sys/kernel"));
    Files.writeString(host.resolve("proc/sys/kernel/hostname"), "node1\n");
    Files.writeString(host.resolve("proc/diskstats"), "");
    return host.toString();
  }

  private void put(String path, String text) throws IOException {
    Path file = folder.resolve("host").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A disk that turns, whose requests nobody sorts. */
  private String withDisk(String scheduler) throws IOException {
    String tree = tree();
    put("proc/diskstats", "   8       0 sda 1 0 8 1 1 0 8 1 0 2 2\n");
    put("sys/block/sda/dev", "8:0\n");
    put("sys/block/sda/size", "1000000\n");
    put("sys/block/sda/queue/rotational", "1\n");
    put("sys/block/sda/queue/scheduler", scheduler);
    put("etc/fstab", "# nothing\n/dev/sda /srv ext4 noatime 0 2\n");
    return tree;
  }

  private String mounted(String options) throws IOException {
    String tree = withDisk("none [mq-deadline]\n");
    put("proc/self/mountinfo", "30 1 8:0 / /srv rw,relatime - ext4 /dev/sda rw," + options + "\n");
    put("etc/fstab", "# nothing\n/dev/sda /srv ext4 " + options + " 0 2\n");
    return tree;
  }

  @Test
  void oneIsAWarningTwoIsCritical() throws IOException {
    assertThat(console.run("audit", mounted("errors=continue"))).isZero();
    assertThat(console.run("audit", mounted("sync"))).isEqualTo(1);
    assertThat(console.run("audit", mounted("nobarrier"))).isEqualTo(2);
    assertThat(console.out().replace("\n  ", " "))
        .contains("/srv, proc/self/mountinfo: set here, /etc/fstab:2 (/dev/sda /srv ext4 sync");
  }

  /** Many readers of JUnit's XML show the first failure of a test case, and no other. */
  @Test
  void junitHasAFailureATestCase() throws IOException {
    assertThat(console.run("audit", "--junit", mounted("nobarrier,sync"))).isEqualTo(2);

    assertThat(console.out().split("<failure ", -1)).hasSize(2);
    assertThat(console.out())
        .containsPattern("<failure type=\"CRITICAL\" message=\"[^\"]*nobarrier[^\"]*; /srv: ");
  }

  @Test
  void notesFailNothingAndAreShown() throws IOException {
    assertThat(console.run("audit", "--junit", withDisk("[none] mq-deadline\n"))).isZero();

    assertThat(console.out())
        .doesNotContain("<failure ")
        .containsPattern("<system-out>note: sda: [^<]*scheduler[^<]*</system-out>");
  }

  /** One tap alone carries more than the limit; vhost=off stands on the command line. */
  @Test
  void aGuestWithoutVhostIsAWarningAndTheValueIsOfItsCommandLine() {
    String recording =
        Path.of("src", "test", "resources", "faults", "vhost-off-2.tar.xz").toString();

    assertThat(console.run("audit", recording)).isEqualTo(1);
    assertThat(console.out().replace("\n    ", " ").replace("\n  ", " "))
        .contains("vhost: set here (vhost=off, by whoever started qemu, or a script)");
  }

  /** Whoever looked at nothing does not say that all is well. */
  @Test
  void aTreeWithoutAnythingIsNoAnswer() throws IOException {
    Path empty = folder.resolve("empty");
    Files.createDirectories(empty.resolve("proc"));
    Files.createDirectories(empty.resolve("sys"));

    assertThat(console.run("audit", empty.toString())).isEqualTo(3);
    assertThat(console.out().replace("\n  ", " "))
        .contains("Nothing could be told.", "no disk to look at: none in /sys/block")
        .doesNotContain("Nothing is the matter");

    console.run("audit", "--json", empty.toString());
    assertThat(console.out()).contains("\"nothing_found\":[]");
  }

  @Test
  void whoSetWhatHoldsForTheWholeHost() throws IOException {
    String tree = withDisk("none [mq-deadline]\n");
    put("proc/sys/vm/vfs_cache_pressure", "0\n");
    put("proc/sys/vm/zone_reclaim_mode", "1\n");
    put("proc/sys/vm/swappiness", "60\n");
    put("etc/sysctl.d/99-local.conf", "vm.vfs_cache_pressure = 0\n");
    assertThat(console.run("audit", tree)).isEqualTo(1);
    assertThat(console.out().replace("\n  ", " "))
        .contains("node1, proc/sys/vm/vfs_cache_pressure: set here, /etc/sysctl.d/99-local.conf:1")
        .contains("node1, proc/sys/vm/zone_reclaim_mode: set here (no file sets it, and it is 1");

    Files.delete(Path.of(tree, "proc/sys/kernel/hostname"));
    var nameless = new TestingConsole();
    nameless.run("audit", tree);
    assertThat(nameless.out()).contains("\n  proc/sys/vm/vfs_cache_pressure: set here,");
  }

  @Test
  void whoseValueItIs() throws IOException {
    String tree = withDisk("[none] mq-deadline\n");
    console.run("audit", tree);
    assertThat(console.out().replace("\n  ", " "))
        .contains("sda, sys/block/sda/queue/scheduler: cannot tell: no file sets it");

    put("usr/lib/udev/rules.d/60-io.rules", "KERNEL==\"sd*\", ATTR{queue/scheduler}=\"none\"\n");
    var packaged = new TestingConsole();
    packaged.run("audit", tree);
    assertThat(packaged.out().replace("\n  ", " "))
        .contains("the distribution's, /usr/lib/udev/rules.d/60-io.rules:1");

    put("etc/udev/rules.d/60-io.rules", "\nKERNEL==\"sd*\", ATTR{queue/scheduler}=\"none\"\n");
    var here = new TestingConsole();
    here.run("audit", tree);
    assertThat(here.out().replace("\n  ", " "))
        .contains("set here, /etc/udev/rules.d/60-io.rules:2");
    var json = new TestingConsole();
    json.run("audit", "--json", tree);
    assertThat(json.out())
        .contains("\"whose\":\"set_here\",\"file\":\"/etc/udev/rules.d/60-io.rules:2\"");
  }

  @Test
  void scannersAndBuildServersReadIt() throws Exception {
    console.run("audit", "--sarif", mounted("nobarrier,discard"));
    assertThat(TestingSarif.wrong(console.out())).isEmpty();
    assertThat(console.out())
        .contains("{\"uri\":\"file:///etc/fstab\"},\"region\":{\"startLine\":2}");

    var junit = new TestingConsole();
    junit.run("audit", "--junit", mounted("nobarrier,discard"));
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(junit.out())));
    var suite = (Element) document.getElementsByTagName("testsuite").item(0);
    int cases = document.getElementsByTagName("testcase").getLength();
    assertThat(suite.getAttribute("tests")).isEqualTo(Integer.toString(cases));
    assertThat(suite.getAttribute("failures"))
        .isEqualTo(Integer.toString(document.getElementsByTagName("failure").getLength()))
        .isEqualTo("1");
    assertThat(suite.getAttribute("skipped"))
        .isEqualTo(Integer.toString(document.getElementsByTagName("skipped").getLength()));
  }

  @Test
  void whereNothingIsTheMatterTheStatusIsZero() throws IOException {
    assertThat(console.run("audit", withDisk("none [mq-deadline]\n"))).isZero();
    assertThat(console.run("audit", "--sarif", withDisk("none [mq-deadline]\n"))).isZero();
    assertThat(console.run("audit", "--junit", withDisk("none [mq-deadline]\n"))).isZero();
    assertThat(console.err()).isEmpty();
    assertThat(console.out()).contains("\"version\":\"2.1.0\"", "<testsuite name=");
  }

  /** Another status than other commands have, since 2 says that something is critical. */
  @Test
  void whatCouldNotRunIsThree() throws IOException {
    assertThat(console.run("audit", folder.resolve("none").toString())).isEqualTo(3);
    assertThat(console.run("audit", "--sarif", "--junit", tree())).isEqualTo(3);
    assertThat(console.run("audit", "--no-such-option")).isEqualTo(3);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().lines()).allMatch(line -> line.startsWith("iosleuth: "));
  }
}

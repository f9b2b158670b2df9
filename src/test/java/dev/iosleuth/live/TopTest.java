package dev.iosleuth.live;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The live screen in a real terminal, over a load that it must name. */
class TopTest {
  @Test
  void isDrivenByKeysAndLeavesTheTerminalAsItWas() throws Exception {
    TestingHost.assumeTools("tmux", "fio", "losetup", "stty");
    try (var host = new TestingHost();
        var terminal = new TestingTmux(80, 24)) {
      String device = host.loop(64);
      Process zapper = load(host, device, "zapper", 300, List.of());
      Process napper = load(host, device, "napper", 100, List.of());
      host.cgroup("lxc");
      Process inside = load(host, device, "inside", 50, host.cgroup("lxc/f9"));
      try {
        terminal.type(start(host, device));
        terminal.press("Enter");
        terminal.await("zapper");
        terminal.await("napper");
        sorts(terminal);
        filters(terminal);
        pauses(terminal);
        drills(terminal, device);
        drillsIntoAContainer(terminal);
        readsNotesAndHelp(terminal);
        resizes(terminal);
        survivesTheEndOf(zapper, terminal);
        terminal.press("q");
        leavesItAsItWas(host, terminal, "0");
      } finally {
        zapper.destroyForcibly();
        napper.destroyForcibly();
        inside.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void signalsEndItAsWell() throws Exception {
    TestingHost.assumeTools("tmux", "losetup", "stty");
    try (var host = new TestingHost();
        var terminal = new TestingTmux(80, 24)) {
      String device = host.loop(64);
      terminal.type(start(host, device));
      terminal.press("Enter");
      terminal.await("most disk time first");
      assertThat(terminal.modes()).isEqualTo("1 0");
      terminal.press("C-c");
      leavesItAsItWas(host, terminal, "0");

      for (String signal : List.of("-TERM", "-HUP", "-TERM", "-HUP")) {
        terminal.type(start(host, device));
        terminal.press("Enter");
        terminal.await("most disk time first");
        // JLine listens to the same signal: whoever is first, the terminal is as it was
        TestingHost.run("kill", signal, Files.readString(host.folder().resolve("pid")).strip());
        leavesItAsItWas(host, terminal, "130");
      }
    }
  }

  /**
   * By key or by signal, within a script as without: the shell has its terminal, and fg goes on.
   */
  @Test
  void stopsForTheShellAndGoesOn() throws Exception {
    TestingHost.assumeTools("tmux", "losetup", "stty");
    try (var host = new TestingHost();
        var terminal = new TestingTmux(80, 24)) {
      Path modes = host.folder().resolve("modes");
      terminal.type(start(host, host.loop(64)));
      terminal.press("Enter");
      terminal.await("most disk time first");
      for (int i = 0; i < 3; i++) {
        if (i == 1) {
          TestingHost.run("kill", "-TSTP", Files.readString(host.folder().resolve("pid")).strip());
        } else {
          terminal.press("C-z");
        }
        terminal.await("Stopped");
        assertThat(terminal.modes()).as("screen and cursor of the shell").isEqualTo("0 1");
        terminal.type("stty -g > " + modes + "; echo there $((40 + 2))");
        terminal.press("Enter");
        terminal.await("there 42");
        assertThat(modes).hasSameTextualContentAs(host.folder().resolve("before"));
        terminal.type("clear; fg");
        terminal.press("Enter");
        terminal.await("most disk time first");
        assertThat(terminal.modes()).isEqualTo("1 0");
        // keys arrive one by one and unseen again
        terminal.press("?");
        terminal.await("Ctrl-Z");
        terminal.press("x");
        terminal.await("most disk time first");
      }
      terminal.press("q");
      leavesItAsItWas(host, terminal, "0");
    }
  }

  /** A shell's line: the terminal's modes before and after, and the status. */
  private static String start(TestingHost host, String device) throws IOException {
    Path script = host.folder().resolve("start");
    Files.writeString(
        script,
        """
        cd %s
        rm -f status
        stty -g > before
        sh -c 'echo $$ > pid; exec "$@"' sh %s
        echo $? > code
        stty -g > after
        mv code status
        """
            .formatted(host.folder(), String.join(" ", program(device))));
    return "sh " + script;
  }

  private static List<String> program(String device) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.iosleuth.cli.Main",
        "top",
        "--device",
        device);
  }

  /** A program of that name that writes so often a second, in the groups of these doors. */
  private static Process load(
      TestingHost host, String device, String name, int writes, List<Path> doors)
      throws IOException {
    Path fio = host.folder().resolve(name);
    Files.copy(Path.of("/usr/bin/fio"), fio);
    TestingHost.run("chmod", "+x", fio.toString());
    var command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                doors.stream().map(door -> "echo $$ > " + door + "; ").collect(joining())
                    + "exec \"$@\"",
                "sh",
                fio.toString(),
                "--name=load",
                "--thread",
                "--rw=randwrite",
                "--bs=4k",
                "--direct=1",
                "--size=60m",
                "--time_based",
                "--runtime=600"));
    command.addAll(List.of("--filename=" + device, "--rate_iops=" + writes));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int line(List<String> screen, String part) {
    for (int i = 0; i < screen.size(); i++) {
      if (screen.get(i).contains(part)) {
        return i;
      }
    }
    return -1;
  }

  private static void sorts(TestingTmux terminal) throws InterruptedException {
    terminal.press("1");
    terminal.await(
        "napper above zapper",
        s -> line(s, "by name") == 2 && line(s, "napper") < line(s, "zapper"));
    terminal.press("r");
    terminal.await("by name, Z to A");
    terminal.await("zapper above napper", s -> line(s, "zapper") < line(s, "napper"));
    terminal.press("r", "4");
    terminal.await("most writes first");
    terminal.await("zapper first", s -> line(s, "zapper") == 4);
  }

  private static void filters(TestingTmux terminal) throws InterruptedException {
    terminal.type("/NAP");
    terminal.await("filter: NAP_");
    terminal.await("only napper", s -> line(s, "napper") > 0 && line(s, "zapper") < 0);
    terminal.press("Enter");
    terminal.await("only 'NAP'");
    terminal.press("Escape");
    terminal.await("both again", s -> line(s, "napper") > 0 && line(s, "zapper") > 0);
  }

  private static void pauses(TestingTmux terminal) throws InterruptedException {
    for (int intervals = 0; intervals < 4; intervals++) {
      String now = terminal.screen().getFirst();
      terminal.await("the next interval", s -> !s.getFirst().equals(now));
    }
    terminal.press("Space");
    String shown = terminal.await("PAUSED").getFirst();
    String time = shown.replaceAll(".*PAUSED ([^(]*[0-9]).*", "$1");
    terminal.await(
        "the same time, some seconds later",
        s -> s.getFirst().matches(".*PAUSED " + time + " \\(.* ago\\).*"));
    // two intervals may end within one second of the clock
    terminal.press("Left", "Left");
    terminal.await("an earlier time", s -> !s.getFirst().contains(time));
    terminal.press("Right", "Right");
    terminal.await(time);
    terminal.press("Space");
    terminal.await("it goes on", s -> line(s, "PAUSED") < 0 && !s.getFirst().contains(time));
  }

  private static void drills(TestingTmux terminal, String device) throws InterruptedException {
    String name = device.replace("/dev/", "");
    terminal.press("b", "b", "b", "b", "b");
    terminal.await("DEVICE");
    terminal.await(">" + name);
    terminal.press("Enter");
    terminal.await(name + " · memory");
    terminal.await(">zapper");
    terminal.press("Enter");
    terminal.await("process zapper");
    terminal.press("BSpace");
    terminal.await(">zapper");
    terminal.press("Left");
    terminal.await(">" + name);
    terminal.press("b");
    terminal.await(" WHO ");
  }

  private static void drillsIntoAContainer(TestingTmux terminal) throws InterruptedException {
    terminal.type("/f9");
    terminal.press("Enter");
    terminal.await(">f9");
    terminal.press("Enter");
    terminal.await("guest f9");
    terminal.press("Escape");
    terminal.await(">f9");
    terminal.press("Escape");
    terminal.await(" zapper");
    terminal.press("Home");
    terminal.await(">zapper");
  }

  private static void readsNotesAndHelp(TestingTmux terminal) throws InterruptedException {
    terminal.press("n");
    terminal.await("any key: back");
    terminal.press("x");
    terminal.await(">zapper");
    terminal.resize(40, 10);
    terminal.press("?", "End");
    terminal.await("ISSUED");
    terminal.press("x");
  }

  private static void resizes(TestingTmux terminal) throws InterruptedException {
    terminal.resize(200, 60);
    terminal.await(
        "the last of 60 lines, and each wait",
        s -> s.size() == 60 && s.get(59).contains("? help") && line(s, " flushes") == 3);
    terminal.resize(30, 8);
    terminal.await("too small: 30x8");
    terminal.resize(80, 24);
    List<String> screen =
        terminal.await("the last of 24 lines", s -> s.size() == 24 && s.get(23).contains("? help"));
    assertThat(screen).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(80));
    terminal.resize(90, 40);
    terminal.await("the last of 40 lines", s -> s.size() == 40 && s.get(39).contains("? help"));
  }

  private static void survivesTheEndOf(Process zapper, TestingTmux terminal) throws Exception {
    terminal.press("Home");
    terminal.await(">zapper");
    terminal.press("Down", "Up");
    zapper.destroy();
    zapper.waitFor();
    terminal.await(">zapper, ended", s -> s.stream().anyMatch(l -> l.matches(">zapper.* ended")));
    terminal.press("Enter");
    terminal.await(": ended");
    terminal.press("Escape");
    terminal.await(">zapper");
  }

  private static void leavesItAsItWas(TestingHost host, TestingTmux terminal, String status)
      throws Exception {
    Path over = host.folder().resolve("status");
    terminal.await("its end", _ -> Files.exists(over));
    assertThat(Files.readString(over).strip()).isEqualTo(status);
    assertThat(terminal.modes()).as("screen and cursor").isEqualTo("0 1");
    assertThat(host.folder().resolve("after"))
        .hasSameTextualContentAs(host.folder().resolve("before"));
    assertThat(String.join("\n", terminal.screen()))
        .as("nothing of it stays")
        .doesNotContain("Exception")
        .doesNotContain("WHO");
  }
}

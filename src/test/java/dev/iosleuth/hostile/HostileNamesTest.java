package dev.iosleuth.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iosleuth.cli.TestingConsole;
import dev.iosleuth.recording.RecordingWriter;
import dev.iosleuth.source.Terminal;
import dev.iosleuth.source.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command on a host whose names are chosen by an enemy. */
final class HostileNamesTest {
  private static final int USABLE = 1;
  private static final List<String> BY =
      List.of("account", "guest", "container", "unit", "cgroup", "process", "job", "device");

  private static final List<String> TEXTS =
      List.of(
          "",
          "ledger --why",
          "stack",
          "stack sda",
          "ledger --by process --why",
          "ledger",
          "ledger --by account",
          "ledger --by guest",
          "ledger --by container",
          "ledger --by unit",
          "ledger --by cgroup",
          "ledger --by job",
          "ledger --by device",
          "ledger --device sda",
          "stack dm-3",
          "stack 1001");

  @TempDir static Path folder;

  @BeforeAll
  static void hosts() throws IOException, InterruptedException {
    for (int moment = 0; moment < 2; moment++) {
      HostileHost.at(moment).tarGz(folder.resolve("tar" + moment));
      HostileHost.at(moment).directory(folder.resolve("dir" + moment));
    }
    try (var writer =
        new RecordingWriter(Files.newOutputStream(folder.resolve("recording")), "testing")) {
      for (int moment = 0; moment < 2; moment++) {
        writer.add(Trees.openHost(folder.resolve("tar" + moment)).optional().orElseThrow());
      }
    }
  }

  private static String[] command(String form, String... words) {
    var command = new ArrayList<String>(List.of(words));
    switch (form) {
      case "recording" -> command.addAll(List.of("--from", folder.resolve(form).toString()));
      default ->
          command.addAll(
              List.of(
                  "--before",
                  folder.resolve(form + "0").toString(),
                  "--after",
                  folder.resolve(form + "1").toString()));
    }
    return command.toArray(String[]::new);
  }

  private static String run(int columns, String form, String... words) {
    var console = new TestingConsole(new Terminal(false, false, columns, 24), Map.of());
    int status = console.run(command(form, words));
    assertThat(console.err()).doesNotContain("a mistake in the program");
    Outputs.assertHarmless(console.err());
    assertThat(status).as(console.err()).isLessThanOrEqualTo(USABLE);
    assertThat(console.out()).isNotEmpty();
    return console.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "dir", "recording"})
  void textsAreHarmless(String form) {
    for (int columns : form.equals("recording") ? new int[] {40, 250} : new int[] {80}) {
      for (String words : form.equals("recording") ? TEXTS : TEXTS.subList(0, 5)) {
        String text = run(columns, form, words.isEmpty() ? new String[0] : words.split(" ", -1));
        Outputs.assertHarmless(text);
        assertThat(text).contains("sda");
      }
    }
  }

  @Test
  void theScreenStaysAScreen() {
    assertThat(run(80, "dir").lines()).hasSizeLessThanOrEqualTo(24);
  }

  @Test
  void colourIsOursAlone() {
    for (String words : List.of("", "ledger", "stack")) {
      String plain = run(80, "tar", words.isEmpty() ? new String[0] : new String[] {words});
      String coloured =
          words.isEmpty()
              ? run(80, "tar", "--color", "always")
              : run(80, "tar", words, "--color", "always");
      assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "dir", "recording"})
  void jsonGivesTheNamesBack(String form) {
    Map<String, Object> ledger = Outputs.json(run(80, form, "ledger", "--json"));
    Outputs.assertBalances(ledger);
    Set<Object> volumes = values(ledger, "devices", "name");
    Set<Object> accounts =
        Outputs.objects(ledger, "accounts").stream()
            .map(total -> Outputs.object(total, "account").get("name"))
            .collect(Collectors.toSet());
    Map<String, Object> stack = Outputs.json(run(80, form, "stack", "--json"));
    Set<Object> nodes = values(stack, "nodes", "name");
    for (String name : HostileNames.ALL) {
      String documented = Outputs.asDocumented(name);
      assertThat(volumes).contains("vg/" + documented);
      assertThat(nodes).contains("/mnt/" + documented, documented);
      assertThat(accounts).contains(documented);
    }
  }

  private static Set<Object> values(Map<String, Object> object, String list, String field) {
    return Outputs.objects(object, list).stream()
        .map(element -> element.get(field))
        .collect(Collectors.toSet());
  }

  @Test
  void everyWriterPaysForItsOwnAndEveryGuestToo() {
    Map<String, Object> ledger = Outputs.json(run(80, "tar", "ledger", "--json"));
    var paid = new ArrayList<String>();
    for (Map<String, Object> device : Outputs.objects(ledger, "devices")) {
      for (Map<String, Object> posting : Outputs.objects(device, "postings")) {
        if (posting.get("direction").equals("write")) {
          Map<String, Object> account = Outputs.object(posting, "account");
          paid.add(account.get("kind") + " " + account.get("name") + " " + posting.get("bytes"));
        }
      }
    }
    for (String name : HostileNames.ALL) {
      assertThat(paid).contains("guest " + Outputs.asDocumented(name) + " 524288");
    }
    assertThat(paid).allMatch(line -> line.endsWith(" 524288") || line.endsWith(" 1048576"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "dir", "recording"})
  void csvKeepsItsColumns(String form) {
    String postings = run(80, form, "ledger", "--csv");
    Outputs.assertHarmless(postings);
    assertThat(Outputs.csv(postings))
        .hasSizeGreaterThan(2 * HostileNames.ALL.size())
        .first()
        .asString()
        .startsWith("[host, start, end, seconds, device, kernel_name");
    for (String by : form.equals("recording") ? BY : BY.subList(0, 2)) {
      String groups = run(80, form, "ledger", "--csv", "--by", by);
      Outputs.assertHarmless(groups);
      assertThat(Outputs.csv(groups).getFirst()).hasSize(23);
      Outputs.assertBalances(Outputs.json(run(80, form, "ledger", "--json", "--by", by)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar", "dir", "recording"})
  void picturesAreInert(String form) throws Exception {
    for (String name : List.of("", "sda", "dm-1", "dm-505")) {
      String svg = picture(form, name, "--svg");
      Outputs.assertHarmless(svg);
      Outputs.assertInertSvg(svg);
      String dot = picture(form, name, "--dot");
      Outputs.assertHarmless(dot);
      if (form.equals("tar")) {
        accepted(dot);
      }
    }
  }

  private static String picture(String form, String name, String kind) {
    return name.isEmpty() ? run(80, form, "stack", kind) : run(80, form, "stack", name, kind);
  }

  private static void accepted(String dot) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dot")), "no dot here");
    Path file = folder.resolve("graph.dot");
    Files.writeString(file, dot);
    // -Tcanon parses and prints without laying out
    Process process =
        new ProcessBuilder("/usr/bin/dot", "-Tcanon", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said.lines().limit(5).toList().toString()).isZero();
    assertThat(said.toLowerCase(Locale.ROOT)).doesNotContain("warning", "syntax error");
  }

  @Test
  void everyNameIsFoundOrToldInOneLine() {
    int turn = 0;
    for (String name : HostileNames.ALL) {
      List<String> known = List.of("/mnt/" + name, "vg/" + name, "/mnt/" + name + "/file");
      if (turn % 2 == 0) {
        String found = run(80, "recording", "stack", known.get(turn % known.size()));
        Outputs.assertHarmless(found);
        assertThat(found).contains("sda");
      }
      List<String> others = List.of(name, "/" + name, "/nowhere/" + name, name + "x", "md_" + name);
      lookUp(others.get(turn % others.size()));
      turn++;
    }
    lookUp(HostileNames.LONG);
  }

  private static void lookUp(String name) {
    var console = new TestingConsole();
    var words = new ArrayList<String>(List.of(command("recording", "stack")));
    words.add("--");
    words.add(name);
    int status = console.run(words.toArray(String[]::new));
    Outputs.assertHarmless(console.out());
    Outputs.assertHarmless(console.err());
    assertThat(console.err()).doesNotContain("a mistake in the program");
    if (status == 2) {
      assertThat(console.out()).isEmpty();
      assertThat(console.err()).startsWith("iosleuth: ").hasLineCount(1).hasSizeLessThan(12_000);
    }
  }
}

package dev.iosleuth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.view.json.TestingJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each field that a command prints is named in docs/json.md, where that command is described. */
final class DocumentedJsonTest {
  private static final String FOLDER = "src/test/resources/";
  private static final Pattern QUOTED = Pattern.compile("`([^`\n]*)`");
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+(?:_[a-z0-9]+)*(?:_…)?");

  /** Their fields are names of others': of fields, columns, limits. */
  private static final Set<String> OPEN =
      Set.of("absent", "attributes", "printed", "limits", "cpu");

  private final TestingConsole console = new TestingConsole();

  /** With the sections of the page that say something of its output. */
  @ParameterizedTest
  @CsvSource({
    "ledger --from lab/drbd-pair-12-node1/recording.tar.xz, ledger",
    "ledger --by unit --from lab/containers-11/recording.tar.xz, ledger",
    "ledger --device vdb --from lab/containers-11/recording.tar.xz, ledger",
    "ledger --from lab/drbd-pair-12-node1/recording.tar.xz"
        + " --from lab/drbd-pair-12-node2/recording.tar.xz, ledger several",
    "explain --from faults/slow-member-1.tar.xz, explain ledger",
    "explain --from lab/inside-11/recording.tar.xz, explain ledger",
    "rules, explain",
    "stack --from lab/drbd-pair-12-node1/recording.tar.xz, stack ledger",
    "stack --interval 20 --from lab/inside-11/recording.tar.xz, stack ledger",
    "guests --from lab/inside-11/recording.tar.xz, guests ledger",
    "guests --interval 20 --from lab/inside-11/recording.tar.xz, guests ledger",
    "guests --interval 20 --from lab/containers-11/recording.tar.xz, guests ledger",
    "audit faults/slow-member-1.tar.xz, audit explain ledger",
    "compare lab/raid1-lvm-7/recording.tar.xz lab/raid1-lvm-12/recording.tar.xz, compare ledger",
  })
  void isNamed(String line, String sections) throws IOException {
    var arguments = new ArrayList<String>();
    for (String word : line.split(" ", -1)) {
      arguments.add(word.endsWith(".xz") ? FOLDER + word : word);
    }
    arguments.add("--json");

    console.run(arguments.toArray(String[]::new));

    assertNamed(sections);
  }

  @Test
  void whatALogTellsIsNamed() throws IOException {
    Path log = Files.createTempFile("iosleuth-test", ".log");
    try {
      Files.writeString(
          log,
          """
          Linux 6.1.0 (node1) 04/22/2026 _x86_64_ (2 CPU)

          avg-cpu:  %user   %nice %system %iowait  %steal   %idle
                     1.00    0.00    1.00    5.00    0.00   93.00

          Device r/s rkB/s rrqm/s %rrqm r_await rareq-sz w/s wkB/s wrqm/s %wrqm w_await wareq-sz \
          d/s dkB/s drqm/s %drqm d_await dareq-sz f/s f_await aqu-sz %util
          sda 1.00 4.00 1.00 50.00 2.00 4.00 1.00 4.00 1.00 50.00 2.00 4.00 \
          1.00 4.00 1.00 50.00 2.00 4.00 1.00 2.00 0.01 1.00

          """
              .repeat(2));
      console.run("iostat", log.toString(), "--json");
    } finally {
      Files.delete(log);
    }
    assertNamed("iostat explain");
  }

  private void assertNamed(String sections) throws IOException {
    Set<String> named = words(sections);
    Set<String> fields = new TreeSet<>();
    for (String line : console.out().lines().toList()) {
      fields(TestingJson.map(line), fields);
    }
    assertThat(fields).as(console.err()).isNotEmpty();
    fields.removeIf(field -> isNamed(field, named));
    assertThat(fields).as("not in docs/json.md").isEmpty();
  }

  /** {@code write_…} stands for all that is written out behind another such word. */
  private static boolean isNamed(String field, Set<String> named) {
    return named.contains(field)
        || named.stream()
            .filter(word -> word.endsWith("_…"))
            .map(word -> word.substring(0, word.length() - 1))
            .filter(field::startsWith)
            .map(head -> field.substring(head.length() - 1))
            .anyMatch(tail -> named.stream().anyMatch(word -> word.endsWith(tail)));
  }

  private static Set<String> words(String sections) throws IOException {
    List<String> wanted = List.of(sections.split(" ", -1));
    var words = new HashSet<String>();
    String page = Files.readString(Path.of("docs/json.md"));
    for (String section : page.split("\n## ", -1)) {
      String title = section.lines().findFirst().orElse("");
      boolean several = title.contains("several");
      boolean own = wanted.stream().anyMatch(w -> title.equals("`" + w + "`"));
      if (own || (several && wanted.contains("several")) || section.startsWith("# ")) {
        QUOTED.matcher(section).results().map(r -> r.group(1)).forEach(q -> add(q, words));
      }
    }
    return words;
  }

  private static void add(String quoted, Set<String> words) {
    WORD.matcher(quoted).results().forEach(word -> words.add(word.group()));
  }

  private static void fields(@Nullable Object value, Set<String> fields) {
    Stream<? extends @Nullable Object> below =
        switch (value) {
          case Map<?, ?> object ->
              object.entrySet().stream()
                  .peek(e -> fields.add(e.getKey().toString()))
                  .filter(e -> !OPEN.contains(e.getKey().toString()))
                  .map(Map.Entry::getValue);
          case Collection<?> list -> list.stream();
          case null, default -> Stream.of();
        };
    below.forEach(one -> fields(one, fields));
  }
}

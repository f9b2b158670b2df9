package dev.iosleuth.kernel.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Command lines that Proxmox's own tests expect (third-party fixtures, not in this tree): each disk
 * against what its options say in plain sight, read here by regular expressions alone.
 */
class ProxmoxCommandLinesTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(?:\\\\\\n|\\s)+|([^'\\s\\\\]+)");
  private static final Pattern FILE = Pattern.compile("\"filename\":\"([^\"]+)\"");

  private static List<Path> files() throws IOException {
    String named = System.getenv("IOSLEUTH_FIXTURES");
    Path root = Path.of(named == null ? "../shared/fixtures" : named).resolve("qemu");
    assumeTrue(Files.isDirectory(root), "no third-party fixtures at " + root);
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".cmd")).sorted().toList();
    }
  }

  private static List<String> words(String command) {
    var words = new ArrayList<String>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      Optional.ofNullable(matcher.group(1))
          .or(() -> Optional.ofNullable(matcher.group(2)))
          .ifPresent(words::add);
    }
    return words;
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static Optional<String> option(String words, String name) {
    return all(Pattern.compile("(?:^|,)" + name + "=([^,]*)"), words).stream().findFirst();
  }

  /** The option that makes the drive or node of that name. */
  private static String made(List<String> words, String name) {
    return words.stream()
        .filter(word ->
            word.endsWith("\"node-name\":\"" + name + "\"}")
                || word.contains("\"node-name\":\"" + name + "\",\"read-only\":")
                || isDrive(word, name))
        .findFirst()
        .orElse("");
  }

  private static boolean isDrive(String word, String name) {
    return option(word, "id").filter(name::equals).isPresent() && !word.contains("drive=");
  }

  private static String cache(String made, String device) {
    if (made.contains("\"no-flush\":true")) {
      return "unsafe";
    }
    boolean direct = made.contains("\"direct\":true");
    boolean known = made.contains("\"direct\":") || device.contains("write-cache=");
    boolean through = device.contains("write-cache=off");
    String asked = option(made, "cache").orElse("");
    if (!asked.isEmpty() || !known) {
      return asked;
    }
    return CacheMode.name(direct, false, !through);
  }

  private static String path(Image image) {
    return switch (image.place()) {
      case Place.File(String path) -> path;
      case Place.Device(String path) -> path;
      case Place.Remote(String kind, String address) -> kind + " " + address;
      case Place.VhostUser(String socket) -> socket;
      case Place.Descriptors(String set) -> set;
      case Place.Other(String driver, String name) -> driver + " " + name;
    };
  }

  @Test
  void eachDiskIsWhatItsOptionsSay() throws IOException {
    int disks = 0;
    List<Path> files = files();
    for (Path file : files) {
      List<String> words = words(Files.readString(file));
      CommandLine line = CommandLine.parse(words);
      assertThat(line.damaged()).as(file.toString()).isEmpty();
      assertThat(line.id()).as(file.toString()).isEqualTo(next(words, "-id"));
      assertThat(line.name()).as(file.toString()).isEqualTo(next(words, "-name"));
      var seen = new HashSet<String>();
      for (String device : words) {
        Optional<String> drive = option(device, "drive");
        Optional<String> id = option(device, "id");
        if (drive.isPresent() && id.isPresent() && seen.add(id.get())) {
          check(file + " " + id.get(), line, id.get(), made(words, drive.get()), device);
          disks++;
        }
      }
      assertThat(
              line.drives().stream()
                  .filter(d -> !d.qdev().isEmpty())
                  // a drive for discs without one
                  .filter(d -> !d.id().isEmpty() || !d.node().isEmpty()))
          .as(file.toString())
          .hasSize(seen.size());
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(90);
    assertThat(disks).isGreaterThan(80);
  }

  private static Optional<String> next(List<String> words, String option) {
    int at = words.indexOf(option);
    return at < 0 ? Optional.empty() : Optional.of(words.get(at + 1).replace(",,", ","));
  }

  private static void check(String as, CommandLine line, String id, String made, String device) {
    Drive drive = line.drives().stream().filter(d -> d.qdev().equals(id)).findFirst().orElseThrow();
    List<String> files = new ArrayList<>(all(FILE, made));
    option(made, "file").ifPresent(files::add);
    files.removeIf(name -> name.equals("none"));
    List<String> found = drive.chain().stream().map(ProxmoxCommandLinesTest::path).toList();
    if (!files.isEmpty() && files.stream().allMatch(name -> name.startsWith("/"))) {
      assertThat(found).as(as).containsExactlyInAnyOrderElementsOf(files);
      assertThat(found.getFirst()).as(as).isEqualTo(files.getLast());
    }
    if (made.contains("\"driver\":\"rbd\"")) {
      String image = all(Pattern.compile("\"image\":\"([^\"]+)\""), made).getLast();
      String pool = all(Pattern.compile("\"pool\":\"([^\"]+)\""), made).getLast();
      assertThat(found.getFirst()).as(as).isEqualTo("rbd " + pool + "/" + image);
    }
    if (drive.chain().isEmpty()) {
      assertThat(files).as(as).isEmpty();
      return;
    }
    assertThat(drive.request().cache()).as(as).isEqualTo(cache(made, device));
    Optional<String> aio =
        all(Pattern.compile("\"aio\":\"([a-z_]+)\""), made).stream()
            .findFirst()
            .or(() -> option(made, "aio"));
    assertThat(drive.request().aio()).as(as).isEqualTo(aio.orElse(""));
  }

  /** Network cards that the host's kernel or another process serves; disks are not among them. */
  @Test
  void monitorsAndHelpers() throws IOException {
    for (Path file : files()) {
      List<String> words = words(Files.readString(file));
      CommandLine line = CommandLine.parse(words);
      assertThat(line.monitors())
          .as(file.toString())
          .anySatisfy(monitor ->
              assertThat(monitor)
                  .isEqualTo(
                      new Monitor(
                          Monitor.Protocol.QMP,
                          Monitor.Transport.UNIX,
                          "/var/run/qemu-server/" + next(words, "-id").orElse("") + ".qmp")));
      List<String> sockets =
          words.stream()
              .filter(word -> word.startsWith("socket,id=virtfs") || word.contains("id=tpmchar"))
              .map(word -> option(word, "path").orElse(""))
              .toList();
      assertThat(line.sockets()).as(file.toString()).containsAll(sockets);
    }
  }
}

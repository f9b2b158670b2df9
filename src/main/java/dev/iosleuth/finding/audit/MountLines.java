package dev.iosleuth.finding.audit;

import dev.iosleuth.finding.audit.ConfigurationLines.Line;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the options of a mount are written down. */
final class MountLines {
  private static final List<String> UNITS =
      List.of("etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system");

  private final Tree tree;
  private final ConfigurationLines lines;
  private final BootLines boot;

  MountLines(Tree tree, ConfigurationLines lines, BootLines boot) {
    this.tree = tree;
    this.lines = lines;
    this.boot = boot;
  }

  /**
   * fstab(5), systemd.mount(5), and of / the kernel's command line: the first that says what the
   * mount has.
   *
   * @param summary what is said of the mount
   */
  Optional<Line> line(String point, String summary) {
    List<Line> all =
        Stream.of(fstab(point), unit(point), boot(point)).flatMap(Optional::stream).toList();
    return all.stream()
        .filter(line -> other(point, summary, line).isEmpty())
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** The second word is the mount point, blanks as \040; slashes too many count for nothing. */
  private Optional<Line> fstab(String point) {
    return lines.of("etc/fstab").stream()
        .filter(line -> {
          String[] words = line.text().split("\\s+", -1);
          return words.length > 3 && place(words[1]).equals(point);
        })
        .reduce((_, later) -> later);
  }

  private static String place(String word) {
    String point = word.replace("\\040", " ").replaceAll("/{2,}", "/");
    return point.length() > 1 ? point.replaceFirst("/+$", "") : point;
  }

  /**
   * An option that a mount has, that is spoken of, and that a line does not say.
   *
   * @param summary what is said of the mount
   */
  Optional<String> other(String point, String summary, Line line) {
    Set<String> spoken = Set.copyOf(List.of(summary.split("[^a-z0-9_=]+", -1)));
    Set<String> said =
        Stream.of(line.text().split("[\\s,\"']+", -1))
            .map(word -> spelled(word.replaceFirst("^(rootflags|Options)=", "")))
            .collect(Collectors.toSet());
    return tree.read("proc/self/mountinfo").map(Text::lines).orElse(List.of()).stream()
        .map(mount -> mount.split(" ", -1))
        .filter(words -> words.length > 5 && words[4].replace("\\040", " ").equals(point))
        .flatMap(words -> Stream.of(words[5] + "," + words[words.length - 1]))
        .flatMap(options -> Stream.of(options.split(",", -1)))
        .filter(option -> spoken.contains(option) && !said.contains(spelled(option)))
        .findFirst();
  }

  /** ext4(5) has barrier=0 and barrier=1, which the kernel shows as nobarrier and barrier. */
  private static String spelled(String option) {
    return switch (option) {
      case "barrier=0" -> "nobarrier";
      case "barrier=1" -> "barrier";
      default -> option;
    };
  }

  private Optional<Line> unit(String point) {
    for (String folder : UNITS) {
      for (String name : tree.list(folder).orElse(List.of())) {
        List<Line> unit = name.endsWith(".mount") ? lines.of(folder + "/" + name) : List.of();
        if (unit.stream().anyMatch(line -> line.text().equals("Where=" + point))) {
          return dropIn(name)
              .or(() -> unit.stream().filter(MountLines::isOptions).findFirst())
              .or(() -> unit.stream().findFirst());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOptions(Line line) {
    return line.text().startsWith("Options=");
  }

  /**
   * systemd.unit(5): those of all folders by name, of one name the first folder's; the last wins.
   */
  private Optional<Line> dropIn(String unit) {
    var paths = new TreeMap<String, String>();
    for (String folder : UNITS) {
      String below = folder + "/" + unit + ".d";
      tree.list(below).orElse(List.of()).stream()
          .filter(name -> name.endsWith(".conf"))
          .forEach(name -> paths.putIfAbsent(name, below + "/" + name));
    }
    return paths.values().stream()
        .flatMap(path -> lines.of(path).stream())
        .filter(MountLines::isOptions)
        .reduce((_, later) -> later);
  }

  private Optional<Line> boot(String point) {
    return point.equals("/") ? boot.of("rootflags=") : Optional.empty();
  }
}

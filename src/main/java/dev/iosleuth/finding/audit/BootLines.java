package dev.iosleuth.finding.audit;

import dev.iosleuth.finding.audit.ConfigurationLines.Line;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Where the kernel's command line is written down, and the line itself. */
final class BootLines {
  private static final String GRUB = "etc/default/grub";

  /** Debian's grub-mkconfig reads them behind that, by their names. */
  private static final String GRUB_DROP_INS = "etc/default/grub.d";

  /** kernel-install(8), proxmox-boot-tool: one line for systemd-boot. */
  private static final String KERNEL_INSTALL = "etc/kernel/cmdline";

  private static final String RUNNING = "proc/cmdline";

  private final Tree tree;
  private final ConfigurationLines lines;

  BootLines(Tree tree, ConfigurationLines lines) {
    this.tree = tree;
    this.lines = lines;
  }

  /**
   * What makes an option of the command line: the last file that has it, else the line itself,
   * which a boot loader may have of its own (grubby, loader entries).
   *
   * @param option with its equals sign, such as {@code elevator=}
   */
  Optional<Line> of(String option) {
    return last(files(), line -> has(line.text(), option))
        .or(() -> last(running(), word -> word.text().startsWith(option)));
  }

  /** Any line that makes one. */
  Optional<Line> any() {
    return last(files(), _ -> true).or(() -> running().stream().findFirst());
  }

  /** The words of the one that the kernel was started with. */
  List<Line> running() {
    String words = tree.read(RUNNING).map(Text::strip).orElse("");
    return Stream.of(words.split("\\s+"))
        .filter(word -> !word.isEmpty())
        .map(word -> new Line(RUNNING, 1, word))
        .toList();
  }

  private List<Line> files() {
    var all = new ArrayList<>(lines.of(GRUB));
    tree.list(GRUB_DROP_INS).orElse(List.of()).stream()
        .filter(name -> name.endsWith(".cfg"))
        .sorted()
        .forEach(name -> all.addAll(lines.of(GRUB_DROP_INS + "/" + name)));
    all.removeIf(line -> !line.text().startsWith("GRUB_CMDLINE_LINUX"));
    all.addAll(lines.of(KERNEL_INSTALL));
    return all;
  }

  /** As a word of its own: {@code xelevator=} is another. */
  private static boolean has(String line, String option) {
    String words = line.replaceFirst("^GRUB_\\w+\\+?=", "");
    return Stream.of(words.split("[\\s\"']+")).anyMatch(word -> word.startsWith(option));
  }

  private static Optional<Line> last(List<Line> all, Predicate<Line> fits) {
    return all.stream().filter(fits).reduce((_, later) -> later);
  }
}

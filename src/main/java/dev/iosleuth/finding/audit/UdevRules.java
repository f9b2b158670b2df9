package dev.iosleuth.finding.audit;

import dev.iosleuth.finding.audit.ConfigurationLines.Line;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules of udev that write a device's attribute, as far as what they ask for can be told of a disk
 * that is there: its kernel name, its attributes, its subsystem. udev(7)
 */
final class UdevRules {
  /** {@code KEY==}, {@code ATTR{queue/rotational}!=}: what a rule asks for. */
  private static final Pattern MATCH =
      Pattern.compile("([A-Z]+)(?:\\{([^}]*)\\})?\\s*([=!])=\\s*\"([^\"]*)\"");

  private final Tree tree;
  private final List<Line> lines;

  /** Whether a rule is for the device. */
  private enum Fit {
    YES,
    NO,
    /** It asks for what is not known here. */
    PERHAPS
  }

  /**
   * @param lines of all rules, in the order in which udev reads them
   */
  UdevRules(Tree tree, List<Line> lines) {
    this.tree = tree;
    this.lines = lines;
  }

  /**
   * The line by which an attribute has its value: the last one that is for the device; where that
   * is not sure and it says otherwise than what is there, the last one that says the same.
   */
  Optional<Line> assigning(String device, String attribute) {
    Pattern assigned = Pattern.compile("ATTR\\{" + names(attribute) + "\\}\\s*:?=(?!=)");
    List<Line> all =
        lines.stream()
            .filter(line -> assigned.matcher(line.text()).find())
            .filter(line -> fit(line.text(), device) != Fit.NO)
            .toList();
    if (all.isEmpty() || fit(all.getLast().text(), device) == Fit.YES) {
      return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }
    String path = "sys/block/" + device + "/" + attribute;
    String there = Settings.now(tree, path);
    return all.stream()
        .filter(line -> Settings.wanted(path, line.text()).equals(there))
        .reduce((_, later) -> later)
        .or(() -> Optional.of(all.getLast()));
  }

  /** Read-ahead stands in sysfs twice: block/blk-sysfs.c and mm/backing-dev.c. */
  static String names(String attribute) {
    return attribute.equals("queue/read_ahead_kb")
        ? "(?:queue|bdi)/read_ahead_kb"
        : Pattern.quote(attribute);
  }

  private Fit fit(String rule, String device) {
    Matcher match = MATCH.matcher(rule);
    Fit fit = Fit.YES;
    while (match.find()) {
      String key = match.group(1);
      String name = match.group(2) == null ? "" : match.group(2);
      Fit one = one(device, key, name, match.group(3).equals("!"), match.group(4));
      if (one == Fit.NO) {
        return Fit.NO;
      }
      fit = one == Fit.PERHAPS ? one : fit;
    }
    return fit;
  }

  private Fit one(String device, String key, String name, boolean not, String pattern) {
    Optional<String> value =
        switch (key) {
          case "KERNEL" -> Optional.of(device);
          case "SUBSYSTEM" -> Optional.of("block");
          case "ENV" -> name.equals("DEVTYPE") ? Optional.of("disk") : Optional.empty();
          case "ATTR" -> attribute(device, name);
          default -> Optional.empty();
        };
    if (key.equals("ACTION")) {
      // it was added, or changed, once
      boolean ever =
          glob(pattern).matcher("add").matches() || glob(pattern).matcher("change").matches();
      return ever == not ? Fit.NO : Fit.YES;
    }
    return value
        .map(there -> glob(pattern).matcher(there).matches() == not ? Fit.NO : Fit.YES)
        .orElse(Fit.PERHAPS);
  }

  private Optional<String> attribute(String device, String name) {
    return tree.read("sys/block/" + device + "/" + name).map(Text::strip).optional();
  }

  /** Of a shell's patterns: alternatives, stars, question marks, sets. */
  static Pattern glob(String pattern) {
    var expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> expression.append(".*");
        case '?' -> expression.append('.');
        case '|', '[', ']', '-' -> expression.append(c);
        case '!' -> expression.append('^');
        default -> expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    // an unclosed set is taken for what it says
    boolean whole =
        pattern.chars().filter(c -> c == '[').count()
            == pattern.chars().filter(c -> c == ']').count();
    return Pattern.compile(whole ? expression.toString() : Pattern.quote(pattern));
  }
}

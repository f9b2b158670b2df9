package dev.iosleuth.finding.audit;

import dev.iosleuth.finding.audit.ConfigurationLines.Line;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines of the profile that tuned applied, those of the profiles that it includes before them.
 * tuned-profiles(7), tuned.conf(5); since tuned 2.23 profiles lie a folder deeper.
 */
final class TunedProfile {
  private static final List<String> FOLDERS =
      List.of("etc/tuned/profiles/", "etc/tuned/", "usr/lib/tuned/profiles/", "usr/lib/tuned/");

  private final Tree tree;
  private final ConfigurationLines lines;
  private final Set<String> seen = new HashSet<>();

  TunedProfile(Tree tree, ConfigurationLines lines) {
    this.tree = tree;
    this.lines = lines;
  }

  /** None where no profile is active. */
  List<Line> all() {
    var all = new ArrayList<Line>();
    for (String name : words(tree.read("etc/tuned/active_profile").map(Text::strip).orElse(""))) {
      add(name, all);
    }
    return all;
  }

  private void add(String profile, List<Line> all) {
    if (profile.contains("/") || !seen.add(profile)) {
      return;
    }
    for (String folder : FOLDERS) {
      List<Line> own = lines.of(folder + profile + "/tuned.conf");
      if (!own.isEmpty()) {
        own.stream()
            .map(Line::text)
            .filter(text -> text.replace(" ", "").startsWith("include="))
            .flatMap(text -> words(text.substring(text.indexOf('=') + 1)).stream())
            .forEach(included -> add(included, all));
        all.addAll(own);
        return;
      }
    }
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("[\\s,]+")).stream().filter(w -> !w.isEmpty()).toList();
  }
}

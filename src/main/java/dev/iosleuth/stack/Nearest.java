package dev.iosleuth.stack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names that look like one that was not found. */
final class Nearest {
  private static final int MOST = 5;
  private static final int LONGEST = 256;

  private record Scored(String name, int distance) {}

  private Nearest() {}

  static List<String> to(String name, Stack stack) {
    if (name.length() > LONGEST) {
      return List.of();
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    int furthest = Math.max(1, wanted.length() / 3);
    var scored = new ArrayList<Scored>();
    for (String candidate : names(stack)) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      boolean contains = wanted.length() > 2 && lower.contains(wanted);
      int distance =
          contains
              ? 0
              : Math.min(
                  distance(wanted, lower),
                  distance(wanted, lower.substring(lower.lastIndexOf('/') + 1)));
      if (distance <= furthest) {
        scored.add(new Scored(candidate, distance));
      }
    }
    scored.sort(
        Comparator.comparingInt(Scored::distance)
            .thenComparingInt(s -> s.name().length())
            .thenComparing(Scored::name));
    return scored.stream().limit(MOST).map(Scored::name).toList();
  }

  private static Set<String> names(Stack stack) {
    var names = new LinkedHashSet<String>();
    for (Node node : stack.nodes().values()) {
      names.add(node.name());
      names.add(node.kernelName());
      names.add(node.attribute("instance"));
      names.add(node.attribute("serial"));
    }
    names.remove("");
    names.removeIf(name -> name.length() > LONGEST);
    return names;
  }

  /** Letters to insert, delete or change (Levenshtein). */
  private static int distance(String one, String other) {
    if (Math.abs(one.length() - other.length()) > one.length() / 3 + 1) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}

package dev.iosleuth.recording;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.source.Tree;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the files of a tree that a pattern means; lists each directory once. */
final class InputWalk {
  private final Tree tree;
  private final SampleMembers members;
  private final Map<String, List<String>> listings = new HashMap<>();

  InputWalk(Tree tree, SampleMembers members) {
    this.tree = tree;
    this.members = members;
  }

  void write(Input input) throws IOException {
    write(input, input.steps(), "");
  }

  /**
   * @param path so far, without a slash at its end
   */
  private void write(Input input, List<Input.Step> ahead, String path) throws IOException {
    if (ahead.isEmpty()) {
      member(input.form(), path);
      return;
    }
    List<Input.Step> rest = ahead.subList(1, ahead.size());
    switch (ahead.getFirst()) {
      case Input.Step.Named(String name) -> write(input, rest, below(path, name));
      case Input.Step.Matching(var pattern) -> {
        for (String name : names(path)) {
          if (!name.startsWith(".") && pattern.matcher(name).matches()) {
            write(input, rest, below(path, name));
          }
        }
      }
    }
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  List<String> names(String path) {
    List<String> known = listings.get(path);
    if (known != null) {
      return known;
    }
    Reading<List<String>> listing = tree.list(path);
    members.note(path, listing);
    List<String> names = listing.orElse(List.of()).stream().sorted().toList();
    listings.put(path, names);
    return names;
  }

  private void member(Input.Form form, String path) throws IOException {
    switch (form) {
      case FILE -> members.file(path, tree.read(path));
      case LINK -> members.link(path, tree.link(path));
      case NAME -> members.name(path);
    }
  }
}

package dev.iosleuth.cli;

import dev.iosleuth.sample.Guest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The guests that a command is asked for: an interval may be without one, but not all. */
final class WantedGuest {
  private static final int MOST_NAMES = 8;

  private final Optional<String> name;
  private final Set<String> others = new LinkedHashSet<>();
  private boolean found;

  /**
   * @param name of one; empty for all
   */
  WantedGuest(Optional<String> name) {
    this.name = name;
  }

  boolean named() {
    return name.isPresent();
  }

  /** Whether it was among any of those that were looked through so far. */
  boolean found() {
    return found;
  }

  /** Names of those that are wanted; none where a name was given that none of these has. */
  Set<String> among(List<Guest> guests) {
    guests.stream().map(Guest::name).forEach(others::add);
    Set<String> wanted =
        guests.stream()
            .filter(guest -> name.isEmpty() || is(guest, name.get()))
            .map(Guest::name)
            .collect(Collectors.toSet());
    found |= !named() || !wanted.isEmpty();
    return wanted;
  }

  /** Of several with one name all but the first have their number behind it. */
  private static boolean is(Guest guest, String name) {
    String numbered = guest.pid().map(pid -> name + ":" + pid).orElse(name);
    return guest.name().equals(numbered)
        || Stream.of(
                guest.name(),
                guest.title(),
                guest.uuid().orElse(""),
                guest.pid().map(String::valueOf).orElse(""))
            .anyMatch(name::equals);
  }

  /** Ends the command where none that was looked through has the name. */
  void require() {
    if (!found) {
      throw new Failure(missing(others));
    }
  }

  /** That none has the name, and which do run. */
  String missing(Set<String> names) {
    int more = names.size() - MOST_NAMES;
    String run = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return "no guest is called '"
        + name.orElse("")
        + "'"
        + (run.isEmpty() ? "; none runs here" : "; here run " + run)
        + (more > 0 ? " and " + more + " more: iosleuth guests lists them" : "");
  }
}

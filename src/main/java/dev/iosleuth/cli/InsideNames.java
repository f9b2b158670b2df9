package dev.iosleuth.cli;

import dev.iosleuth.cli.InsideBooks.Joined;
import dev.iosleuth.ledger.Inside;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.InsideStack;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.stack.Stack;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A name in the graph of a host and its guests: {@code web1:postgres} is sought in web1 alone, any
 * other on the host and then, where it is of one guest only, in that.
 *
 * @param stack of both
 * @param found what the name stands for there; empty where none was given
 * @param ledger of both
 */
record InsideNames(Stack stack, Set<NodeId> found, Optional<Ledger> ledger) {
  /** A name within a guest. */
  private record Within(Joined guest, String name) {}

  static InsideNames of(
      Sample host, Stack stack, Optional<Ledger> ledger, List<Joined> guests, String name) {
    Optional<Within> within = name.isEmpty() ? Optional.empty() : within(host, stack, guests, name);
    Set<NodeId> found =
        within.isPresent() || name.isEmpty() ? Set.of() : Names.find(host, stack, name, false);
    var both = new InsideNames(stack, found, ledger);
    for (Joined guest : guests) {
      both = both.with(guest, within.filter(w -> w.guest().equals(guest)).map(Within::name), name);
    }
    return both;
  }

  private static Optional<Within> within(
      Sample host, Stack stack, List<Joined> guests, String name) {
    for (Joined guest : guests) {
      String prefix = guest.guest().name() + ":";
      if (name.startsWith(prefix)) {
        return Optional.of(new Within(guest, name.substring(prefix.length())));
      }
    }
    if (Names.isThere(host, stack, name)) {
      return Optional.empty();
    }
    List<Joined> having =
        guests.stream()
            .filter(g -> Names.isThere(g.inner().sample(), g.inner().stack(), name))
            .toList();
    return having.size() == 1 ? Optional.of(new Within(having.getFirst(), name)) : Optional.empty();
  }

  /**
   * @param typed what was asked for: of messages
   */
  private InsideNames with(Joined guest, Optional<String> name, String typed) {
    Stack inner = guest.inner().stack();
    var inside = new LinkedHashSet<NodeId>();
    if (name.isPresent()) {
      Sample sample = guest.inner().sample();
      Optional<ProcessSample> process = Names.process(sample, inner, name.get());
      String sought = process.map(p -> String.valueOf(p.stat().pid())).orElse(name.get());
      Set<NodeId> named = Names.find(sample, inner, sought, typed);
      if (process.isPresent()) {
        inner = InsideStack.with(sample, inner, process.get(), named);
        inside.add(InsideStack.id(process.get()));
      } else {
        inside.addAll(named);
      }
    }
    var names = new InsideStack(guest.guest().name(), inner, guest.match().disks());
    var all = new LinkedHashSet<>(found);
    inside.forEach(id -> all.add(names.id(id)));
    Optional<Ledger> own = guest.inner().ledger();
    return new InsideNames(
        names.join(stack),
        all,
        ledger.map(host -> own.map(l -> Inside.beside(host, names, l)).orElse(host)));
  }
}

package dev.iosleuth.cli;

import dev.iosleuth.cli.InsideMatch.Match;
import dev.iosleuth.cli.InsideRecording.Inner;
import dev.iosleuth.cli.Samples.Range;
import dev.iosleuth.ledger.Inside;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code --inside}: recordings that were taken inside guests, joined to what is known of their
 * host.
 */
final class InsideBooks implements AutoCloseable {
  private static final String OPTION = "--inside";
  private static final String AHEAD = "--inside-ahead";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** Of an interval a recording holds at least so much, or it says nothing of it. */
  private static final double LEAST = 0.5;

  /** From where on it holds all that matters: samples of the two lie apart. */
  private static final double ALL = 0.9;

  /**
   * Who did what within samples that reach so much further is not known: with samples as far apart
   * as its host's they reach twice as far at most.
   */
  private static final double COARSE = 3;

  /** Clocks that are wrong by zones are so by such steps, and by no more than all of them. */
  private static final long ZONES_SECONDS = 900;

  private static final long MOST_SECONDS = 26 * 3600;

  private final List<Book> books;

  /**
   * @param guest as named; empty: found by what both sides see of it
   */
  private record Book(Optional<String> guest, InsideRecording recording) {}

  /** A guest whose recording holds the time in question. */
  record Joined(Match match, Inner inner) {
    Guest guest() {
      return match.guest();
    }
  }

  /**
   * @param notes why others say nothing, and what is to be known of these
   */
  record All(List<Joined> guests, List<Note> notes) {
    All {
      guests = List.copyOf(guests);
      notes = List.copyOf(notes);
    }

    /** The host's books with those of the guests in them. */
    Ledger in(Ledger host) {
      Ledger joined = host;
      for (Joined one : guests) {
        Optional<Ledger> own = one.inner().ledger();
        if (own.isPresent()) {
          joined = Inside.join(joined, one.guest().name(), one.match().disks(), own.get());
        }
      }
      return noted(joined);
    }

    Ledger noted(Ledger ledger) {
      Ledger noted = ledger;
      for (Note note : notes) {
        noted = noted.with(note);
      }
      return noted;
    }
  }

  private InsideBooks(List<Book> books) {
    this.books = List.copyOf(books);
  }

  /**
   * @param what becomes of the recording
   */
  static CommandSpec addTo(CommandSpec spec, String what) {
    return spec.addOption(
            Specs.values(
                OPTION,
                "[GUEST=]REC",
                "a recording taken inside a guest at the same time: "
                    + what
                    + "; several with an option each"))
        .addOption(
            Specs.value(
                AHEAD,
                Long.class,
                "S",
                "seconds by which the clocks inside are ahead of the host's (less than 0: behind)"));
  }

  static InsideBooks of(ParseResult options, Console console) {
    if (!options.hasMatchedOption("--from")) {
      if (options.hasMatchedOption(OPTION)) {
        throw new Failure(
            OPTION + " joins a recording of a guest to one of its host: add --from HOST.rec");
      }
    }
    if (!options.hasMatchedOption(OPTION)) {
      InputOptions.refuse(options, "recordings of guests: add " + OPTION, AHEAD);
    }
    var ahead = Duration.ofSeconds(options.matchedOptionValue(AHEAD, 0L));
    boolean partial = options.hasMatchedOption("--partial");
    List<Named> named =
        Stream.of(options.matchedOptionValue(OPTION, new String[0])).map(Named::of).toList();
    var files = new HashSet<String>();
    for (Named one : named) {
      if (one.guest().isPresent() && !files.add(one.file())) {
        throw new Failure(one.file() + " is given for two guests: it was taken inside one");
      }
    }
    return new InsideBooks(
        named.stream()
            .map(one ->
                new Book(one.guest(), new InsideRecording(one.file(), ahead, partial, console)))
            .toList());
  }

  /** {@code web1=web1.rec}, or a file alone: one with = in its name as ./a=b. */
  private record Named(Optional<String> guest, String file) {
    static Named of(String word) {
      int at = word.indexOf('=');
      var named =
          at < 0 || word.lastIndexOf('/', at) >= 0
              ? new Named(Optional.empty(), word)
              : new Named(Optional.of(word.substring(0, at)), word.substring(at + 1));
      if (named.file().isEmpty()) {
        throw new Failure("%s %s: which recording? %s [GUEST=]REC".formatted(OPTION, word, OPTION));
      }
      if (named.guest().filter(String::isEmpty).isPresent()) {
        throw new Failure(
            "%s %s: which guest? %s GUEST=REC, or REC alone, which tells it by itself"
                .formatted(OPTION, word, OPTION));
      }
      return named;
    }
  }

  boolean isEmpty() {
    return books.isEmpty();
  }

  /** Where nothing else is asked for, the time that all of the recordings have in common. */
  Input.Choice choice(Input input, Samples host) {
    Input.Choice asked = Inputs.choice(input);
    if (books.isEmpty() || host.range().isEmpty()) {
      return asked;
    }
    Range common = host.range().get();
    for (Book book : books) {
      Range own = book.recording().range();
      if (!host.range().get().with(own).holdsSome()) {
        throw apart(book.recording(), host.range().get());
      }
      common = common.with(own);
    }
    return asked instanceof Input.Choice.Whole && common.holdsSome()
        ? new Input.Choice.Between(new When.Exact(common.first()), new When.Exact(common.last()))
        : asked;
  }

  private static Failure apart(InsideRecording recording, Range host) {
    Range own = recording.range();
    long late = Duration.between(host.first(), own.first()).toSeconds();
    long zones = Math.round((double) late / ZONES_SECONDS) * ZONES_SECONDS;
    boolean same =
        Math.abs(zones) <= MOST_SECONDS
            && own.first().minusSeconds(zones).isBefore(host.last())
            && own.last().minusSeconds(zones).isAfter(host.first());
    long ahead = zones + recording.ahead().toSeconds();
    String clock = same ? "; is the guest's clock wrong? then " + AHEAD + " " + ahead : "";
    return new Failure(
        "%s is of %s to %s, its host's of %s to %s: they have no time in common%s"
            .formatted(
                recording.file(),
                time(own.first()),
                time(own.last()),
                time(host.first()),
                time(host.last()),
                clock));
  }

  private static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  /**
   * What they say of an interval of their host.
   *
   * @param stack of the later sample
   */
  All between(Sample before, Sample after, Stack stack) {
    return all(
        book -> book.recording().between(before.wall(), after.wall()),
        after,
        stack,
        Optional.of(before));
  }

  /** Of one moment alone: the graphs inside. */
  All at(Sample host, Stack stack) {
    return all(book -> book.recording().one(), host, stack, Optional.empty());
  }

  private All all(
      Function<Book, Optional<Inner>> read, Sample host, Stack stack, Optional<Sample> before) {
    var found = new ArrayList<Joined>();
    var notes = new ArrayList<Note>();
    var files = new HashMap<String, String>();
    for (Book book : books) {
      String file = book.recording().file();
      notes.addAll(book.recording().notes());
      Optional<Inner> inner = read.apply(book).filter(i -> i.part() >= LEAST);
      if (inner.isEmpty()) {
        notes.add(new Note(Note.Kind.GAP, file, "holds too little of this time: not told of it"));
        continue;
      }
      Match match = match(book, inner.get(), host, stack, before);
      String other = files.put(match.guest().name(), file);
      if (other != null) {
        throw new Failure(
            "%s and %s are both of %s: take one".formatted(other, file, match.guest().name()));
      }
      notes.addAll(match.notes());
      if (inner.get().part() < ALL) {
        notes.add(part(file, inner.get().part()));
      }
      boolean coarse = inner.get().times() > COARSE;
      if (coarse) {
        notes.add(coarse(file, inner.get().times()));
      }
      found.add(new Joined(match, coarse ? inner.get().withoutBooks() : inner.get()));
    }
    return new All(found, notes);
  }

  private static Note coarse(String file, double times) {
    return new Note(
        Note.Kind.GAP,
        file,
        ("its samples are too far apart, %.0f times as long as this: who did what in there is not"
                + " told for so short a time; --interval takes longer ones")
            .formatted(times));
  }

  private static Note part(String file, double part) {
    return new Note(
        Note.Kind.METHOD,
        file,
        ("holds %.0f %% of this time: the rest is divided like that, or stands on the guest where"
                + " the host counts the disk alone")
            .formatted(part * 100));
  }

  /** A guest may have ended within the interval. */
  private static Match match(
      Book book, Inner inner, Sample host, Stack stack, Optional<Sample> before) {
    var now = new InsideMatch(host, stack);
    if (!now.knows(book.guest(), inner) && before.isPresent()) {
      var then = new InsideMatch(before.get(), StackBuilder.build(before.get()));
      if (then.knows(book.guest(), inner)) {
        return then.of(book.guest(), book.recording().file(), inner);
      }
    }
    return now.of(book.guest(), book.recording().file(), inner);
  }

  @Override
  public void close() {
    books.forEach(book -> book.recording().close());
  }
}

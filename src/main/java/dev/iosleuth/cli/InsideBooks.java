package dev.iosleuth.cli;

import dev.iosleuth.ledger.Bookkeeper;
import dev.iosleuth.ledger.Inside;
import dev.iosleuth.ledger.InsideDisks;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Stack;
import dev.iosleuth.stack.StackBuilder;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code --inside}: recordings that were taken inside guests, joined to the books of their host.
 */
final class InsideBooks {
  private static final String OPTION = "--inside";

  private final List<Book> books;
  private final boolean partial;
  private final Console console;

  /**
   * @param guest as named; empty: found by what both sides see of it
   */
  private record Book(Optional<String> guest, String file) {
    /** {@code web1=web1.rec}, or a file alone: one with = in its name as ./a=b. */
    static Book of(String word) {
      int at = word.indexOf('=');
      return at <= 0 || word.lastIndexOf('/', at) >= 0
          ? new Book(Optional.empty(), word)
          : new Book(Optional.of(word.substring(0, at)), word.substring(at + 1));
    }
  }

  private InsideBooks(List<Book> books, boolean partial, Console console) {
    this.books = List.copyOf(books);
    this.partial = partial;
    this.console = console;
  }

  static OptionSpec option() {
    return Specs.values(
        OPTION,
        "[GUEST=]REC",
        "a recording taken inside a guest at the same time: what the guest caused is told of its"
            + " own processes; several with an option each");
  }

  static InsideBooks of(ParseResult options, Console console) {
    if (!options.hasMatchedOption("--from")) {
      InputOptions.refuse(options, "a recording of their host: add --from", OPTION);
    }
    return new InsideBooks(
        Stream.of(options.matchedOptionValue(OPTION, new String[0])).map(Book::of).toList(),
        options.hasMatchedOption("--partial"),
        console);
  }

  /** The host's books with those of the guests in them. */
  Ledger join(Ledger host, Sample after, Stack stack) {
    Ledger joined = host;
    for (Book book : books) {
      joined = join(joined, book, new InsideDisks(after, stack), after);
    }
    return joined;
  }

  private record Inner(Sample sample, Ledger ledger) {}

  private Ledger join(Ledger host, Book book, InsideDisks disks, Sample after) {
    Inner inner = read(book, host);
    Guest guest = guest(book, disks, after, inner.sample());
    List<Inside.Disk> known = disks.disks(guest, inner.sample());
    if (known.isEmpty()) {
      throw new Failure(
          book.file()
              + ": none of its disks is one of "
              + guest.name()
              + "'s: by serial, size or place; iosleuth guests "
              + guest.name()
              + " shows them");
    }
    return Inside.join(host, guest.name(), known, inner.ledger());
  }

  private static Guest guest(Book book, InsideDisks disks, Sample host, Sample inside) {
    String names =
        host.guests().stream().map(Guest::name).limit(10).collect(Collectors.joining(", "));
    String there = names.isEmpty() ? "it has no guests" : "it has " + names;
    if (book.guest().isPresent()) {
      return host.guests().stream()
          .filter(g -> g.name().equals(book.guest().get()))
          .findFirst()
          .orElseThrow(() ->
              new Failure(
                  "no guest '" + book.guest().get() + "' on " + host.host() + "; " + there));
    }
    return disks
        .guest(inside)
        .orElseThrow(() ->
            new Failure(
                book.file()
                    + ": which guest of "
                    + host.host()
                    + " it is, neither the machine's number nor a disk's serial tells: name it,"
                    + " --inside GUEST=FILE; "
                    + there));
  }

  /**
   * The guest's own books from the last sample before the host's first to the one after its last.
   */
  private Inner read(Book book, Ledger host) {
    var between =
        new Input.Choice.Between(new When.Exact(host.start()), new When.Exact(host.end()));
    var input = new Input.Recorded(book.file(), between, partial);
    var inner = new AtomicReference<Inner>();
    try (Samples samples = Inputs.open(input, console)) {
      Intervals.show(
          samples,
          between,
          ZoneId.systemDefault(),
          (before, after) -> {
            Stack stack = StackBuilder.build(after);
            inner.set(new Inner(after, new Bookkeeper().post(before, after, stack)));
            return true;
          });
    } catch (Failure failure) {
      throw new Failure(book.file() + ": " + failure.sentence());
    }
    return Optional.ofNullable(inner.get())
        .orElseThrow(() -> new Failure(book.file() + " holds no interval within the host's"));
  }
}

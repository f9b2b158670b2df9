package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Grouping.By;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.view.text.Clock;
import dev.iosleuth.view.text.Columns;
import dev.iosleuth.view.text.DeviceText;
import dev.iosleuth.view.text.Escape;
import dev.iosleuth.view.text.Labels;
import dev.iosleuth.view.text.Look;
import dev.iosleuth.view.text.NotesText;
import dev.iosleuth.view.text.StackText;
import dev.iosleuth.view.text.Units;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A session as the lines of a screen of some size. */
public final class Screen {
  public static final int LEAST_COLUMNS = 40;
  public static final int LEAST_ROWS = 10;
  private static final int LEAST_FOR_ALL = 64;
  private static final List<String> KEYS =
      List.of(
          "? help  q quit  Enter down  Esc back  / filter  b group  Space pause",
          "? help  q quit  Enter down  Esc back",
          "? help  q quit");
  private static final List<String> WORDS_KEYS =
      List.of("Up Down: more; any other key: back", "Up Down; any other key: back");
  private final Session session;
  private final int rows;
  private final int columns;
  private final ZoneId zone;
  private final List<Line> lines = new ArrayList<>();

  private Screen(Session session, int rows, int columns, ZoneId zone) {
    this.session = session;
    this.rows = rows;
    this.columns = columns;
    this.zone = zone;
  }

  /** At most so many lines of at most so many columns. */
  public static List<Line> of(Session session, int rows, int columns, ZoneId zone) {
    if (rows < LEAST_ROWS || columns < LEAST_COLUMNS) {
      String words =
          "too small: %dx%d, needs %dx%d".formatted(columns, rows, LEAST_COLUMNS, LEAST_ROWS);
      return List.of(Line.of(Columns.fit(words, Math.max(1, columns))));
    }
    var screen = new Screen(session, rows, columns, zone);
    screen.draw();
    return List.copyOf(screen.lines);
  }

  private void draw() {
    if (session.page() instanceof Page.Words words) {
      words(words);
      return;
    }
    Optional<Moment> moment = session.moment();
    if (moment.isEmpty()) {
      text("iosleuth top", Style.BOLD);
      text("Looking: the first figures come in " + Units.seconds(session.seconds()), Style.PLAIN);
      return;
    }
    title(moment.get().ledger());
    switch (session.page()) {
      case Page.Table table -> table(table, moment.get());
      case Page.Way way -> way(way, moment.get());
      case Page.Words words -> words(words);
    }
  }

  private void words(Page.Words page) {
    List<String> words =
        page.notes()
            .map(moment -> {
              title(moment.ledger(), "Notes · ", Clock.seconds(moment.ledger().end(), zone));
              return NotesText.lines(moment.ledger().notes(), true, columns);
            })
            .orElseGet(() -> HelpWords.lines(columns));
    scroll(words.isEmpty() ? List.of("All was seen and understood.") : words, page.scrolled());
  }

  private void text(String text, Style style) {
    lines.add(Line.of(Columns.fit(text, columns), style));
  }

  private void title(Ledger ledger) {
    String at = Clock.seconds(ledger.end(), zone);
    double ago = session.ago();
    String past = ago < 0.05 ? "" : " (" + Units.span(ago * 1000) + " ago)";
    String right = session.paused() ? "PAUSED " + at + past : at;
    title(ledger, columns < LEAST_FOR_ALL ? "top · " : "iosleuth top · ", right);
  }

  private void title(Ledger ledger, String what, String right) {
    String left =
        what
            + Escape.terminal(ledger.host(), Math.max(8, columns / 4))
            + " · "
            + Units.seconds(ledger.seconds());
    lines.add(Line.between(left, right, columns, Style.BOLD));
  }

  private void table(Page.Table page, Moment moment) {
    page.device().ifPresentOrElse(d -> head(d, moment), () -> text(moment.busy(), Style.PLAIN));
    state(moment);
    Session.Sight sight = session.sight(page).orElseThrow();
    var table = new Table(columns, moment.ledger().seconds(), issued(page, moment));
    if (sight.rows().isEmpty()) {
      text(
          session.filter().isEmpty()
              ? "Nobody read or wrote anything here."
              : "Nobody of that name read or wrote anything here.",
          Style.PLAIN);
    } else {
      lines.add(table.heading(first(page), session.sort()));
    }
    int room = rows - lines.size() - 1;
    int top = Math.clamp(sight.at() - room / 2, 0, Math.max(0, sight.rows().size() - room));
    int end = Math.min(sight.rows().size(), top + room);
    for (int i = top; i < end; i++) {
      Row row = sight.rows().get(i);
      boolean chosen = i == sight.at();
      boolean gone = chosen && !sight.gone().isEmpty();
      lines.add(gone ? table.gone(row, sight.gone()) : table.row(row, chosen));
    }
    bottom(end - top < sight.rows().size() ? place(top, end, sight.rows().size()) : "");
  }

  /** What was asked for is not known by disk. */
  private boolean issued(Page.Table page, Moment moment) {
    return !moment.ledger().chosen()
        && page.device().isEmpty()
        && session.by().filter(b -> b == By.DEVICE).isEmpty();
  }

  private String first(Page.Table page) {
    return session
        .by()
        .filter(b -> b != By.DEVICE || page.device().isEmpty())
        .map(By::name)
        .orElse("WHO");
  }

  private void head(Node node, Moment moment) {
    var look = new Look(columns, false, zone);
    List<String> said =
        moment.ledger().devices().stream()
            .filter(d -> d.node().id().equals(node.id()))
            .findFirst()
            .map((DeviceLedger d) -> DeviceText.head(d, moment.ledger().seconds(), look))
            .orElse(List.of(Labels.of(node, columns / 2) + ": nothing was done on it"));
    // half of the screen is for those who pay
    said.stream().limit(Math.max(1, rows / 2 - 3)).forEach(l -> text(l, Style.PLAIN));
  }

  private void state(Moment moment) {
    if (session.prompt().isPresent()) {
      text(Escape.terminal(session.prompt().get().words()) + "_", Style.BOLD);
      return;
    }
    if (!session.said().isEmpty()) {
      text(session.said(), Style.WARNING);
      return;
    }
    var words = new ArrayList<>(List.of(session.sort().words(session.reversed())));
    session.by().ifPresent(by -> words.add("by " + by.name().toLowerCase(Locale.ROOT)));
    if (!session.filter().isEmpty()) {
      words.add("only '" + Escape.terminal(session.filter(), 30) + "'");
    }
    if (moment.unseen() > 0) {
      words.add(Units.whole(moment.unseen()) + " not seen or not understood (n)");
    }
    text(String.join(" · ", words), Style.FAINT);
  }

  private void way(Page.Way way, Moment moment) {
    String gone = session.gone(way);
    String name = Labels.of(way.row().group(), columns / 2);
    text(name + (gone.isEmpty() ? "" : ": " + gone), Style.PLAIN);
    List<String> tree = tree(way, session.last(way).orElse(moment), moment);
    scroll(tree, way.scrolled());
  }

  /**
   * @param last in which it stood: rates are of now only
   */
  private List<String> tree(Page.Way way, Moment last, Moment now) {
    Set<NodeId> entries =
        way.entries().stream()
            .filter(id -> last.stack().find(id).isPresent())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (entries.isEmpty()) {
      return List.of("It stands on nothing that is known here.");
    }
    var look = new Look(columns, false, zone);
    Optional<Ledger> rates = last.equals(now) ? Optional.of(now.ledger()) : Optional.empty();
    return StackText.of(last.stack(), entries, rates, look).lines().toList();
  }

  private static String place(int top, int end, int all) {
    return "%d-%d of %d".formatted(top + 1, end, all);
  }

  private void scroll(List<String> text, int scrolled) {
    int room = rows - lines.size() - 1;
    int top = Math.clamp(scrolled, 0, Math.max(0, text.size() - room));
    int end = Math.min(text.size(), top + room);
    text.subList(top, end).forEach(l -> text(l, Style.PLAIN));
    bottom(end - top < text.size() ? place(top, end, text.size()) : "");
    session.shown(top, room);
  }

  private List<String> keys(String place) {
    if (session.page() instanceof Page.Words) {
      return place.isEmpty() ? List.of("any key: back") : WORDS_KEYS;
    }
    return KEYS;
  }

  /** In the last line. */
  private void bottom(String place) {
    while (lines.size() < rows - 1) {
      lines.add(Line.of(""));
    }
    String keys =
        keys(place).stream()
            .filter(k -> Escape.width(k) + 1 + Escape.width(place) <= columns)
            .findFirst()
            .orElse("");
    lines.add(Line.between(keys, place, columns, Style.FAINT));
  }
}

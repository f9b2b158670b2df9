package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.Grouping.By;
import dev.iosleuth.reading.Fields;
import dev.iosleuth.stack.NodeId;
import dev.iosleuth.view.screen.Key.Special;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What was seen, and what the keys have made of it so far. */
public final class Session {
  /** What {@code b} goes through; empty: as people think of them. */
  private static final List<Optional<By>> GROUPINGS =
      List.of(
          Optional.empty(),
          Optional.of(By.ACCOUNT),
          Optional.of(By.GUEST),
          Optional.of(By.UNIT),
          Optional.of(By.CGROUP),
          Optional.of(By.DEVICE));

  private static final int PAGE = 10;
  private static final long LEAST_MS = 100;
  private static final long MOST_MS = 86_400_000;
  private final History history = new History();
  private final ArrayDeque<Page> pages = new ArrayDeque<>(List.of(Page.Table.WHOLE));
  private Optional<By> by;
  private double seconds;
  private Column sort = Column.TIME;
  private boolean reversed;
  private String filter = "";
  private Optional<Prompt> prompt = Optional.empty();
  private boolean paused;
  private int back;
  private boolean over;
  private int room = PAGE;
  private String said = "";

  /**
   * @param by what to sum by at first; empty: as people think of them
   * @param seconds of an interval
   */
  public Session(Optional<By> by, double seconds) {
    this.by = by;
    this.seconds = seconds;
  }

  /** The next interval; a screen that stands still goes on showing the same one. */
  public void add(Moment moment) {
    history.add(moment);
    if (paused) {
      back = Math.min(back + 1, history.size() - 1);
    }
    keepInSight();
  }

  public void press(Key key) {
    said = "";
    if (prompt.isPresent()) {
      type(prompt.get(), key);
    } else if (pages.getFirst() instanceof Page.Words && !scrolls(key)) {
      pages.removeFirst();
    } else {
      switch (key) {
        case Key.Typed(int point) -> command(point);
        case Special special -> move(special);
      }
    }
    keepInSight();
  }

  private static boolean scrolls(Key key) {
    return key instanceof Special special
        && switch (special) {
          case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END, REDRAW, SUSPEND -> true;
          case LEFT, RIGHT, ENTER, BACKSPACE, ESCAPE, CLEAR -> false;
        };
  }

  /** Whether an end was asked for. */
  public boolean over() {
    return over;
  }

  /** The length of an interval that is wanted now. */
  public double seconds() {
    return seconds;
  }

  private void command(int point) {
    switch (point) {
      case 'q' -> over = true;
      case ' ' -> {
        paused = !paused;
        back = paused ? back : 0;
      }
      case 's', '>' -> sort = sort.step(1);
      case '<' -> sort = sort.step(-1);
      case 'r' -> reversed = !reversed;
      case '/' -> prompt = Optional.of(new Prompt(Prompt.Kind.FILTER, filter));
      case 'd' -> prompt = Optional.of(new Prompt(Prompt.Kind.DELAY, ""));
      case 'b' -> regroup();
      case '[' -> step(1);
      case ']' -> step(-1);
      case 'n' -> notes();
      case '?', 'h' -> pages.addFirst(new Page.Words(Optional.empty(), 0));
      default -> number(point - '1');
    }
  }

  /** Of what is looked at, or what was said last: the next interval may be without. */
  private void notes() {
    history
        .from(back)
        .filter(m -> m.unseen() > 0)
        .findFirst()
        .or(this::moment)
        .ifPresent(m -> pages.addFirst(new Page.Words(Optional.of(m), 0)));
  }

  private void number(int column) {
    if (column >= 0 && column < Column.all().size()) {
      sort = Column.all().get(column);
    }
  }

  private void regroup() {
    if (pages.getFirst() instanceof Page.Table table) {
      by = GROUPINGS.get((GROUPINGS.indexOf(by) + 1) % GROUPINGS.size());
      replace(new Page.Table(table.device(), Optional.empty(), 0));
    }
  }

  /** So many intervals further back. */
  private void step(int by) {
    paused = true;
    back = Math.clamp((long) back + by, 0, Math.max(0, history.size() - 1));
  }

  private void move(Special key) {
    switch (key) {
      case UP -> move(-1);
      case DOWN -> move(1);
      case PAGE_UP -> move(-pageful());
      case PAGE_DOWN -> move(pageful());
      case HOME -> home();
      case END -> move(Integer.MAX_VALUE / 2);
      case ENTER -> down();
      case BACKSPACE -> up();
      case LEFT -> {
        if (!up()) {
          step(1);
        }
      }
      case RIGHT -> step(-1);
      case ESCAPE -> {
        if (!up()) {
          filter = "";
        }
      }
      case CLEAR, REDRAW, SUSPEND -> said = "";
    }
  }

  private int pageful() {
    return pages.getFirst() instanceof Page.Scrolled ? Math.max(1, room - 1) : PAGE;
  }

  private void move(int lines) {
    switch (pages.getFirst()) {
      case Page.Scrolled text -> replace(text.at(Math.max(0, text.scrolled() + lines)));
      case Page.Table table ->
          sight(table)
              .filter(sight -> !sight.rows().isEmpty())
              .ifPresent(sight -> {
                int at = Math.clamp((long) sight.at() + lines, 0, sight.rows().size() - 1);
                replace(new Page.Table(table.device(), Optional.of(sight.rows().get(at)), at));
              });
    }
  }

  private void home() {
    switch (pages.getFirst()) {
      case Page.Scrolled text -> replace(text.at(0));
      case Page.Table table -> replace(new Page.Table(table.device(), Optional.empty(), 0));
    }
  }

  /**
   * The screen knows how many lines there are.
   *
   * @param line the first one that is shown
   * @param room for so many
   */
  void shown(int line, int room) {
    this.room = room;
    if (pages.getFirst() instanceof Page.Scrolled text) {
      replace(text.at(line));
    }
  }

  /** From a device to its accounts, from an account to its stack. */
  private void down() {
    if (!(pages.getFirst() instanceof Page.Table table)) {
      return;
    }
    Optional<Sight> sight = sight(table).filter(s -> !s.rows().isEmpty());
    if (sight.isEmpty()) {
      return;
    }
    Row row = sight.get().rows().get(sight.get().at());
    replace(new Page.Table(table.device(), Optional.of(row), sight.get().at()));
    pages.addFirst(
        row.device()
            .<Page>map(d -> new Page.Table(Optional.of(d.node()), Optional.empty(), 0))
            .orElseGet(() -> new Page.Way(row, entries(row), 0)));
  }

  /** Where its I/O enters, or where it did when it last did any. */
  private List<NodeId> entries(Row row) {
    return history
        .from(back)
        .map(m -> Ways.entries(m, row))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private boolean up() {
    if (pages.size() == 1) {
      return false;
    }
    pages.removeFirst();
    return true;
  }

  private void type(Prompt typed, Key key) {
    switch (key) {
      case Key.Typed(int point) -> prompt = Optional.of(typed.typed(point));
      case Special.BACKSPACE -> prompt = Optional.of(typed.shorter());
      case Special.CLEAR -> prompt = Optional.of(new Prompt(typed.kind(), ""));
      case Special.ENTER -> {
        prompt = Optional.empty();
        if (typed.kind() == Prompt.Kind.DELAY) {
          delay(typed.text());
        }
      }
      case Special.ESCAPE -> {
        prompt = Optional.empty();
        filter = typed.kind() == Prompt.Kind.FILTER ? "" : filter;
        return;
      }
      case Special _ -> said = "";
    }
    if (typed.kind() == Prompt.Kind.FILTER) {
      filter = prompt.map(Prompt::text).orElse(filter);
    }
  }

  private void delay(String typed) {
    OptionalLong ms = Fields.parseScaled(typed, 3);
    if (ms.isPresent() && ms.getAsLong() >= LEAST_MS && ms.getAsLong() <= MOST_MS) {
      seconds = ms.getAsLong() / 1000.0;
    } else {
      said = "an interval takes from 0.1 up to 86400 seconds";
    }
  }

  private void replace(Page page) {
    pages.removeFirst();
    pages.addFirst(page);
  }

  /** What is chosen is remembered as it was last seen. */
  private void keepInSight() {
    switch (pages.getFirst()) {
      case Page.Way(Row row, List<NodeId> entries, int scrolled) ->
          moment()
              .ifPresent(m ->
                  find(Rows.of(m, by.filter(b -> b != By.DEVICE), Optional.empty()), row)
                      .ifPresent(now -> {
                        List<NodeId> found = Ways.entries(m, now);
                        replace(new Page.Way(now, found.isEmpty() ? entries : found, scrolled));
                      }));
      case Page.Words _ -> {}
      case Page.Table table ->
          table
              .chosen()
              .flatMap(_ -> sight(table))
              .filter(s -> s.gone().isEmpty() && s.at() < s.rows().size())
              .filter(s -> s.rows().get(s.at()).key().equals(table.chosen().orElseThrow().key()))
              .ifPresent(s ->
                  replace(
                      new Page.Table(table.device(), Optional.of(s.rows().get(s.at())), s.at())));
    }
  }

  private static Optional<Row> find(List<Row> rows, Row wanted) {
    return rows.stream().filter(r -> r.key().equals(wanted.key())).findFirst();
  }

  /**
   * The rows of a table as they are shown.
   *
   * @param at the chosen one
   * @param gone why the chosen one has no figures, in a word; else empty
   */
  record Sight(List<Row> rows, int at, String gone) {}

  Optional<Sight> sight(Page.Table table) {
    return moment().map(m -> sight(table, m));
  }

  private Sight sight(Page.Table table, Moment moment) {
    List<Row> all = Rows.of(moment, by, table.leaf());
    var order = reversed ? sort.order().reversed() : sort.order();
    List<Row> rows = all.stream().filter(r -> Rows.matches(r, filter)).sorted(order).toList();
    if (table.chosen().isEmpty()) {
      return new Sight(rows, 0, "");
    }
    Row chosen = table.chosen().get();
    Optional<Row> found = find(rows, chosen);
    if (found.isPresent()) {
      return new Sight(rows, rows.indexOf(found.get()), "");
    }
    if (find(all, chosen).isPresent()) {
      return new Sight(rows, Math.clamp(table.at(), 0, Math.max(0, rows.size() - 1)), "");
    }
    // its place stays, so that nobody takes the next one for it
    int at = Math.min(table.at(), rows.size());
    var with = new ArrayList<>(rows);
    with.add(at, chosen);
    return new Sight(with, at, chosen.gone(moment.alive()));
  }

  /** What is looked at: the last interval, or the one stepped back to. */
  Optional<Moment> moment() {
    return history.back(back);
  }

  /** Why the account has no figures now, in a word; empty if it has. */
  String gone(Page.Way way) {
    return moment()
        .filter(m ->
            find(Rows.of(m, by.filter(b -> b != By.DEVICE), Optional.empty()), way.row()).isEmpty())
        .map(m -> way.row().gone(m.alive()))
        .orElse("");
  }

  /** The last interval in which a guest stood there, from the one that is looked at on back. */
  Optional<Moment> last(Page.Way way) {
    return way.row().group().kind().equals("guest")
        ? history
            .from(back)
            .filter(m -> way.entries().stream().anyMatch(id -> m.stack().find(id).isPresent()))
            .findFirst()
        : Optional.empty();
  }

  Page page() {
    return pages.getFirst();
  }

  Optional<By> by() {
    return by;
  }

  Column sort() {
    return sort;
  }

  boolean reversed() {
    return reversed;
  }

  String filter() {
    return filter;
  }

  Optional<Prompt> prompt() {
    return prompt;
  }

  boolean paused() {
    return paused;
  }

  /** What went wrong with the last key. */
  String said() {
    return said;
  }

  /** How long before the last interval the shown one ended, seconds. */
  double ago() {
    return moment()
        .map(m ->
            history.back(0).orElseThrow().ledger().end().toEpochMilli()
                - m.ledger().end().toEpochMilli())
        .map(ms -> ms / 1000.0)
        .orElse(0.0);
  }
}

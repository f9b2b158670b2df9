package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.Group;
import dev.iosleuth.view.screen.Line.Span;
import dev.iosleuth.view.text.Bar;
import dev.iosleuth.view.text.Columns;
import dev.iosleuth.view.text.Discards;
import dev.iosleuth.view.text.Issued;
import dev.iosleuth.view.text.Labels;
import dev.iosleuth.view.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/** The table of culprits and victims: as many columns as find room. */
final class Table {
  /** Further apart the eye loses the line. */
  private static final int MOST_OF_A_NAME = 64;

  private static final int FULL = 80;
  private static final int WITH_SIZES = 104;
  private static final int WITH_EACH_WAIT = 128;

  /** One column behind the names. */
  private record Field(
      String heading, int columns, Column column, Style style, Function<Row, String> text) {
    static Field figure(String heading, int columns, Column column, Function<Row, String> text) {
      return new Field(
          Columns.right(heading, columns),
          columns,
          column,
          Style.PLAIN,
          row -> Columns.right(text.apply(row), columns));
    }
  }

  private final double seconds;
  private final List<Field> fields;
  private final int who;

  /**
   * @param issued whether any row can tell what was asked for
   */
  Table(int columns, double seconds, boolean issued) {
    this.seconds = seconds > 0 ? seconds : Double.NaN;
    this.fields = fields(columns, issued);
    int figures = fields.stream().mapToInt(Field::columns).sum();
    this.who = Math.min(MOST_OF_A_NAME, columns - 1 - figures);
  }

  private List<Field> fields(int columns, boolean issued) {
    var chosen = new ArrayList<Field>();
    chosen.addAll(time(columns));
    chosen.add(rate("r/s", 7, Column.READS, Group.Moved::readOps));
    chosen.add(rate("w/s", 7, Column.WRITES, Group.Moved::writeOps));
    if (columns >= 64) {
      chosen.add(rate("flush/s", 8, Column.FLUSHES, Group.Moved::flushOps));
    }
    if (columns >= 56) {
      chosen.add(
          Field.figure(
              "MiB/s", 8, Column.BYTES, r -> Units.mebi(r.group().moved().bytes() / seconds)));
    }
    if (columns >= WITH_SIZES) {
      chosen.add(Field.figure("SIZE", 8, Column.BYTES, r -> size(r.group().moved())));
    }
    if (issued && columns >= FULL) {
      chosen.add(Field.figure("ISSUED", 10, Column.ISSUED, r -> Issued.of(r.group(), seconds)));
    }
    chosen.add(Field.figure("WAIT", 8, Column.WAIT, r -> ms(r.waits().mean())));
    if (columns >= WITH_EACH_WAIT) {
      chosen.add(Field.figure("reads", 8, Column.WAIT, r -> ms(r.waits().read())));
      chosen.add(Field.figure("writes", 8, Column.WAIT, r -> ms(r.waits().write())));
      chosen.add(Field.figure("flushes", 8, Column.WAIT, r -> ms(r.waits().flush())));
    }
    return List.copyOf(chosen);
  }

  /** The share of the disks' time, with a bar where there is room. */
  private static List<Field> time(int columns) {
    if (columns < FULL) {
      return List.of(Field.figure("TIME", 6, Column.TIME, Table::share));
    }
    int bar = columns >= WITH_SIZES ? 10 : 4;
    return List.of(
        new Field(" DISK", 6, Column.TIME, Style.PLAIN, r -> Columns.right(share(r), 6)),
        new Field(
            Columns.left(" TIME", bar + 1),
            bar + 1,
            Column.TIME,
            Style.BAR,
            r -> " " + Bar.of(Double.isNaN(r.share()) ? 0 : r.share(), bar)));
  }

  private Field rate(
      String heading, int columns, Column column, Function<Group.Moved, Long> count) {
    return Field.figure(
        heading, columns, column, r -> Units.columnRate(count.apply(r.group().moved()) / seconds));
  }

  private static String share(Row row) {
    return Double.isNaN(row.share()) ? "-" : Units.percent(row.share());
  }

  private static String size(Group.Moved moved) {
    long ops = moved.readOps() + moved.writeOps();
    return ops == 0 ? "-" : Units.shortSize((double) moved.bytes() / ops);
  }

  private static String ms(OptionalDouble ms) {
    return ms.isPresent() ? Units.span(ms.getAsDouble()) : "-";
  }

  /** The column that is sorted by stands out. */
  Line heading(String first, Column sort) {
    Style name = sort == Column.WHO ? Style.MARKED : Style.BOLD;
    var spans =
        new ArrayList<>(
            List.of(new Span(" ", Style.BOLD), new Span(Columns.left(first, who), name)));
    for (Field field : fields) {
      boolean sorted = field.column() == sort;
      spans.add(new Span(field.heading(), sorted ? Style.MARKED : Style.BOLD));
    }
    return new Line(spans);
  }

  Line row(Row row, boolean chosen) {
    String name = (chosen ? ">" : " ") + Columns.left(Labels.of(row.group(), who), who);
    boolean unexplained = row.group().kind().equals("unexplained");
    Style own = unexplained ? Style.WARNING : Style.PLAIN;
    Stream<Span> figures =
        discardsOnly(row) ? discards(row) : fields.stream().map(f -> span(f, row, own));
    var line = new Line(Stream.concat(Stream.of(new Span(name, own)), figures).toList());
    return chosen ? line.in(Style.MARKED) : line;
  }

  /** Of the row that was chosen, when it has no figures. */
  Line gone(Row row, String why) {
    String name = ">" + Columns.left(Labels.of(row.group(), who), who);
    return Line.of(name + "  " + why, Style.MARKED);
  }

  private static Span span(Field field, Row row, Style own) {
    return new Span(field.text().apply(row), own == Style.PLAIN ? field.style() : own);
  }

  private boolean discardsOnly(Row row) {
    Group.Moved moved = row.group().moved();
    boolean room = fields.stream().anyMatch(f -> f.column() == Column.FLUSHES);
    return room && moved.discardOps() > 0 && moved.discardOps() == moved.ops();
  }

  private Stream<Span> discards(Row row) {
    List<Column> rates = List.of(Column.READS, Column.WRITES, Column.FLUSHES);
    int columns =
        fields.stream().filter(f -> rates.contains(f.column())).mapToInt(Field::columns).sum();
    String words = Discards.alone(row.group().moved().discardOps() / seconds, columns);
    return fields.stream()
        .filter(f -> f.column() != Column.READS && f.column() != Column.WRITES)
        .map(f ->
            f.column() == Column.FLUSHES
                ? new Span(words, Style.PLAIN)
                : span(f, row, Style.PLAIN));
  }
}

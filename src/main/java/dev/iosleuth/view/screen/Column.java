package dev.iosleuth.view.screen;

import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.Group;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the table can be sorted by, in the order of its columns. */
enum Column {
  WHO("name"),
  TIME("disk time"),
  READS("reads"),
  WRITES("writes"),
  FLUSHES("flushes"),
  BYTES("bytes"),
  ISSUED("what was asked for"),
  WAIT("wait");

  private final String words;

  Column(String words) {
    this.words = words;
  }

  /** Most first, names from A to Z; ties stay as they were. */
  Comparator<Row> order() {
    return this == WHO
        ? Comparator.comparing(row -> row.group().name().toLowerCase(Locale.ROOT))
        : Comparator.comparingDouble((Row row) -> -figure(row));
  }

  private double figure(Row row) {
    Group.Moved moved = row.group().moved();
    return switch (this) {
      case WHO -> 0;
      case TIME -> moved.deviceMs();
      case READS -> (double) moved.readOps();
      case WRITES -> (double) moved.writeOps();
      case FLUSHES -> (double) moved.flushOps();
      case BYTES -> (double) moved.bytes();
      case ISSUED -> row.group().issued().map(AccountTotal.Issued::ops).orElse(-1.0);
      case WAIT -> row.waits().mean().orElse(-1);
    };
  }

  String words(boolean reversed) {
    if (this == WHO) {
      return reversed ? "by name, Z to A" : "by name";
    }
    return (reversed ? "least " : "most ") + words + " first";
  }

  /** In the order of the screen. */
  static List<Column> all() {
    return List.of(values());
  }

  /** The column that stands so many further on, round the corner. */
  Column step(int by) {
    List<Column> all = all();
    return all.get(Math.floorMod(all.indexOf(this) + by, all.size()));
  }
}

package dev.iosleuth.kernel.tool;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code lvs --all --noheadings --unquoted} with the columns group, name, tags, attributes, major
 * and minor, separated by tabs.
 *
 * <pre>
 *   xenvg	web1.disk0_data	originstname+web1.example.com	-wi-ao----	254	3
 *   xenvg	[lvol0_pmspare]		ewi-------	-1	-1
 * </pre>
 *
 * Names that LVM keeps to itself stand in brackets. lvs(8).
 */
public record Lvs(List<Row> rows, List<Reading.Malformed<?>> damaged) {
  private static final int COLUMNS = 6;

  /**
   * @param name without brackets
   */
  public record Row(String group, String name, List<String> tags, String attributes) {
    public Row {
      tags = List.copyOf(tags);
    }
  }

  public Lvs {
    rows = List.copyOf(rows);
    damaged = List.copyOf(damaged);
  }

  public static Lvs parse(Text text) {
    var rows = new ArrayList<Row>();
    var damaged = new ArrayList<Reading.Malformed<?>>();
    int number = 0;
    var whole = WholeLines.of(text);
    whole.cut().ifPresent(damaged::add);
    for (String line : whole.lines()) {
      number++;
      List<String> cells = Arrays.asList(line.split("\t", -1));
      if (cells.size() == COLUMNS && !cells.get(0).isBlank() && !cells.get(1).isBlank()) {
        rows.add(
            new Row(
                cells.get(0).strip(),
                withoutBrackets(cells.get(1).strip()),
                tags(cells.get(2).strip()),
                cells.get(3).strip()));
      } else if (!line.isBlank()) {
        damaged.add(WholeLines.damage(text.where(number), COLUMNS + " columns", line));
      }
    }
    return new Lvs(rows, damaged);
  }

  private static String withoutBrackets(String name) {
    return name.length() > 2 && name.startsWith("[") && name.endsWith("]")
        ? name.substring(1, name.length() - 1)
        : name;
  }

  private static List<String> tags(String cell) {
    return cell.isEmpty() ? List.of() : Arrays.asList(cell.split(",", -1));
  }
}

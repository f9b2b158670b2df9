package dev.iosleuth.kernel.iostat;

import dev.iosleuth.reading.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads logs that tests hold as text. */
final class TestingLogs {
  /** What came of one. */
  record Log(List<Report> reports, long damaged) {
    List<Row> rows() {
      return reports.stream().flatMap(report -> report.rows().stream()).toList();
    }

    List<String> names() {
      return rows().stream().map(Row::name).toList();
    }

    /** Each by its row's name and its heading. */
    List<String> cells() {
      var cells = new ArrayList<String>();
      for (Row row : rows()) {
        for (int i = 0; i < row.printed().length; i++) {
          cells.add(row.name() + " " + row.layout().headings().get(i) + " " + row.printed()[i]);
        }
      }
      return cells;
    }
  }

  private TestingLogs() {}

  static Log read(String text) {
    return read(Utf8.encode(text));
  }

  static Log read(byte[] bytes) {
    return read(bytes, false);
  }

  /**
   * @param kept whether somebody says that the first report is an interval
   */
  static Log read(byte[] bytes, boolean kept) {
    var reports = new ArrayList<Report>();
    var reader = new LogReader("log", reports::add, kept);
    try {
      reader.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Log(reports, reader.damaged());
  }
}

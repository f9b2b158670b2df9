package dev.iosleuth.view.json;

import dev.iosleuth.finding.Explanation;
import dev.iosleuth.finding.app.Applications;
import dev.iosleuth.kernel.iostat.Figure;
import dev.iosleuth.kernel.iostat.Report;
import dev.iosleuth.kernel.iostat.Row;
import dev.iosleuth.ledger.iostat.DeviceLog;
import dev.iosleuth.ledger.iostat.LogSummary;
import dev.iosleuth.ledger.iostat.Statistic;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A log as JSON: its reports as they come, then what they come to. */
public final class LogJson implements Consumer<Report> {
  private final JsonText json;
  private final HeldWriter out;

  private LogJson(JsonText json, HeldWriter out) {
    this.json = json;
    this.out = out;
  }

  /**
   * What follows from a log.
   *
   * @param explanation of devices; of a log of processes why there is none
   * @param applications where response times were held against it
   */
  public record Answers(Explanation explanation, Optional<Applications> applications) {}

  /**
   * Nothing is written before the first report, so that a reading that fails without one leaves no
   * half an answer.
   *
   * @param reading hands each report on, to the end
   * @param summary asked for when all reports are read
   * @param answers what follows from them
   * @param notes asked for then, too
   * @throws UncheckedIOException if it could not be written
   */
  public static void write(
      Writer out,
      List<String> files,
      Consumer<Consumer<Report>> reading,
      Supplier<LogSummary> summary,
      Function<LogSummary, Answers> answers,
      Supplier<List<String>> notes) {
    var held = new HeldWriter(out);
    JsonText.stream(
        held,
        json -> {
          var log = new LogJson(json, held);
          json.strings("files", files);
          json.list("reports", () -> reading.accept(log));
          LogSummary all = summary.get();
          log.summary(all);
          Answers told = answers.apply(all);
          ExplanationJson.put(json, told.explanation);
          told.applications.ifPresent(what -> AppJson.put(json, what));
          json.strings("notes", notes.get());
        });
  }

  @Override
  public void accept(Report report) {
    out.release();
    json.item(() -> report(report));
  }

  private void report(Report report) {
    json.word("kind", report.kind());
    json.word("basis", report.basis());
    report.time().ifPresentOrElse(time -> json.string("time", time), () -> json.nothing("time"));
    json.number("seconds", report.seconds().orElse(Double.NaN));
    if (!report.cpu().isEmpty()) {
      json.object("cpu", () -> report.cpu().forEach(json::number));
    }
    if (report.lost() > 0) {
      json.number("rows_lost", report.lost());
    }
    json.objects(report.kind().processes() ? "processes" : "devices", report.rows(), this::row);
  }

  private void row(Row row) {
    json.string("name", row.name());
    if (!row.whole()) {
      json.truth("damaged", true);
    }
    json.object(
        "printed",
        () -> {
          List<String> headings = row.layout().headings();
          for (int i = 0; i < headings.size(); i++) {
            if (headings.indexOf(headings.get(i)) == i) {
              json.number(headings.get(i), row.printed()[i]);
            }
          }
        });
    for (Figure figure : Figure.values()) {
      if (row.layout().has(figure)) {
        json.number(figure.field(), row.figure(figure));
      }
    }
  }

  private void summary(LogSummary log) {
    json.object(
        "analysed",
        () -> {
          json.word("basis", log.basis());
          json.number("reports", log.reports());
          json.number("set_aside", log.setAside());
          json.number("seconds", log.seconds().orElse(Double.NaN));
          if (log.skips().times() > 0) {
            json.number("times_skipped", log.skips().times());
          }
          if (log.back().times() > 0) {
            json.number("times_back", log.back().times());
          }
          if (log.devices().stream().anyMatch(device -> device.missing() > 0)) {
            json.truth("missing_did_nothing", log.idle());
          }
        });
    json.objects(log.processes() ? "processes" : "devices", log.devices(), this::device);
  }

  private void device(DeviceLog device) {
    json.string("name", device.name());
    json.number("reports", device.reports());
    json.number("reports_damaged", device.damaged());
    json.number("reports_missing", device.missing());
    if (device.absurd() > 0) {
      json.number("reports_absurd", device.absurd());
    }
    statistic("util_percent", device.busy());
    statistic("wait_ms", device.waits());
    statistic("queue", device.queue());
    statistic("reads_per_second", device.reads());
    statistic("writes_per_second", device.writes());
    statistic("transfers_per_second", device.transfers());
    statistic("kib_per_second", device.kib());
    json.number("request_kib", device.size());
  }

  private void statistic(String field, Statistic statistic) {
    if (!statistic.known()) {
      json.nothing(field);
      return;
    }
    json.object(
        field,
        () -> {
          json.number("mean", statistic.mean());
          json.number("p95", statistic.p95());
          json.number("worst", statistic.worst());
          json.string("when", statistic.when());
        });
  }
}

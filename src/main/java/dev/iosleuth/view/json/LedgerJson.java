package dev.iosleuth.view.json;

import dev.iosleuth.ledger.Account;
import dev.iosleuth.ledger.AccountTotal;
import dev.iosleuth.ledger.DeviceLedger;
import dev.iosleuth.ledger.Flow;
import dev.iosleuth.ledger.Group;
import dev.iosleuth.ledger.Grouping;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.Posting;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The books of one interval as one line of JSON; docs/json.md says what each field is. */
public final class LedgerJson {
  private static final String NOT_CAPTURED = "it is not in the capture";

  private final JsonText json;

  private static final String OF_THE_HOST = "known of the whole host only, not of some devices";

  private LedgerJson(JsonText json) {
    this.json = json;
  }

  /** One object, without a line's end. */
  public static String of(Ledger ledger) {
    return of(ledger, Grouping.By.ACCOUNT);
  }

  /** One object whose accounts are summed by a part of their paths; devices stay as they are. */
  public static String of(Ledger ledger, Grouping.By by) {
    return JsonText.object(json -> new LedgerJson(json).ledger(ledger, by));
  }

  private void ledger(Ledger ledger, Grouping.By by) {
    host(json, ledger);
    interval(json, ledger);
    json.objects("devices", ledger.devices(), this::device);
    if (by == Grouping.By.ACCOUNT) {
      json.objects("accounts", ledger.accounts(), total -> total(total, ledger.chosen()));
    } else {
      boolean devices = by == Grouping.By.DEVICE;
      json.objects("accounts", Grouping.by(ledger, by), group -> group(group, devices));
    }
    notes(json, ledger.notes());
  }

  static void interval(JsonText json, Ledger ledger) {
    json.object(
        "interval",
        () -> {
          if (ledger.dated()) {
            json.string("start", ledger.start().toString());
            json.string("end", ledger.end().toString());
          } else {
            json.nothing("start");
            json.nothing("end");
          }
          json.number("seconds", ledger.seconds());
          if (!ledger.dated()) {
            json.absent(Map.of("start", NOT_CAPTURED, "end", NOT_CAPTURED));
          }
        });
  }

  private static void host(JsonText json, Ledger ledger) {
    if (!ledger.host().isEmpty()) {
      json.string("host", ledger.host());
      return;
    }
    json.nothing("host");
    json.absent(Map.of("host", NOT_CAPTURED));
  }

  static void notes(JsonText json, List<Note> notes) {
    json.objects(
        "notes",
        notes,
        note -> {
          json.word("kind", note.kind());
          json.string("subject", note.subject());
          json.string("text", note.text());
        });
  }

  static String name(Node node) {
    return node.name().isEmpty() ? node.kernelName() : node.name();
  }

  private void device(DeviceLedger device) {
    Node node = device.node();
    var absent = new LinkedHashMap<String, String>();
    json.string("id", node.id().value());
    json.string("name", name(node));
    json.string("kernel_name", node.kernelName());
    node.dev().ifPresentOrElse(d -> json.string("dev", d.toString()), () -> json.nothing("dev"));
    json.word("kind", node.kind());
    json.truth("leaf", node.leaf().isPresent());
    node.leaf().ifPresentOrElse(k -> json.word("leaf_kind", k), () -> json.nothing("leaf_kind"));
    switch (device.flow()) {
      case Reading.Known<Flow>(Flow flow) -> flow(flow, device.emptyWrites(), absent);
      case Reading.Absent<Flow> none -> noFlow(none.why(), absent);
      case Reading.Malformed<Flow> none -> noFlow(none.sentence(), absent);
    }
    json.absent(absent);
    json.objects("postings", device.postings(), this::posting);
  }

  private void noFlow(String why, Map<String, String> absent) {
    for (String field :
        List.of("reads", "writes", "discards", "flushes", "busy_ms", "busy_max_ms")) {
      json.nothing(field);
      absent.put(field, why);
    }
  }

  private void flow(Flow flow, Reading<Long> emptyWrites, Map<String, String> absent) {
    json.object("reads", () -> io(flow.reads()));
    json.object(
        "writes",
        () -> {
          io(flow.writes());
          emptyWrites
              .optional()
              .ifPresentOrElse(n -> json.number("empty", n), () -> json.nothing("empty"));
        });
    emptyWrites.whyNot().ifPresent(why -> absent.put("writes.empty", why));
    flow.discards()
        .optional()
        .ifPresentOrElse(
            io -> json.object("discards", () -> io(io)), () -> json.nothing("discards"));
    flow.discards().whyNot().ifPresent(why -> absent.put("discards", why));
    flow.flushes()
        .optional()
        .ifPresentOrElse(
            f -> json.object("flushes", () -> flushes(f)), () -> json.nothing("flushes"));
    flow.flushes().whyNot().ifPresent(why -> absent.put("flushes", why));
    json.number("busy_ms", flow.busyMs());
    json.number("busy_max_ms", flow.busyMaxMs());
  }

  private void io(Flow.Io io) {
    json.number("ops", io.ops());
    json.number("merges", io.merges());
    json.number("bytes", io.bytes());
    json.number("ms", io.ms());
  }

  private void flushes(Flow.Flushes flushes) {
    json.number("ops", flushes.ops());
    json.number("ms", flushes.ms());
  }

  private void posting(Posting posting) {
    json.object("account", () -> account(posting.account()));
    json.word("direction", posting.direction());
    json.number("ops", posting.ops());
    json.number("arrivals", posting.arrivals());
    json.number("bytes", posting.bytes());
    json.number("device_ms", posting.deviceMs());
    json.word("basis", posting.basis());
    json.strings("via", posting.via().stream().map(NodeId::value).toList());
  }

  private void account(Account account) {
    json.word("kind", account.kind());
    json.string("name", account.name());
    textOrNull("host", account.host());
    account.pid().ifPresentOrElse(pid -> json.number("pid", pid), () -> json.nothing("pid"));
    json.objects(
        "path",
        account.path(),
        element -> {
          json.word("kind", element.kind());
          json.string("name", element.name());
        });
  }

  private void textOrNull(String field, String value) {
    if (value.isEmpty()) {
      json.nothing(field);
    } else {
      json.string(field, value);
    }
  }

  private void total(AccountTotal total, boolean chosen) {
    json.object("account", () -> account(total.account()));
    if (chosen) {
      json.nothing("issued");
    } else {
      issued(total.issued());
    }
    json.number("device_ms", total.deviceMs());
    if (chosen) {
      json.absent(Map.of("issued", OF_THE_HOST));
    }
  }

  private void issued(AccountTotal.Issued issued) {
    json.object(
        "issued",
        () -> {
          json.number("ops", issued.ops());
          json.number("bytes", issued.bytes());
        });
  }

  private void group(Group group, boolean devices) {
    json.object(
        "account",
        () -> {
          json.string("kind", group.kind());
          json.string("name", group.name());
          textOrNull("host", group.host());
          group.pid().ifPresentOrElse(pid -> json.number("pid", pid), () -> json.nothing("pid"));
          json.strings("path", List.of());
        });
    group.issued().ifPresentOrElse(this::issued, () -> json.nothing("issued"));
    json.number("device_ms", group.moved().deviceMs());
    json.number("members", group.members());
    if (group.issued().isEmpty()) {
      json.absent(Map.of("issued", devices ? "a device asks for nothing" : OF_THE_HOST));
    }
  }
}

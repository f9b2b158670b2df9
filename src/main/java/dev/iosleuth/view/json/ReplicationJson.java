package dev.iosleuth.view.json;

import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Replication.Amount;
import dev.iosleuth.ledger.replica.Replication.Between;
import dev.iosleuth.ledger.replica.Replication.Guest;
import dev.iosleuth.ledger.replica.Replication.Match;
import dev.iosleuth.ledger.replica.Replication.Progress;
import dev.iosleuth.ledger.replica.Replication.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Several hosts' replicated guests as one line of JSON; docs/json.md says what each field is. */
public final class ReplicationJson {
  private static final String BOUNDED = "how many writes carried data has bounds only";
  private static final String UNBOUNDED =
      "the two hosts are not known to have written the same data";

  private final JsonText json;

  private ReplicationJson(JsonText json) {
    this.json = json;
  }

  /** One object, without a line's end. */
  public static String of(List<Ledger> ledgers, Replication replication) {
    return JsonText.object(json -> new ReplicationJson(json).all(ledgers, replication));
  }

  private void all(List<Ledger> ledgers, Replication replication) {
    json.objects(
        "hosts",
        ledgers,
        ledger -> {
          json.string("host", ledger.host());
          LedgerJson.interval(json, ledger);
          LedgerJson.notes(json, ledger.notes());
        });
    json.truth("together", replication.together());
    json.objects("guests", replication.guests(), guest -> guest(guest, replication.together()));
  }

  private void guest(Guest guest, boolean together) {
    json.string("name", guest.name());
    json.number("disks", guest.disks());
    json.word("match", guest.match());
    guest
        .here()
        .ifPresentOrElse(
            own -> {
              json.object("asked", () -> devices(guest, guest.asked()));
              json.object("here", () -> side(guest, own));
            },
            () -> {
              json.nothing("asked");
              json.nothing("here");
            });
    json.objects(
        "peers",
        guest.peers(),
        peer -> {
          side(guest, peer);
          guest.here().ifPresent(own -> ratios(guest, own, peer, together));
        });
    var absent = new LinkedHashMap<String, String>();
    if (guest.here().isEmpty()) {
      String why =
          guest.match() == Match.NOT_RECORDED
              ? "the host where it runs is not among the recordings"
              : "which of the recordings is of the host where it runs cannot be told";
      absent.put("asked", why);
      absent.put("here", why);
    }
    log(guest, absent);
    json.absent(absent);
  }

  private void log(Guest guest, Map<String, String> absent) {
    String field = "log_writes_for_one";
    Optional<Between> full = guest.full();
    if (guest.here().isPresent() && full.isPresent() && full.get().known()) {
      ratio(field, full.get().least(), guest.here().get().transactions());
      return;
    }
    json.nothing(field);
    if (guest.here().isPresent()) {
      absent.put(field, full.isPresent() ? BOUNDED : UNBOUNDED);
    }
  }

  private void ratios(Guest guest, Side own, Side peer, boolean together) {
    if (!together) {
      var why = new LinkedHashMap<String, String>();
      for (String field : List.of("bytes_for_one", "writes_for_one", "empty_more")) {
        json.nothing(field);
        why.put(field, "the recordings have no time in common");
      }
      json.absent(why);
      return;
    }
    ratio("bytes_for_one", own.data().writeBytes(), peer.data().writeBytes());
    ratio("writes_for_one", own.data().writeOps(), peer.data().writeOps());
    OptionalLong more = guest.emptyMore(peer);
    if (more.isPresent()) {
      json.number("empty_more", more.getAsLong());
    } else {
      json.nothing("empty_more");
      var why = new LinkedHashMap<String, String>();
      why.put("empty_more", UNBOUNDED);
      json.absent(why);
    }
  }

  private void ratio(String field, long first, long second) {
    if (first > 0) {
      json.number(field, (double) second / first);
    } else {
      json.nothing(field);
    }
  }

  private void side(Guest guest, Side side) {
    json.string("host", side.host());
    json.object("data", () -> devices(guest, side.data()));
    json.object(
        "log",
        () -> {
          counted(side.log());
          empty(Optional.of(new Between(side.logEmpty(), side.logEmpty())));
        });
    json.object("disks", () -> moved(side.disks()));
    json.object("drbd_jobs", () -> moved(side.jobs()));
    json.object("drbd", () -> progress(side.drbd()));
    if (side.resync().isPresent()) {
      json.object(
          "resync",
          () -> {
            json.number("write_ops", side.resync().get().ops());
            json.number("write_bytes", side.resync().get().bytes());
          });
    } else {
      json.nothing("resync");
    }
  }

  private void devices(Guest guest, Amount amount) {
    counted(amount);
    empty(guest.empty(amount));
  }

  private void empty(Optional<Between> count) {
    if (count.isPresent()) {
      json.number("empty_least", count.get().least());
      json.number("empty_most", count.get().most());
      return;
    }
    json.nothing("empty_least");
    json.nothing("empty_most");
    var why = new LinkedHashMap<String, String>();
    why.put("empty_least", UNBOUNDED);
    why.put("empty_most", UNBOUNDED);
    json.absent(why);
  }

  private void counted(Amount amount) {
    json.number("read_ops", amount.readOps());
    json.number("read_bytes", amount.readBytes());
    json.number("write_ops", amount.writeOps());
    json.number("write_bytes", amount.writeBytes());
  }

  private void moved(Amount amount) {
    counted(amount);
    json.number("flush_ops", amount.flushOps());
    json.number("device_ms", amount.deviceMs());
  }

  private void progress(Progress progress) {
    var absent = new LinkedHashMap<String, String>();
    count("written_bytes", progress.writtenBytes(), absent);
    count("activity_log_ops", progress.activityLogOps(), absent);
    count("bitmap_ops", progress.bitmapOps(), absent);
    count("resync_bytes", progress.resyncBytes(), absent);
    json.absent(absent);
  }

  private void count(String field, OptionalLong count, Map<String, String> absent) {
    if (count.isPresent()) {
      json.number(field, count.getAsLong());
    } else {
      json.nothing(field);
      absent.put(field, "DRBD's own count could not be read at both ends");
    }
  }
}

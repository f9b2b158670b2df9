package dev.iosleuth.view.json;

import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.replica.Replication;
import dev.iosleuth.ledger.replica.Replication.Amount;
import dev.iosleuth.ledger.replica.Replication.Guest;
import dev.iosleuth.ledger.replica.Replication.Progress;
import dev.iosleuth.ledger.replica.Replication.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;

/** Several hosts' replicated guests as one line of JSON; docs/json.md says what each field is. */
public final class ReplicationJson {
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
    json.objects("guests", replication.guests(), this::guest);
  }

  private void guest(Guest guest) {
    json.string("name", guest.name());
    json.number("disks", guest.disks());
    guest
        .here()
        .ifPresentOrElse(
            own -> {
              json.object("asked", () -> counted(guest.asked()));
              json.object("here", () -> side(own));
            },
            () -> {
              json.nothing("asked");
              json.nothing("here");
            });
    json.objects(
        "peers",
        guest.peers(),
        peer -> {
          side(peer);
          guest.here().ifPresent(own -> ratios(guest, own, peer));
        });
    guest
        .here()
        .ifPresent(own -> ratio("log_writes_for_one", own.data().writeOps(), own.log().writeOps()));
    var absent = new LinkedHashMap<String, String>();
    if (guest.here().isEmpty()) {
      String why = "the host where it runs is not among the recordings";
      absent.put("asked", why);
      absent.put("here", why);
    }
    json.absent(absent);
  }

  private void ratios(Guest guest, Side own, Side peer) {
    ratio("bytes_for_one", own.data().writeBytes(), peer.data().writeBytes());
    ratio("writes_for_one", own.data().writeOps(), peer.data().writeOps());
    OptionalLong more = guest.emptyMore(peer);
    if (more.isPresent()) {
      json.number("empty_more", more.getAsLong());
    } else {
      json.nothing("empty_more");
      var why = new LinkedHashMap<String, String>();
      why.put("empty_more", "the bytes of the two hosts are not those of the same writes");
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

  private void side(Side side) {
    json.string("host", side.host());
    json.object("data", () -> counted(side.data()));
    json.object("log", () -> counted(side.log()));
    json.object("disks", () -> moved(side.disks()));
    json.object("drbd_jobs", () -> moved(side.jobs()));
    json.object("drbd", () -> progress(side.drbd()));
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
    if (progress.writtenBytes().isPresent()) {
      json.number("written_bytes", progress.writtenBytes().getAsLong());
    } else {
      json.nothing("written_bytes");
    }
    json.number("activity_log_ops", progress.activityLogOps());
    json.number("bitmap_ops", progress.bitmapOps());
    json.number("resync_bytes", progress.resyncBytes());
  }
}

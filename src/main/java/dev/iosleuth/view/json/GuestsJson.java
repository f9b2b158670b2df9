package dev.iosleuth.view.json;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.ledger.Ledger;
import dev.iosleuth.ledger.guest.GuestInside;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestView.Both;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.Note;
import dev.iosleuth.stack.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Guests and both views of their disks, as one line of JSON. */
public final class GuestsJson {
  private static final double NANOS_PER_MS = 1e6;

  private final JsonText json;
  private final boolean measured;

  private GuestsJson(JsonText json, boolean measured) {
    this.json = json;
    this.measured = measured;
  }

  /**
   * @param ledger of the interval, where one was measured
   */
  public static String of(List<GuestView> guests, Optional<Ledger> ledger, List<Note> notes) {
    return JsonText.object(json -> {
      ledger.ifPresent(l -> LedgerJson.interval(json, l));
      json.objects("guests", guests, new GuestsJson(json, ledger.isPresent())::guest);
      LedgerJson.notes(json, notes);
    });
  }

  private void guest(GuestView view) {
    Guest guest = view.guest();
    var absent = new LinkedHashMap<String, String>();
    json.string("name", guest.name());
    json.word("kind", guest.kind());
    json.string("title", guest.title());
    guest.uuid().ifPresentOrElse(u -> json.string("uuid", u), () -> json.nothing("uuid"));
    guest.pid().ifPresentOrElse(pid -> json.number("pid", pid), () -> json.nothing("pid"));
    json.word("manager", guest.manager());
    text("status", view.told().then(GuestCounters::status), absent);
    Reading<String> teller = view.told().map(t -> t.teller().name().toLowerCase(Locale.ROOT));
    text("told_by", teller, absent);
    json.objects(
        "helpers",
        guest.helpers(),
        helper -> {
          json.number("pid", helper.process().pid());
          json.string("kind", helper.kind());
        });
    json.objects("disks", view.disks(), this::disk);
    if (view.inside() instanceof Reading.Known<List<GuestInside>>(List<GuestInside> inside)) {
      json.objects("inside", inside, this::inside);
    } else {
      json.nothing("inside");
      absent.put("inside", view.inside().whyNot().orElse(""));
    }
    json.absent(absent);
  }

  private void text(String field, Reading<String> reading, Map<String, String> absent) {
    if (reading instanceof Reading.Known<String>(String value)) {
      json.string(field, value);
      return;
    }
    json.nothing(field);
    absent.put(field, reading.whyNot().orElse(""));
  }

  private void disk(GuestView.OfDisk view) {
    GuestDisk disk = view.disk();
    json.string("id", disk.id());
    json.string("qdev", disk.qdev());
    json.string("node", disk.node());
    json.string("target", disk.target());
    json.string("model", disk.model());
    json.string("serial", disk.serial());
    json.word("medium", disk.medium());
    json.string("format", disk.format());
    json.string("cache", disk.settings().cache());
    json.word("cache_by", disk.settings().origin());
    json.string("aio", disk.settings().aio());
    json.string("discard", disk.settings().discard());
    json.truth("read_only", disk.settings().readOnly());
    var absent = new LinkedHashMap<String, String>();
    limits(disk.settings().limits(), absent);
    json.objects("images", disk.images(), this::image);
    json.strings("backing", view.backing().stream().map(NodeId::value).toList());
    side("totals", view.totals().guest(), 0, absent);
    side("host", view.totals().host(), 0, absent);
    json.string("why", view.why());
    if (measured) {
      rates(view.interval());
    }
    json.absent(absent);
  }

  private void limits(Reading<Map<String, Long>> limits, Map<String, String> absent) {
    if (limits instanceof Reading.Known<Map<String, Long>>(Map<String, Long> all)) {
      json.object("limits", () -> all.forEach((name, most) -> json.number(name, most)));
      return;
    }
    json.nothing("limits");
    absent.put("limits", limits.whyNot().orElse(""));
  }

  /** A block device as the guest's own kernel has it. */
  private void inside(GuestInside device) {
    var absent = new LinkedHashMap<String, String>();
    json.string("name", device.name());
    inside(Reading.known(device.totals()), 0, "", absent);
    if (measured && device.interval() instanceof Reading.Known<DiskCounters>) {
      json.object(
          "rates",
          () -> {
            json.number("seconds", device.seconds());
            inside(device.interval(), device.seconds(), "rates.", absent);
          });
    } else if (measured) {
      json.nothing("rates");
      absent.put("rates", device.interval().whyNot().orElse(""));
    }
    json.absent(absent);
  }

  private void inside(
      Reading<DiskCounters> counters, double seconds, String prefix, Map<String, String> absent) {
    requests("reads", counters.map(DiskCounters::reads), seconds, true, prefix, absent);
    requests("writes", counters.map(DiskCounters::writes), seconds, true, prefix, absent);
    requests("flushes", counters.map(DiskCounters::flushes), seconds, false, prefix, absent);
    requests("unmaps", counters.map(DiskCounters::unmaps), seconds, true, prefix, absent);
  }

  private void image(GuestImage image) {
    json.string("node", image.node());
    json.string("format", image.format());
    String place =
        switch (image.place()) {
          case Place.File(String path) -> path;
          case Place.Device(String path) -> path;
          case Place.Remote(String kind, String address) -> kind + ":" + address;
          case Place.VhostUser(String socket) -> "vhost-user:" + socket;
          case Place.Descriptors(String set) -> "fdset:" + set;
          case Place.Other(String driver, String name) ->
              name.isEmpty() ? driver : driver + ":" + name;
        };
    json.string("place", image.path().isEmpty() ? place : image.path());
    json.truth("deleted", image.deleted());
    image.server().ifPresentOrElse(this::server, () -> json.nothing("server"));
  }

  private void server(GuestImage.Server server) {
    json.object(
        "server",
        () -> {
          json.number("pid", server.process().pid());
          json.string("program", server.program());
          server
              .file()
              .ifPresentOrElse(f -> json.string("file", f.path()), () -> json.nothing("file"));
        });
  }

  private void rates(Reading<Both> interval) {
    if (!(interval instanceof Reading.Known<Both>(Both both))) {
      json.nothing("rates");
      return;
    }
    json.object(
        "rates",
        () -> {
          var absent = new LinkedHashMap<String, String>();
          json.number("seconds", both.guest().map(_ -> both.seconds()).orElse(Double.NaN));
          kinds(both.guest(), both.seconds(), "", absent);
          side("host", both.host(), both.hostSeconds(), absent);
          json.absent(absent);
        });
  }

  private void side(
      String name, Reading<DiskCounters> counters, double seconds, Map<String, String> absent) {
    if (counters instanceof Reading.Known<DiskCounters>) {
      json.object(
          name,
          () -> {
            if (seconds > 0) {
              json.number("seconds", seconds);
            }
            kinds(counters, seconds, name + ".", absent);
          });
      return;
    }
    json.nothing(name);
    absent.put(name, counters.whyNot().orElse(""));
  }

  /** Counts; a second where an interval is given. */
  private void kinds(
      Reading<DiskCounters> reading, double seconds, String prefix, Map<String, String> absent) {
    requests("reads", reading.map(DiskCounters::reads), seconds, true, prefix, absent);
    requests("writes", reading.map(DiskCounters::writes), seconds, true, prefix, absent);
    requests("flushes", reading.map(DiskCounters::flushes), seconds, false, prefix, absent);
    requests("unmaps", reading.map(DiskCounters::unmaps), seconds, true, prefix, absent);
    number("failed", reading.then(c -> sum(c, Requests::failed)), seconds, prefix, absent);
    number("invalid", reading.then(c -> sum(c, Requests::invalid)), seconds, prefix, absent);
  }

  /** Of all kinds that tell it. */
  private static Reading<Long> sum(DiskCounters counters, Function<Requests, Reading<Long>> of) {
    Reading<Long> sum = of.apply(counters.reads());
    for (Requests requests : List.of(counters.writes(), counters.flushes(), counters.unmaps())) {
      sum = sum.map(s -> s + of.apply(requests).orElse(0L));
    }
    return sum;
  }

  private void requests(
      String kind,
      Reading<Requests> requests,
      double seconds,
      boolean sized,
      String prefix,
      Map<String, String> absent) {
    json.object(
        kind,
        () -> {
          String own = prefix + kind + ".";
          number("ops", requests.then(Requests::operations), seconds, own, absent);
          if (sized) {
            number("bytes", requests.then(Requests::bytes), seconds, own, absent);
            number("merged", requests.then(Requests::merged), seconds, own, absent);
          }
          Reading<Double> ms = requests.then(Requests::nanos).map(n -> n / NANOS_PER_MS);
          decimal("ms", ms, seconds, own, absent);
        });
  }

  private void number(
      String field,
      Reading<Long> reading,
      double seconds,
      String prefix,
      Map<String, String> absent) {
    if (seconds > 0) {
      decimal(field, reading.map(n -> (double) n), seconds, prefix, absent);
    } else if (reading instanceof Reading.Known<Long>(Long value)) {
      json.number(field, value);
    } else {
      json.nothing(field);
      absent.put(prefix + field, reading.whyNot().orElse(""));
    }
  }

  private void decimal(
      String field,
      Reading<Double> reading,
      double seconds,
      String prefix,
      Map<String, String> absent) {
    if (reading instanceof Reading.Known<Double>(Double value)) {
      json.number(field, seconds > 0 ? value / seconds : value);
    } else {
      json.nothing(field);
      absent.put(prefix + field, reading.whyNot().orElse(""));
    }
  }
}

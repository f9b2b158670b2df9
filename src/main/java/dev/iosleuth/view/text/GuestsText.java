package dev.iosleuth.view.text;

import dev.iosleuth.kernel.qemu.DiskCounters;
import dev.iosleuth.kernel.qemu.DiskCounters.Requests;
import dev.iosleuth.kernel.qemu.Place;
import dev.iosleuth.ledger.guest.GuestInside;
import dev.iosleuth.ledger.guest.GuestView;
import dev.iosleuth.ledger.guest.GuestView.Both;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestCounters;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.GuestImage;
import dev.iosleuth.sample.Note;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The guests with their disks, what each counted itself, and beside it what the host counted of the
 * same disk.
 */
public final class GuestsText {
  private static final String UNKNOWN = "-";
  private static final String DELETED = " (deleted)";
  private static final int COLUMN = 8;
  private static final int COLUMNS = 7;
  private static final int LEAST_NAME = 16;
  private static final double NANOS_PER_MS = 1e6;
  private static final int NAME = 34;
  private static final String INSIDE = "  inside it: ";
  private static final int MOST_INSIDE = 2;

  private final Look look;
  private final boolean rates;
  private final boolean reasons;

  /** Narrow screens leave out the last ones. */
  private final int columns;

  private final List<String> lines = new ArrayList<>();

  private GuestsText(Look look, boolean rates, boolean reasons) {
    this.look = look;
    this.rates = rates;
    this.reasons = reasons;
    this.columns = Math.min(COLUMNS, (look.width() - LEAST_NAME) / COLUMN);
  }

  private int room() {
    return look.width() - columns * COLUMN;
  }

  /**
   * @param seconds of the interval; empty where none was measured: then all since the beginning
   * @param reasons whether to tell why both sides differ, and where the images lie
   */
  public static String of(
      Sample sample,
      List<GuestView> guests,
      Optional<Double> seconds,
      boolean reasons,
      List<Note> notes,
      Look terminal) {
    var text = new GuestsText(terminal.table(), seconds.isPresent(), reasons);
    text.title(sample, guests.size(), seconds);
    if (guests.isEmpty()) {
      text.lines.add("No virtual machine runs here.");
    } else {
      text.answer(guests);
      text.heading();
      List<GuestView> idle = reasons ? List.of() : guests.stream().filter(text::isIdle).toList();
      guests.stream().filter(guest -> !idle.contains(guest)).forEach(text::guest);
      text.idle(idle);
    }
    List<String> said = NotesText.lines(NotesText.together(notes), false, text.look.width());
    text.lines.addAll(said.isEmpty() ? List.of() : List.of(""));
    text.lines.addAll(said);
    return String.join("\n", text.lines) + "\n";
  }

  private void title(Sample sample, int guests, Optional<Double> seconds) {
    String host = sample.host().isEmpty() ? "host not captured" : sample.host();
    String over = seconds.map(Units::seconds).orElse("since each guest started");
    String left =
        Escape.terminal(host, 30) + " · " + Units.count(guests, "guest", "guests") + " · " + over;
    boolean dated = sample.wall().getEpochSecond() > 0;
    String right = dated ? Clock.seconds(sample.wall(), look.zone()) : Clock.UNKNOWN;
    int room = look.width() - Width.of(right) - 1;
    if (Width.of(left) <= room) {
      lines.add(Columns.left(left, room) + " " + right);
    } else {
      lines.addAll(Wrap.lines(left, look.width()));
      lines.add(right);
    }
    lines.add("");
  }

  private void answer(List<GuestView> guests) {
    lines.addAll(Wrap.lines(GuestsAnswer.of(guests, rates), look.width()));
    lines.add("");
  }

  /** Whether its own counters say that it did nothing. */
  private boolean isIdle(GuestView guest) {
    return guest.told().optional().isPresent()
        && !guest.disks().isEmpty()
        && guest.disks().stream().allMatch(this::isIdle);
  }

  private boolean isIdle(GuestView.OfDisk disk) {
    Both both = rates ? disk.interval().orElse(disk.totals()) : disk.totals();
    return both.guest().map(DiskCounters::isNothing).orElse(false)
        && both.host().map(host -> !rates || host.isNothing()).orElse(true);
  }

  private void idle(List<GuestView> guests) {
    if (guests.isEmpty()) {
      return;
    }
    String names =
        guests.stream()
            .map(guest -> Escape.terminal(guest.guest().name(), NAME))
            .collect(Collectors.joining(", "));
    lines.addAll(Wrap.hanging("Idle: ", names, look.width()));
  }

  private void heading() {
    List<String> words =
        rates
            ? List.of("r/s", "w/s", "flush/s", "MiB/s", "r ms", "w ms", "fl ms")
            : List.of("READS", "WRITES", "FLUSHES", "READ", "WRITTEN", "MERGED", "FAILED");
    var line = new StringBuilder(Columns.left("", room()));
    words.stream().limit(columns).forEach(word -> line.append(Columns.right(word, COLUMN)));
    lines.add(look.bold(line.toString()));
  }

  private void guest(GuestView view) {
    Guest guest = view.guest();
    String state = view.ended() ? "ended" : view.told().then(GuestCounters::status).orElse("");
    String pid = guest.pid().map(p -> "pid " + p).orElse("");
    String about =
        String.join(
            ", ",
            List.of(guest.title(), guest.manager().name().toLowerCase(Locale.ROOT), state, pid)
                .stream()
                .filter(word -> !word.isEmpty())
                .toList());
    String name = Escape.terminal(guest.name(), look.width() / 2);
    int room = look.width() - Width.of(name) - 3;
    lines.add(look.bold(name) + "   " + Escape.terminal(about, room));
    boolean machine = guest.kind() == Guest.Kind.MACHINE;
    if (view.disks().isEmpty()) {
      lines.add("  no disks");
    }
    if (reasons && machine && view.told() instanceof Reading.Absent<GuestCounters>(String why)) {
      lines.addAll(Wrap.hanging("  ", "its own counters: " + Escape.terminal(why), look.width()));
    }
    boolean told = view.told().optional().isPresent();
    view.disks().forEach(disk -> disk(disk, machine, told));
    inside(view.inside().orElse(List.of()).stream().filter(GuestInside::isWhole).toList());
  }

  /** Disks as the guest's own kernel counts them; its partitions and volumes JSON has. */
  private void inside(List<GuestInside> disks) {
    int most = reasons ? disks.size() : Math.min(MOST_INSIDE, disks.size());
    for (GuestInside disk : disks.subList(0, most)) {
      String name = Escape.terminal(disk.name(), room() - INSIDE.length() - 1);
      String label = Columns.left(INSIDE + name, room());
      lines.add(
          label + figures(rates ? disk.interval() : Reading.known(disk.totals()), disk.seconds()));
    }
    if (disks.size() > most) {
      lines.add(INSIDE + "and " + (disks.size() - most) + " more");
    }
  }

  /**
   * @param counts whether the guest counts for itself
   * @param told whether it told of any disk; if not, the reason stands above
   */
  private void disk(GuestView.OfDisk view, boolean counts, boolean told) {
    GuestDisk disk = view.disk();
    int room = room();
    Both both = rates ? view.interval().orElse(view.totals()) : view.totals();
    String label = Escape.terminal(name(disk), room - 3);
    String beginning = "  " + Columns.left(label, room - 2);
    lines.add(
        beginning
            + (counts
                ? figures(both.guest(), both.seconds())
                : figures(both.host(), both.hostSeconds())));
    boolean known = both.host() instanceof Reading.Known<DiskCounters>;
    if (counts && known) {
      String host = Columns.left(rates ? "on the host" : "host since it is up", room - 4);
      lines.add("    " + host + figures(both.host(), both.hostSeconds()));
    }
    var about = new ArrayList<String>();
    about.add(
        both.guest()
            .optional()
            .map(own -> besides(own, both.seconds()))
            .orElseGet(() -> hostUnmaps(both, counts)));
    about.add(where(disk));
    about.add(settings(disk));
    about.add(limits(disk.settings().limits().orElse(Map.of())));
    if (!known && reasons) {
      both.host()
          .whyNot()
          .filter(why -> !view.why().contains(why))
          .ifPresent(why -> about.add("on the host: " + Escape.terminal(why)));
    }
    if (counts && told && reasons && both.guest().whyNot().isPresent()) {
      about.add("by the guest: " + Escape.terminal(both.guest().whyNot().orElse("")));
    }
    about.removeIf(String::isEmpty);
    lines.addAll(Wrap.hanging("    ", String.join("; ", about), look.width()));
    if (reasons) {
      String beside = disk.format().equals("quorum") ? "and on " : "backed by ";
      disk.images().stream()
          .skip(1)
          .forEach(
              image -> lines.addAll(Wrap.hanging("    ", beside + where(image), look.width())));
      if (!view.why().isEmpty() && (!counts || !isAlike(both))) {
        lines.addAll(Wrap.hanging("    why: ", Escape.terminal(view.why()), look.width()));
      }
    }
  }

  /** With libvirt's own name, by which its commands know it. */
  private static String name(GuestDisk disk) {
    String label = disk.label().isEmpty() ? "disk" : disk.label();
    boolean more = !disk.target().isEmpty() && !disk.target().equals(label);
    return more ? label + " (" + disk.target() + ")" : label;
  }

  /** Whether both sides counted the same, so that there is nothing to be explained. */
  private static boolean isAlike(Both both) {
    return both.guest().then(own -> both.host().map(host -> isAlike(own, host))).orElse(false);
  }

  private static boolean isAlike(DiskCounters own, DiskCounters host) {
    return isAlike(own.reads(), host.reads()) && isAlike(own.writes(), host.writes());
  }

  private static boolean isAlike(Requests own, Requests host) {
    return own.operations().equals(host.operations()) && own.bytes().equals(host.bytes());
  }

  private static String settings(GuestDisk disk) {
    String cache = disk.settings().cache();
    String aio = disk.settings().aio();
    return String.join(
        " ",
        List.of(
                disk.format(),
                cache.isEmpty() ? "" : "cache=" + cache,
                aio.isEmpty() ? "" : "aio=" + aio,
                disk.settings().readOnly() ? "read-only" : "")
            .stream()
            .filter(word -> !word.isEmpty())
            .map(word -> Escape.terminal(word, NAME))
            .toList());
  }

  private static String limits(Map<String, Long> limits) {
    String words =
        limits.entrySet().stream()
            .map(limit -> limit.getKey() + "=" + limit.getValue())
            .collect(Collectors.joining(" "));
    return words.isEmpty() ? "" : "throttled: " + Escape.terminal(words);
  }

  /** What has no column, where it is not 0. */
  private String besides(DiskCounters counters, double seconds) {
    var words = new ArrayList<String>();
    unmaps(counters, seconds).ifPresent(words::add);
    long merged = sum(counters, Requests::merged).orElse(0L);
    if (rates && merged > 0) {
      words.add(counted(merged, seconds, "merged", "merged"));
    }
    long failed = all(counters, Requests::failed);
    if (rates && failed > 0) {
      words.add(Units.count(failed, "operation", "operations") + " failed");
    }
    long invalid = all(counters, Requests::invalid);
    if (invalid > 0) {
      words.add(Units.count(invalid, "operation", "operations") + " invalid");
    }
    return String.join(", ", words);
  }

  private Optional<String> unmaps(DiskCounters counters, double seconds) {
    long unmaps = counters.unmaps().operations().orElse(0L);
    if (unmaps <= 0) {
      return Optional.empty();
    }
    String size = Units.size((double) counters.unmaps().bytes().orElse(0L) / unmaps);
    return Optional.of(counted(unmaps, seconds, "unmap", "unmaps") + " of " + size);
  }

  /** Where the guest does not tell its own. */
  private String hostUnmaps(Both both, boolean counts) {
    return both.host()
        .optional()
        .flatMap(host -> unmaps(host, both.hostSeconds()))
        .map(words -> counts ? "on the host " + words : words)
        .orElse("");
  }

  private String counted(long count, double seconds, String one, String many) {
    return rates
        ? Units.spokenRate(count / Math.max(1e-3, seconds)) + " " + many + "/s"
        : Units.count(count, one, many);
  }

  private static long all(DiskCounters counters, Function<Requests, Reading<Long>> of) {
    return Stream.of(counters.reads(), counters.writes(), counters.flushes(), counters.unmaps())
        .mapToLong(requests -> of.apply(requests).orElse(0L))
        .sum();
  }

  private static String where(GuestDisk disk) {
    return disk.images().isEmpty() ? "no medium" : where(disk.images().getFirst());
  }

  private static String where(GuestImage image) {
    if (!image.deleted()) {
      return place(image);
    }
    String path = place(image);
    String bare =
        path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    return bare + DELETED + ": it is gone when the guest ends";
  }

  private static String place(GuestImage image) {
    if (image.server().isPresent()) {
      GuestImage.Server server = image.server().get();
      String file = server.file().map(f -> " from " + Escape.terminal(f.path())).orElse("");
      return "%s, served by %s (pid %d)%s"
          .formatted(asked(image), server.program(), server.process().pid(), file);
    }
    if (image.path().isEmpty() && image.open().isPresent()) {
      return Escape.terminal(image.open().get().path());
    }
    if (!image.path().isEmpty()) {
      return Escape.terminal(image.path());
    }
    return asked(image);
  }

  private static String asked(GuestImage image) {
    return switch (image.place()) {
      case Place.VhostUser(String socket) when image.server().isPresent() ->
          Escape.terminal("vhost-user " + socket);
      case Place.File(String path) -> Escape.terminal(path);
      case Place.Device(String path) -> Escape.terminal(path);
      case Place.Remote(String kind, String address) -> Escape.terminal(kind + " " + address);
      case Place.VhostUser(String socket) -> Escape.terminal("served at " + socket);
      case Place.Descriptors(String set) -> Escape.terminal("descriptor set " + set);
      case Place.Other(String driver, String name) ->
          Escape.terminal(name.isEmpty() ? driver : driver + " " + name);
    };
  }

  private String figures(Reading<DiskCounters> reading, double seconds) {
    Optional<DiskCounters> counters = reading.optional();
    List<String> words =
        counters.isEmpty()
            ? List.of()
            : rates ? rates(counters.get(), seconds) : totals(counters.get());
    var line = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      line.append(Columns.right(i < words.size() ? words.get(i) : UNKNOWN, COLUMN));
    }
    return line.toString();
  }

  private static List<String> totals(DiskCounters counters) {
    Reading<Long> merged = sum(counters, Requests::merged);
    return List.of(
        count(counters.reads().operations()),
        count(counters.writes().operations()),
        count(counters.flushes().operations()),
        size(counters.reads().bytes()),
        size(counters.writes().bytes()),
        count(merged),
        count(sum(counters, Requests::failed)));
  }

  private static Reading<Long> sum(DiskCounters counters, Function<Requests, Reading<Long>> of) {
    return of.apply(counters.reads())
        .then(reads -> of.apply(counters.writes()).map(writes -> reads + writes));
  }

  private static String count(Reading<Long> count) {
    return count
        .map(n -> n < 10_000_000 ? String.valueOf(n) : Units.columnWhole((double) n))
        .orElse(UNKNOWN);
  }

  private static String size(Reading<Long> bytes) {
    return bytes.map(Units::shortSize).orElse(UNKNOWN);
  }

  private static List<String> rates(DiskCounters counters, double seconds) {
    double over = Math.max(1e-3, seconds);
    return List.of(
        rate(counters.reads(), over),
        rate(counters.writes(), over),
        rate(counters.flushes(), over),
        sum(counters, Requests::bytes).map(bytes -> Units.mebi(bytes / over)).orElse(UNKNOWN),
        mean(counters.reads()),
        mean(counters.writes()),
        mean(counters.flushes()));
  }

  private static String rate(Requests requests, double seconds) {
    return requests.operations().map(ops -> Units.columnRate(ops / seconds)).orElse(UNKNOWN);
  }

  private static String mean(Requests requests) {
    return requests
        .operations()
        .then(ops ->
            requests
                .nanos()
                .map(nanos -> ops == 0 ? UNKNOWN : Units.plain(nanos / NANOS_PER_MS / ops)))
        .orElse(UNKNOWN);
  }
}

package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.qemu.CommandLine;
import dev.iosleuth.kernel.qemu.Drive;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.Guest;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.ProcessSample;
import dev.iosleuth.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How qemu has the disks of guests open, and what that risks or costs. */
final class QemuDiskSettings implements Rule {
  private static final Threshold BUSY =
      new Threshold(
          "share of a disk's time for the guest",
          20,
          "%",
          "chosen: with a fifth of a disk a guest's disk is a busy one");

  /** A disk of a guest. */
  private record Place(Guest guest, GuestDisk disk, Optional<Drive> asked) {
    String name() {
      return guest.name() + "/" + disk.label();
    }
  }

  @Override
  public About about() {
    return new About(
        "qemu-disk-settings",
        "a guest's disk is opened in a way that costs or risks something",
        "cache=unsafe (cache.no-flush) throws the guest's flushes away: at a power cut data are lost"
            + " that the guest believes to be safe. cache=writeback does not: it keeps flushes, but"
            + " uses the host's memory a second time, and guests can be migrated safely with it"
            + " only from qemu 3.0 on and with raw files or devices. writethrough and directsync"
            + " flush after each write. A disk without an iothread shares one thread with all"
            + " others of its guest.",
        "By the mode that qemu reports, else by how the image is open, else by the command line. An"
            + " iothread, aio=native and a raw image are missed where the guest takes at least "
            + Words.percent(BUSY.value())
            + " of a disk's time. A limit of the command line is reached where the guest counted at"
            + " least "
            + Words.percent(QemuThrottle.REACHED.value())
            + " of it.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(BUSY, QemuThrottle.REACHED));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    for (Place place : places(sample)) {
      GuestDisk.Settings settings = place.disk().settings();
      if (settings.cache().isEmpty() && settings.origin() == GuestDisk.Origin.COMMAND_LINE) {
        collected.add(
            Verdict.untold(place.name() + ": neither qemu nor its open files tell the cache mode"));
      } else {
        cache(given, place).forEach(collected::add);
      }
      collected.add(iothread(given, place));
      collected.add(threads(given, place));
      collected.add(format(given, place));
      new QemuThrottle(this, given)
          .looks(place.guest(), place.disk(), place.asked())
          .forEach(collected::add);
    }
    return collected.verdict();
  }

  private static List<Place> places(Sample sample) {
    var places = new ArrayList<Place>();
    for (Guest guest : sample.guests()) {
      List<Drive> drives =
          guest
              .pid()
              .map(sample.processes()::get)
              .map(ProcessSample::command)
              .map(command -> command.map(CommandLine::parse).map(CommandLine::drives))
              .map(read -> read.orElse(List.of()))
              .orElse(List.of());
      for (GuestDisk disk : guest.disks()) {
        if (guest.kind() == Guest.Kind.MACHINE
            && disk.medium() == Drive.Medium.DISK
            && !disk.images().isEmpty()
            && !disk.settings().readOnly()) {
          places.add(new Place(guest, disk, asked(disk, drives)));
        }
      }
    }
    return places;
  }

  private static Optional<Drive> asked(GuestDisk disk, List<Drive> drives) {
    return drives.stream()
        .filter(drive -> drive.qdev().equals(disk.qdev()) && drive.id().equals(disk.id()))
        .findFirst();
  }

  private List<Reading<Optional<Finding>>> cache(Case given, Place place) {
    return switch (place.disk().settings().cache()) {
      case "unsafe" -> List.of(unsafe(given, place));
      case "writethrough", "directsync" -> List.of(flushing(given, place));
      case "writeback", "" -> List.of(twice(given, place));
      default -> List.of(Verdict.none());
    };
  }

  private static Source setting(Place place, String what, Function<GuestDisk, String> word) {
    return HostSources.word(
        Sources.call("guest_disk", place.guest().name(), place.disk().label(), what),
        sample ->
            places(sample).stream()
                .filter(p -> p.name().equals(place.name()))
                .findFirst()
                .map(p -> Reading.known(word.apply(p.disk())))
                .orElse(Reading.absent("there is no such disk")));
  }

  private Finding.Draft draft(Place place) {
    return Finding.of(this, new Subject("guest", place.guest().name()))
        .evidence("cache mode", setting(place, "cache", d -> d.settings().cache()), "")
        .evidence(
            "who says so",
            setting(place, "origin", d -> d.settings().origin().name().toLowerCase(Locale.ROOT)),
            "")
        .sure(
            place.disk().settings().origin() == GuestDisk.Origin.COMMAND_LINE
                ? Confidence.MEDIUM
                : Confidence.HIGH)
        .check("iosleuth guests " + Shell.quote(place.guest().name()));
  }

  private Reading<Optional<Finding>> unsafe(Case given, Place place) {
    return draft(place)
        .says(
            place.name()
                + " throws flushes away (cache=unsafe): a power cut loses what the guest believes"
                + " to be safe")
        .severity(Severity.CRITICAL)
        .or("a guest that may be lost at any time, such as one that only builds something")
        .act("set cache=none (or writeback) in the guest's definition, and restart the guest")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> flushing(Case given, Place place) {
    return draft(place)
        .says(
            place.name()
                + " is flushed after each write (cache="
                + place.disk().settings().cache()
                + ")")
        .costs(cost(given, place))
        .or("the guest itself switched its write cache off: hdparm -W, or queue/write_cache there")
        .act("set cache=none in the guest's definition, unless its system sends no flushes")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> twice(Case given, Place place) {
    return draft(place)
        .says(
            place.name()
                + " goes through the host's page cache (cache=writeback): flushes are kept, memory"
                + " is used twice, and migration is safe from qemu 3.0 on only")
        .severity(Severity.NOTE)
        .act("set cache=none in the guest's definition where its own memory is enough")
        .in(given)
        .map(Optional::of);
  }

  /** What the guest takes of the disk that it uses most. */
  private static Cost cost(Case given, Place place) {
    return burden(given, place).map(Burden::cost).orElse(Cost.NONE);
  }

  private static Optional<Burden> burden(Case given, Place place) {
    return Burden.heaviest(
        given,
        account ->
            account.kind() == Account.Kind.GUEST && account.name().equals(place.guest().name()));
  }

  private Reading<Optional<Finding>> iothread(Case given, Place place) {
    boolean virtio = place.disk().model().startsWith("virtio-blk");
    Optional<Drive> asked = place.asked();
    if (!virtio || asked.isEmpty() || !asked.get().request().iothread().isEmpty()) {
      return Verdict.none();
    }
    return busy(
        given,
        place,
        "has no iothread: it shares one thread with all other devices of its guest",
        "give the disk an iothread (-object iothread, libvirt: driver iothread=), and restart");
  }

  /** Past the page cache nothing keeps Linux from asking the kernel itself (io_submit). */
  private Reading<Optional<Finding>> threads(Case given, Place place) {
    String cache = place.disk().settings().cache();
    String aio = place.disk().settings().aio();
    boolean past = cache.equals("none") || cache.equals("directsync");
    return past && (aio.isEmpty() || aio.equals("threads"))
        ? busy(
            given,
            place,
            "is read and written by a pool of threads (aio=threads), though it is open past the"
                + " page cache",
            "give the disk aio=native, or io_uring from qemu 5.0 on, and restart the guest")
        : Verdict.none();
  }

  private Reading<Optional<Finding>> format(Case given, Place place) {
    String format = place.disk().format();
    return format.isEmpty() || format.equals("raw")
        ? Verdict.none()
        : busy(
            given,
            place,
            "is an image of the format "
                + format
                + ": its tables are read and written beside the data",
            "qemu-img convert -O raw to a volume, or preallocation=metadata where it has to stay");
  }

  /** Worth knowing only where the guest does much. */
  private Reading<Optional<Finding>> busy(Case given, Place place, String what, String advice) {
    Optional<Burden> burden = burden(given, place).filter(b -> b.percent() >= BUSY.value());
    if (burden.isEmpty()) {
      return Verdict.none();
    }
    Burden on = burden.get();
    return Finding.of(this, new Subject("guest", place.guest().name()))
        .says(place.name() + " is busy and " + what)
        .evidence(
            "time of " + on.device().name() + " for it",
            HostSources.time(on.account(), on.device()),
            BUSY)
        .severity(Severity.NOTE)
        .sure(Confidence.MEDIUM)
        .act(advice)
        .check("iosleuth guests " + Shell.quote(place.guest().name()))
        .in(given)
        .map(Optional::of);
  }
}

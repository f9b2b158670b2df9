package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Cost;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.qemu.Drive;
import dev.iosleuth.ledger.Account;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.GuestDisk;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How qemu has the disks of guests open, and what that risks or costs. */
final class QemuDiskSettings implements Rule {
  private static final Threshold BUSY =
      new Threshold(
          "share of a disk's time for the guest",
          20,
          "%",
          "chosen: with a fifth of a disk a guest's disk is a busy one");

  @Override
  public About about() {
    return new About(
        "qemu-disk-settings",
        "a guest's disk is opened in a way that costs or risks something",
        "cache=unsafe (cache.no-flush) throws the guest's flushes away: at a power cut data are"
            + " lost that the guest believes to be safe. cache=writeback does not: it keeps"
            + " flushes, but uses the host's memory a second time. With it, and with writethrough,"
            + " a guest on storage that two hosts share (DRBD, NFS, a storage network) can be"
            + " migrated safely only from qemu 3.0 on, which empties the page cache of the host"
            + " that takes over; on a file system that keeps all hosts' caches alike (OCFS2, GFS2,"
            + " Ceph) it always can. writethrough and directsync flush after each write. What a"
            + " guest gives back (fstrim) is thrown away unless discard=unmap is set: thin volumes"
            + " and image files stay as large as they ever were, and flash has less room to work"
            + " with. A disk without an iothread shares one thread with all others of its guest.",
        "By the mode that qemu reports, else by how the image is open, else by the command line."
            + " The version is that of its monitor, else at least that of its machine type. discard"
            + " is missed where the guest gave back at least "
            + Words.kib(QemuDiscard.GIVEN_BACK.value() * 1024)
            + " and its image is a file, or a device below takes discards. An iothread, aio=native"
            + " and a raw image are missed where the guest's disk takes at least "
            + Words.percent(BUSY.value())
            + " of a disk's time. A limit is reached where the guest counted at least "
            + Words.percent(QemuThrottle.REACHED.value())
            + " of it; one that was set while qemu runs is seen where its own monitor was asked.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(BUSY, QemuThrottle.REACHED, QemuDiscard.GIVEN_BACK, QemuMigration.EMPTIES));
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    for (GuestPlace place : GuestPlace.of(sample)) {
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
      collected.add(new QemuDiscard(this, given).look(sample, place));
      new QemuThrottle(this, given).looks(place).forEach(collected::add);
    }
    Lacking.processes(sample).ifPresent(why -> collected.add(Verdict.untold(why)));
    return collected.verdict();
  }

  private List<Reading<Optional<Finding>>> cache(Case given, GuestPlace place) {
    if (place.disk().settings().snapshot()) {
      // what is written goes to a temporary file, which ends with the guest
      return List.of();
    }
    return switch (place.disk().settings().cache()) {
      case "unsafe" -> List.of(unsafe(given, place));
      case "writethrough" -> List.of(flushing(given, place), stale(given, place));
      case "directsync" -> List.of(flushing(given, place));
      case "writeback", "" ->
          List.of(QemuMigration.isUnsafe(given, place) ? stale(given, place) : twice(given, place));
      default -> List.of(Verdict.none());
    };
  }

  private Finding.Draft draft(GuestPlace place) {
    return Finding.of(this, new Subject("guest", place.guest().name()))
        .evidence("cache mode", place.word("cache", p -> p.disk().settings().cache()), "")
        .evidence(
            "who says so",
            place.word("origin", p -> p.disk().settings().origin().name().toLowerCase(Locale.ROOT)),
            "")
        .sure(
            place.disk().settings().origin() == GuestDisk.Origin.COMMAND_LINE
                ? Confidence.MEDIUM
                : Confidence.HIGH)
        .check("iosleuth guests " + Shell.quote(place.guest().name()));
  }

  private Reading<Optional<Finding>> unsafe(Case given, GuestPlace place) {
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

  private Reading<Optional<Finding>> flushing(Case given, GuestPlace place) {
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

  /** Where nothing else keeps the guest from reading what another host's page cache held. */
  private Reading<Optional<Finding>> stale(Case given, GuestPlace place) {
    if (!QemuMigration.isUnsafe(given, place)) {
      return Verdict.none();
    }
    return draft(place)
        .says(
            place.name()
                + " goes through the host's page cache, and its qemu ("
                + QemuMigration.version(place)
                + ") does not empty that of the host to which the guest is migrated: there it may"
                + " read what is out of date, and destroy its file systems")
        .evidence("version of qemu", place.word("qemu_version", QemuMigration::version), "")
        .or("it is never migrated while it runs")
        .act("set cache=none (or directsync) and restart the guest before you migrate it")
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> twice(Case given, GuestPlace place) {
    if (!place.throughKernel()) {
      return Verdict.none();
    }
    return draft(place)
        .says(
            place.name()
                + " goes through the host's page cache (cache=writeback): flushes are kept, memory"
                + " is used twice"
                + QemuMigration.words(given, place))
        .evidence("version of qemu", place.word("qemu_version", QemuMigration::version), "")
        .severity(Severity.NOTE)
        .act("set cache=none in the guest's definition where its own memory is enough")
        .in(given)
        .map(Optional::of);
  }

  /** What the guest takes of the disk that it uses most. */
  private static Cost cost(Case given, GuestPlace place) {
    return burden(given, place).map(Burden::cost).orElse(Cost.NONE);
  }

  private static Optional<Burden> burden(Case given, GuestPlace place) {
    Optional<Node> entry = entry(given, place);
    return Burden.of(
        given,
        posting ->
            posting.account().kind() == Account.Kind.GUEST
                && posting.account().name().equals(place.guest().name())
                && entry.map(node -> posting.via().getFirst().equals(node.id())).orElse(true));
  }

  /** By which the guest's other disks are told apart; nothing does where it is a file. */
  private static Optional<Node> entry(Case given, GuestPlace place) {
    return place.home(given).filter(Node::isDevice);
  }

  private Reading<Optional<Finding>> iothread(Case given, GuestPlace place) {
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
  private Reading<Optional<Finding>> threads(Case given, GuestPlace place) {
    String cache = place.disk().settings().cache();
    String aio = place.disk().settings().aio();
    boolean past = cache.equals("none") || cache.equals("directsync");
    boolean pool = place.asked().isPresent() && place.throughKernel();
    return past && pool && (aio.isEmpty() || aio.equals("threads"))
        ? busy(
            given,
            place,
            "is read and written by a pool of threads (aio=threads), though it is open past the"
                + " page cache",
            "give the disk aio=native, or io_uring from qemu 5.0 on, and restart the guest")
        : Verdict.none();
  }

  private Reading<Optional<Finding>> format(Case given, GuestPlace place) {
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
  private Reading<Optional<Finding>> busy(
      Case given, GuestPlace place, String what, String advice) {
    Optional<Burden> burden = burden(given, place).filter(b -> b.percent() >= BUSY.value());
    if (burden.isEmpty()) {
      return Verdict.none();
    }
    Burden on = burden.get();
    return Finding.of(this, new Subject("guest", place.guest().name()))
        .says(place.name() + " is busy and " + what)
        .evidence(
            "time of " + on.device().name() + " for it",
            entry(given, place)
                .map(node -> HostSources.time(on.account(), on.device(), node))
                .orElse(HostSources.time(on.account(), on.device())),
            BUSY)
        .severity(Severity.NOTE)
        .sure(Confidence.MEDIUM)
        .act(advice)
        .check("iosleuth guests " + Shell.quote(place.guest().name()))
        .in(given)
        .map(Optional::of);
  }
}

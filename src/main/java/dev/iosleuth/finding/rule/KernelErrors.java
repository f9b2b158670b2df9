package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.About;
import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Confidence;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.finding.Input;
import dev.iosleuth.finding.Need;
import dev.iosleuth.finding.Rule;
import dev.iosleuth.finding.Severity;
import dev.iosleuth.finding.Source;
import dev.iosleuth.finding.Sources;
import dev.iosleuth.finding.Subject;
import dev.iosleuth.finding.Threshold;
import dev.iosleuth.finding.Verdict;
import dev.iosleuth.kernel.tool.KernelLog;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.Tools;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the kernel's log and the disks themselves say of errors. */
final class KernelErrors implements Rule {
  private static final double MICROS = 1e6;

  /** Seconds: what is told as just now, where the time watched is shorter. */
  private static final double RECENT = 10;

  private static final int SHOWN = 3;

  private static final Threshold ANY =
      new Threshold(
          "messages in the kernel log", 1, "", "each is written because something failed");
  private static final Threshold SECTORS =
      new Threshold(
          "sectors or errors that the disk counted",
          1,
          "",
          "smartctl(8); ACS-4: reallocated, pending and uncorrectable sectors of a healthy disk are"
              + " none");

  @Override
  public About about() {
    return new About(
        "kernel-errors",
        "errors of disks",
        "A disk that fails rarely does so at once: it reads a sector again and again, the kernel"
            + " waits for its timeout (30 seconds), resets the link, and everybody waits that long."
            + " The kernel log holds it, and the disk counts its bad sectors.",
        "Lines of the kernel log that tell I/O errors, timeouts, resets, hung tasks, drives,"
            + " controllers and paths that went away, members and pools given up, reads mended from"
            + " another copy, or a file system that found damage or went read-only. Of a drive"
            + " without a medium they are a note, of a path beside others a warning. SMART: the"
            + " disk's own verdict, and counters of bad sectors.",
        About.Sort.CAUSE,
        List.of(Need.CONFIGURATION),
        List.of(ANY, SECTORS));
  }

  @Override
  public List<Input> inputs() {
    return List.of(Reads.KERNEL_LOG);
  }

  @Override
  public Verdict examine(Case given) {
    if (!(given.last() instanceof Reading.Known<Sample>(Sample sample))) {
      return Verdict.couldNotTell(given.last().whyNot().orElse("?"));
    }
    var collected = new Verdict.Collected();
    Reading<KernelLog> log = sample.system().tools().kernelLog();
    if (log instanceof Reading.Known<KernelLog>(KernelLog known)) {
      Complaints.in(known).forEach((what, seen) -> collected.add(logged(given, what, seen)));
    } else {
      collected.add(
          Verdict.untold(
              "the kernel log (" + Tools.KERNEL_LOG.path() + "): " + log.whyNot().orElse("?")));
    }
    new TreeMap<>(sample.system().tools().disks())
        .forEach((disk, answer) -> {
          if (answer instanceof Reading.Known<SmartctlJson>(SmartctlJson known)) {
            collected.add(verdict(given, disk, known));
            collected.add(counters(given, disk, known));
          } else {
            collected.add(Verdict.untold("SMART of disks: " + answer.whyNot().orElse("?")));
          }
        });
    return collected.verdict();
  }

  private Reading<Optional<Finding>> logged(
      Case given, Complaints.About what, Complaints.Seen seen) {
    Complaint kind = what.kind();
    var device = LoggedDevice.of(given, what.device());
    Finding.Draft draft =
        Finding.of(this, subject(given, device))
            .says(
                device.label()
                    + kind.words()
                    + ", "
                    + (seen.count() == 1
                        ? "one message"
                        : Words.whole((double) seen.count()) + " messages")
                    + " in the kernel log"
                    + sectors(given, what)
                    + when(given, seen))
            .evidence(ANY.name(), lines(what, seen.pattern()), ANY)
            .severity(device.severity(kind, seen.patterns()))
            .sure(Confidence.HIGH)
            .or(device.or(kind, seen.patterns()));
    if (seen.last().isEmpty()) {
      draft.or("it is long ago: dmesg -T says when");
    }
    advise(given, draft, device, kind);
    return draft
        .act("dmesg -T | grep -E " + Shell.quote(seen.pattern()))
        .check("dmesg --follow")
        .in(given)
        .map(Optional::of);
  }

  private static void advise(Case given, Finding.Draft draft, LoggedDevice device, Complaint kind) {
    String name = device.name();
    Optional<String> asked = device.drive(given);
    asked.ifPresent(drive -> draft.act("smartctl -a " + Shell.quote("/dev/" + drive)));
    if (asked.isEmpty() && kind == Complaint.IO_ERROR && !device.bare() && isDisk(given, name)) {
      draft.act(
          "smartctl -a of the disk below "
              + name
              + ", on the machine that has it: "
              + name
              + " itself was not asked");
    }
    draft.act(device.advice(kind));
  }

  /** The log's clock stands still while the machine sleeps, and drifts: about. */
  private static String when(Case given, Complaints.Seen seen) {
    if (seen.last().isEmpty() || given.last().optional().isEmpty()) {
      return "";
    }
    double end = given.last().map(sample -> sample.nanos() / 1e9).orElse(Double.NaN);
    double ago = end - seen.last().getAsLong() / MICROS;
    if (ago < Math.max(given.seconds(), RECENT)) {
      return seen.count() == 1 ? ", just now" : ", the last of them just now";
    }
    String before = "about " + Spans.words(ago) + " ago";
    return seen.count() == 1 ? ", " + before : ", the last of them " + before;
  }

  /** A virtual one, if SMART is not to be asked of it. */
  private static boolean isDisk(Case given, String device) {
    return given
        .last()
        .optional()
        .flatMap(sample -> sample.topology().device(device))
        .filter(known -> known.personality() instanceof BlockDevice.Personality.Disk)
        .isPresent();
  }

  /** The first of them; all are in the log. */
  private static String sectors(Case given, Complaints.About what) {
    List<String> all =
        given
            .last()
            .then(sample -> sample.system().tools().kernelLog())
            .map(log -> Complaints.sectors(log, what))
            .orElse(List.of());
    String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
    String more = all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "";
    return all.isEmpty() ? "" : (all.size() == 1 ? ", sector " : ", sectors ") + first + more;
  }

  private static Subject subject(Case given, LoggedDevice device) {
    return device.name().isEmpty()
        ? Subject.host(given.last().map(Sample::host).orElse(""))
        : new Subject("device", device.name());
  }

  private static Source lines(Complaints.About what, String pattern) {
    return HostSources.amount(
        Sources.call("log_lines", pattern, what.device()),
        s ->
            s.system()
                .tools()
                .kernelLog()
                .map(log ->
                    Complaints.of(log, what).map(seen -> (double) seen.count()).orElse(0.0)));
  }

  private Reading<Optional<Finding>> verdict(Case given, String disk, SmartctlJson answer) {
    boolean failed = !answer.passed().orElse(true);
    boolean warned = answer.nvme().criticalWarning().orElse(0L) != 0;
    if (!failed && !warned) {
      return Verdict.none();
    }
    return Finding.of(this, new Subject("device", disk))
        .says(disk + " says of itself that it is about to fail")
        .evidence(
            "verdict of the disk",
            HostSources.word(
                Sources.call("smartctl", disk, "smart_status.passed"),
                s -> s.system().tools().disk(disk).then(SmartctlJson::passed).map(String::valueOf)),
            "")
        .severity(Severity.CRITICAL)
        .sure(Confidence.HIGH)
        .act("copy what is on it, and replace it")
        .check("smartctl -H " + Shell.quote("/dev/" + disk))
        .in(given)
        .map(Optional::of);
  }

  private Reading<Optional<Finding>> counters(Case given, String disk, SmartctlJson answer) {
    Finding.Draft draft = Finding.of(this, new Subject("device", disk));
    String worst = "";
    for (SmartctlJson.Attribute attribute : answer.attributes()) {
      String words = Smart.SECTORS.get(attribute.id());
      if (words != null && attribute.raw() >= SECTORS.value()) {
        draft.evidence(words, Smart.attribute(disk, attribute.id()), SECTORS);
        worst = worst.isEmpty() ? words : worst + ", " + words;
      }
    }
    long media = answer.nvme().mediaErrors().orElse(0L);
    if (media >= SECTORS.value()) {
      draft.evidence(
          "media errors",
          HostSources.amount(
              Sources.call("smartctl", disk, "nvme_smart_health_information_log.media_errors"),
              s ->
                  s.system()
                      .tools()
                      .disk(disk)
                      .then(a -> a.nvme().mediaErrors())
                      .map(Long::doubleValue)),
          SECTORS);
      worst = "media errors";
    }
    if (worst.isEmpty()) {
      return Verdict.none();
    }
    return draft
        .says(disk + " counts " + worst)
        .severity(Severity.WARNING)
        .sure(Confidence.HIGH)
        .or("a few that stay the same for years: watch whether they grow")
        .act("smartctl -t long " + Shell.quote("/dev/" + disk) + "  # reads all of it, for hours")
        .check("smartctl -A " + Shell.quote("/dev/" + disk))
        .in(given)
        .map(Optional::of);
  }
}

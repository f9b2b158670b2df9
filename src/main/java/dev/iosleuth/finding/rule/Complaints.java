package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.tool.KernelLog;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the kernel log tells of each device. */
final class Complaints {
  private static final Pattern SECTOR = Pattern.compile("\\bsector (\\d+)\\b");

  /**
   * What shows that earlier messages of its device were none of a fault: mpt3sas resets its
   * controller as it is loaded where the firmware left it running, and sets up its memory once
   * after that (mpt3sas_base.c mpt3sas_base_attach()); a disk that DRBD attaches again.
   */
  private static final Map<Complaint, Pattern> ENDS =
      Map.of(
          Complaint.RESET, Pattern.compile("Allocated physical memory"),
          Complaint.DETACHED, Pattern.compile("[^p]disk\\( [A-Za-z]+ -> (Attaching|UpToDate)"));

  /**
   * What a disk refuses since it cannot do it, and is not asked for again (drivers/scsi/sd.c,
   * sd_done(): UNMAP, WRITE SAME; block/blk-core.c, blk_op_str()): discards, zeroes, secure erase.
   */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(target error|operation not supported error), dev .* op 0x[0-9a-f]+:"
              + "\\((DISCARD|WRITE_ZEROES|WRITE_SAME|SECURE_ERASE)\\)");

  /**
   * Of no disk: waits of graphics drivers (drivers/gpu/drm/drm_print.c), records of audit, which
   * quote what others called their files.
   */
  private static final Pattern OTHERS = Pattern.compile("\\[drm\\b|^audit: ");

  private Complaints() {}

  /**
   * @param device as the message names it; empty where it names none
   */
  record About(Complaint kind, String device) {}

  /**
   * Messages of one kind and device.
   *
   * @param patterns that fit them, as grep -E and Java read them alike
   * @param first when, in microseconds on the log's clock, which begins at boot; empty where the
   *     log tells no times
   */
  record Seen(long count, SortedSet<String> patterns, OptionalLong first, OptionalLong last) {
    private Seen and(Seen later) {
      var all = new TreeSet<String>(patterns);
      all.addAll(later.patterns);
      return new Seen(
          count + later.count,
          all,
          first.isPresent() ? first : later.first,
          later.last.isPresent() ? later.last : last);
    }

    String pattern() {
      return String.join("|", patterns);
    }
  }

  private record Said(About about, Seen seen) {}

  /** How many messages there are of each kind and device. */
  static Map<About, Seen> in(KernelLog log) {
    Map<About, Seen> all =
        new TreeMap<>(
            Comparator.comparing((About about) -> about.kind()).thenComparing(About::device));
    for (KernelLog.Entry entry : log.entries()) {
      said(entry).ifPresent(said -> all.merge(said.about(), said.seen(), Seen::and));
      ENDS.forEach((kind, end) -> {
        if (end.matcher(entry.text()).find()) {
          all.remove(new About(kind, Complainant.in(entry.text(), 0)));
        }
      });
    }
    return all;
  }

  /** Of these alone, in a tenth of the time. */
  static Optional<Seen> of(KernelLog log, About about) {
    Pattern end = ENDS.get(about.kind());
    List<KernelLog.Entry> some =
        log.entries().stream()
            .filter(entry ->
                about.kind().in(entry.text()).isPresent()
                    || (end != null && end.matcher(entry.text()).find()))
            .toList();
    return Optional.ofNullable(in(new KernelLog(some, List.of())).get(about));
  }

  /** Of a disk that could not be read or written there, each once. */
  static List<String> sectors(KernelLog log, About about) {
    return log.entries().stream()
        .filter(entry -> about.kind().in(entry.text()).isPresent())
        .filter(entry -> said(entry).filter(said -> said.about().equals(about)).isPresent())
        .flatMap(entry -> SECTOR.matcher(entry.text()).results())
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  /** Each message is of the first kind that fits. */
  private static Optional<Said> said(KernelLog.Entry entry) {
    if (REFUSED.matcher(entry.text()).find() || OTHERS.matcher(entry.text()).find()) {
      return Optional.empty();
    }
    for (Complaint kind : Complaint.values()) {
      Optional<Complaint.Match> match = kind.in(entry.text());
      if (match.isPresent()) {
        var patterns = new TreeSet<String>(Set.of(match.get().pattern()));
        return Optional.of(
            new Said(
                new About(kind, device(kind, entry.text(), match.get().from())),
                new Seen(1, patterns, entry.micros(), entry.micros())));
      }
    }
    return Optional.empty();
  }

  /** A task that is stuck tells nothing of what it waits for. */
  private static String device(Complaint kind, String text, int from) {
    return kind == Complaint.HUNG ? "" : Complainant.in(text, from);
  }
}

package dev.iosleuth.finding.rule;

import dev.iosleuth.kernel.tool.KernelLog;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
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

  private Complaints() {}

  /**
   * @param device as the message names it; empty where it names none
   */
  record About(Complaint kind, String device) {}

  /**
   * Messages of one kind and device.
   *
   * @param first when, in microseconds on the log's clock, which begins at boot; empty where the
   *     log tells no times
   */
  record Seen(long count, OptionalLong first, OptionalLong last) {
    private Seen and(Seen later) {
      return new Seen(
          count + later.count,
          first.isPresent() ? first : later.first,
          later.last.isPresent() ? later.last : last);
    }
  }

  /** How many messages there are of each kind and device. */
  static Map<About, Seen> in(KernelLog log) {
    Map<About, Seen> seen =
        new TreeMap<>(
            Comparator.comparing((About about) -> about.kind()).thenComparing(About::device));
    for (KernelLog.Entry entry : log.entries()) {
      String text = entry.text();
      for (Complaint complaint : Complaint.values()) {
        Matcher found = complaint.pattern().matcher(text);
        if (found.find()) {
          var one = new Seen(1, entry.micros(), entry.micros());
          seen.merge(new About(complaint, device(complaint, text, found.start())), one, Seen::and);
          break;
        }
      }
      ENDS.forEach((kind, end) -> {
        if (end.matcher(text).find()) {
          seen.remove(new About(kind, Complainant.in(text, 0)));
        }
      });
    }
    return seen;
  }

  /** Of a disk that could not be read or written there, each once. */
  static List<String> sectors(KernelLog log, About about) {
    return log.entries().stream()
        .map(KernelLog.Entry::text)
        .filter(text -> {
          Matcher found = about.kind().pattern().matcher(text);
          return found.find()
              && device(about.kind(), text, found.start()).equals(about.device());
        })
        .flatMap(text -> SECTOR.matcher(text).results())
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }

  /** A task that is stuck tells nothing of what it waits for. */
  private static String device(Complaint kind, String text, int from) {
    return kind == Complaint.HUNG ? "" : Complainant.in(text, from);
  }
}

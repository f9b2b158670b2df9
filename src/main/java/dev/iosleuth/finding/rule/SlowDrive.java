package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.finding.Device;
import dev.iosleuth.finding.Finding;
import dev.iosleuth.kernel.tool.SmartctlJson;
import dev.iosleuth.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether what two drives tell of themselves explains that one of them is slower: bad sectors of
 * the slow one before its link, and that before how fast they turn.
 */
final class SlowDrive {
  private final String slow;
  private final String other;
  private final SmartctlJson ofSlow;
  private final SmartctlJson ofOther;

  private SlowDrive(String slow, String other, SmartctlJson ofSlow, SmartctlJson ofOther) {
    this.slow = slow;
    this.other = other;
    this.ofSlow = ofSlow;
    this.ofOther = ofOther;
  }

  /** Adds what they tell; empty where not both tell anything. */
  static Optional<String> weigh(Case given, Device slowest, Device usual, Finding.Draft draft) {
    Optional<String> slow = Smart.disk(given, slowest);
    Optional<String> other = Smart.disk(given, usual);
    if (slow.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    Reading<SmartctlJson> one = Smart.of(given, slow.get());
    Reading<SmartctlJson> two = Smart.of(given, other.get());
    return one.optional()
        .flatMap(first ->
            two.optional()
                .map(second -> new SlowDrive(slow.get(), other.get(), first, second).told(draft)));
  }

  private String told(Finding.Draft draft) {
    List<String> sectors = sectors(draft);
    if (!sectors.isEmpty()) {
      return slow + " explains it itself: " + String.join(", ", sectors);
    }
    long errors = Smart.count(ofSlow, Smart.CRC).orElse(0);
    if (errors > Smart.count(ofOther, Smart.CRC).orElse(0)) {
      draft.evidence("errors on its link", Smart.attribute(slow, Smart.CRC), "");
      return "its cable or port: the link of " + slow + " counted errors, that of its twin fewer";
    }
    Optional<Long> turns = ofSlow.rotationPerMinute().optional();
    Optional<Long> others = ofOther.rotationPerMinute().optional();
    if (turns.isPresent() && others.isPresent() && !turns.equals(others)) {
      draft
          .evidence("its turns", Smart.rotation(slow), "/min")
          .evidence("the other's turns", Smart.rotation(other), "/min");
      return turns.get() != 0 && (others.get() == 0 || turns.get() < others.get())
          ? "by design: it is the drive that turns more slowly, or turns at all"
          : "in spite of its speed: the other drive is the one that turns more slowly";
    }
    return "SMART does not explain it: no bad sectors and no errors on the link of "
        + slow
        + "; its write cache, firmware, vibration and heat are left";
  }

  private List<String> sectors(Finding.Draft draft) {
    var words = new ArrayList<String>();
    Smart.SECTORS.forEach((id, what) -> {
      long count = Smart.count(ofSlow, id).orElse(0);
      if (count > Smart.count(ofOther, id).orElse(0)) {
        draft.evidence(what, Smart.attribute(slow, id), "");
        words.add(Words.whole((double) count) + " " + what);
      }
    });
    return words;
  }
}

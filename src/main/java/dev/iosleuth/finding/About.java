package dev.iosleuth.finding;

import java.util.List;

/**
 * What {@code iosleuth rules} says of a rule.
 *
 * @param id as typed: saturated-device
 * @param title what is the matter, in a few words
 * @param explains what it means, for people who meet it for the first time
 * @param decides how it is decided
 * @param sort whether it names a cause or the symptom of one
 * @param thresholds by which it decides, each with who says so
 */
public record About(
    String id,
    String title,
    String explains,
    String decides,
    Sort sort,
    List<Need> needs,
    List<Threshold> thresholds) {

  /** A symptom's finding stands behind that of a cause or pattern which explains it. */
  public enum Sort {
    /** A part that does the same work as its twins and takes longer: explains causes, too. */
    DEFECT,
    CAUSE,
    /** How a device is used, which a cause of about the same cost explains. */
    PATTERN,
    SYMPTOM
  }

  public About {
    needs = List.copyOf(needs);
    thresholds = List.copyOf(thresholds);
  }
}

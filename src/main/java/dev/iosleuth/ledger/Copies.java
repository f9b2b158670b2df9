package dev.iosleuth.ledger;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.stack.Node;

/** How many copies of a write a mirror makes: RAID1 one on each member, RAID10 near x far. */
final class Copies {
  private Copies() {}

  /**
   * @param array with the attributes level, and near_copies and far_copies where it is raid10
   * @param members that carry I/O
   */
  static double of(Node array, int members) {
    if (!array.attribute("level").equals("raid10")) {
      return members;
    }
    double near = number(array.attribute("near_copies"), 2);
    double far = number(array.attribute("far_copies"), 1);
    return Math.min(members, near * far);
  }

  private static double number(String text, int otherwise) {
    return Fields.parse(text).orElse(otherwise);
  }
}

package dev.iosleuth.ledger;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.stack.Node;
import java.util.List;

/**
 * One device over the interval: what it counted and, for leaves, who pays.
 *
 * @param flow absent if the device came, went or was reset within the interval
 * @param emptyWrites zero-sector writes among its writes, as far as the rules can tell
 * @param postings empty for devices that are not leaves
 */
public record DeviceLedger(
    Node node, Reading<Flow> flow, Reading<Long> emptyWrites, List<Posting> postings) {
  public DeviceLedger {
    postings = List.copyOf(postings);
  }
}

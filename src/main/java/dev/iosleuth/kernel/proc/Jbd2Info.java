package dev.iosleuth.kernel.proc;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Lines;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /proc/fs/jbd2/DEVICE-INODE/info}: the journal of a mounted ext4, where DEVICE is the
 * kernel's name with slashes as exclamation marks.
 *
 * <pre>
 * 2092 transactions (2091 requested), each up to 8192 blocks
 * average:
 *   0ms waiting for transaction
 *   0ms request delay
 *   20ms running transaction
 *   0ms transaction was being locked
 *   0ms flushing data (in ordered mode)
 *   20ms logging transaction
 *   15981us average transaction commit time
 *   67 handles per transaction
 *   1 blocks per transaction
 *   2 logged blocks per transaction
 * </pre>
 *
 * Averages are since the mount, whole numbers cut off by the kernel. fs/jbd2/journal.c
 * jbd2_seq_info_show().
 *
 * @param transactions committed since the mount
 * @param requested of them, those that somebody waited for
 * @param mostBlocks of one transaction
 * @param averages empty before the first commit
 */
public record Jbd2Info(
    long transactions, long requested, long mostBlocks, Optional<Averages> averages) {
  /**
   * Of one transaction.
   *
   * @param commitMicros a moving average
   * @param loggedBlocks what was written into the journal: blocks and descriptors
   */
  public record Averages(
      long waitingMs,
      long runningMs,
      long lockedMs,
      long flushingMs,
      long loggingMs,
      long commitMicros,
      long handles,
      long blocks,
      long loggedBlocks) {}

  private static final String EXPECTED = "N transactions (N requested), each up to N blocks";

  public static Reading<Jbd2Info> parse(Text text) {
    var lines = new Lines(text);
    if (!lines.next()) {
      return Reading.malformed(text.path(), EXPECTED, "an empty file");
    }
    Fields first = lines.fields();
    OptionalLong transactions = first.number();
    boolean named = first.take("transactions");
    OptionalLong requested = Fields.parse(first.word().replace("(", ""));
    first.skip(4);
    OptionalLong blocks = first.number();
    if (transactions.isEmpty()
        || !named
        || requested.isEmpty()
        || blocks.isEmpty()
        || !first.take("blocks")
        || !lines.whole()) {
      return lines.malformed(EXPECTED);
    }
    boolean committed = lines.next();
    Optional<Averages> averages = committed ? averages(lines) : Optional.empty();
    return committed && averages.isEmpty()
        ? Reading.malformed(text.path(), "nine averages", text.beginning())
        : Reading.known(
            new Jbd2Info(
                transactions.getAsLong(), requested.getAsLong(), blocks.getAsLong(), averages));
  }

  private static Optional<Averages> averages(Lines lines) {
    Map<String, Long> values = new HashMap<>();
    while (lines.next()) {
      Fields fields = lines.fields();
      OptionalLong value = Fields.parse(fields.word().replaceFirst("[mu]s$", ""));
      if (value.isPresent() && lines.whole()) {
        values.put(fields.rest().stripTrailing(), value.getAsLong());
      }
    }
    Long waiting = values.get("waiting for transaction");
    Long running = values.get("running transaction");
    Long locked = values.get("transaction was being locked");
    Long flushing = values.get("flushing data (in ordered mode)");
    Long logging = values.get("logging transaction");
    Long commit = values.get("average transaction commit time");
    Long handles = values.get("handles per transaction");
    Long blocks = values.get("blocks per transaction");
    Long logged = values.get("logged blocks per transaction");
    if (waiting == null
        || running == null
        || locked == null
        || flushing == null
        || logging == null
        || commit == null
        || handles == null
        || blocks == null
        || logged == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Averages(waiting, running, locked, flushing, logging, commit, handles, blocks, logged));
  }
}

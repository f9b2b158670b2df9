package dev.iosleuth.kernel.qemu;

/**
 * All that a QMP monitor is ever asked. Each tells and none changes anything; more cannot be asked
 * for, since questions are made of this type only. docs/interop/qemu-qmp-ref.
 */
public enum QmpCommand {
  /** Ends the negotiation that every connection begins with; without it nothing is answered. */
  QMP_CAPABILITIES("qmp_capabilities"),
  QUERY_STATUS("query-status"),
  QUERY_NAME("query-name"),
  QUERY_UUID("query-uuid"),
  QUERY_VERSION("query-version"),
  QUERY_BLOCKSTATS("query-blockstats"),
  QUERY_BLOCK_JOBS("query-block-jobs"),
  QUERY_BLOCK("query-block"),
  QUERY_NAMED_BLOCK_NODES("query-named-block-nodes");

  private final String word;

  QmpCommand(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** One line; the answer carries the same id. */
  public String line() {
    return "{\"execute\":\"" + word + "\",\"id\":\"" + word + "\"}\r\n";
  }
}

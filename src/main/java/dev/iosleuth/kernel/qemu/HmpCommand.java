package dev.iosleuth.kernel.qemu;

/** All that a human monitor is ever asked, see {@link QmpCommand}. */
public enum HmpCommand {
  INFO_STATUS("info status"),
  INFO_NAME("info name"),
  INFO_UUID("info uuid"),
  INFO_VERSION("info version"),
  INFO_BLOCKSTATS("info blockstats"),
  INFO_BLOCK_JOBS("info block-jobs"),
  INFO_BLOCK("info block");

  private final String words;

  HmpCommand(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}

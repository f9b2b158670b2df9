package dev.iosleuth.kernel.qemu;

/** All that a guest agent is ever asked, see {@link QmpCommand}. */
public enum AgentCommand {
  /** Tells whether the agent answers us or somebody before us: it repeats the number. */
  GUEST_SYNC_DELIMITED("guest-sync-delimited", ",\"arguments\":{\"id\":71773}"),
  GUEST_GET_DISKSTATS("guest-get-diskstats", "");

  private final String word;
  private final String arguments;

  AgentCommand(String word, String arguments) {
    this.word = word;
    this.arguments = arguments;
  }

  public String word() {
    return word;
  }

  /** One line. */
  public String line() {
    return "{\"execute\":\"" + word + "\"" + arguments + "}\n";
  }
}

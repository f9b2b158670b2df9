package dev.iosleuth.source.monitor;

import dev.iosleuth.kernel.qemu.AgentCommand;
import java.nio.charset.StandardCharsets;

/**
 * The guest agent, which does not greet and may still be answering somebody who has left: what
 * counts is what follows the byte 0xFF before the answer to our own {@code guest-sync-delimited}.
 * docs/interop/qemu-ga-ref, qga/main.c.
 */
final class AgentDialogue implements Dialogue {
  private static final byte SENTINEL = (byte) 0xff;

  private JsonBoundaries boundaries = new JsonBoundaries();
  private boolean synchronous;
  private int answers;

  /** The sentinel before the words makes the agent forget what came before it. */
  @Override
  public Turn begin() {
    String lines =
        AgentCommand.GUEST_SYNC_DELIMITED.line() + AgentCommand.GUEST_GET_DISKSTATS.line();
    byte[] words = ("\u00ff" + lines).getBytes(StandardCharsets.ISO_8859_1);
    return new Turn.Say(words);
  }

  @Override
  public Turn hear(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == SENTINEL) {
        synchronous = true;
        boundaries = new JsonBoundaries();
        answers = 0;
      } else if (synchronous && boundaries.accept(bytes[at]) == JsonBoundaries.Found.ANSWER) {
        answers++;
        if (answers == AgentCommand.values().length) {
          return new Turn.Done();
        }
      }
    }
    return new Turn.Wait();
  }

  /** What somebody else asked for is answered to us, too. */
  @Override
  public String instead(int bytes) {
    return boundaries.isAmidst() ? Silence.endless(bytes) : Silence.incomplete(bytes);
  }
}

package dev.iosleuth.source.monitor;

import dev.iosleuth.kernel.qemu.HmpCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The human monitor: it greets and prompts, echoes what is typed, answers and prompts again.
 *
 * <pre>
 * QEMU 7.2.22 monitor - type 'help' for more information
 * (qemu) info status
 * VM status: running
 * (qemu)
 * </pre>
 */
final class HmpDialogue implements Dialogue {
  private static final byte[] GREETING = "QEMU ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PROMPT = "\n(qemu) ".getBytes(StandardCharsets.US_ASCII);

  private final List<HmpCommand> commands;
  private int matched;
  private int prompts;

  HmpDialogue(List<HmpCommand> commands) {
    this.commands = List.copyOf(commands);
  }

  @Override
  public Turn begin() {
    return new Turn.Wait();
  }

  @Override
  public Turn hear(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (at < GREETING.length && bytes[at] != GREETING[at]) {
        return new Turn.Stranger("a human monitor of qemu", "somebody else");
      }
      if (prompted(bytes[at])) {
        prompts++;
        if (prompts == 1) {
          return new Turn.Say(questions());
        }
        if (prompts == commands.size() + 1) {
          return new Turn.Done();
        }
      }
    }
    return new Turn.Wait();
  }

  /** It sends line by line: one that is slow stands in the midst of an answer. */
  @Override
  public String instead(int bytes) {
    return Silence.incomplete(bytes);
  }

  /** The prompt's first byte is nowhere else in it. */
  private boolean prompted(byte b) {
    matched = b == PROMPT[matched] ? matched + 1 : b == PROMPT[0] ? 1 : 0;
    if (matched < PROMPT.length) {
      return false;
    }
    matched = 0;
    return true;
  }

  private byte[] questions() {
    return commands.stream()
        .map(command -> command.words() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.US_ASCII);
  }
}

package dev.iosleuth.source.monitor;

import dev.iosleuth.kernel.qemu.QmpCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * QMP: the monitor greets, the client ends the negotiation, each command has one answer, and events
 * may come at any time. docs/interop/qmp-spec.rst.
 */
final class QmpDialogue implements Dialogue {
  private final List<QmpCommand> commands;
  private final JsonBoundaries boundaries = new JsonBoundaries();
  private boolean greeted;
  private int answers;

  /** Since it was asked. */
  private int events;

  /**
   * @param commands at most 7: qemu stops listening with more than 8 in its queue
   */
  QmpDialogue(List<QmpCommand> commands) {
    this.commands =
        Stream.concat(Stream.of(QmpCommand.QMP_CAPABILITIES), commands.stream()).toList();
  }

  @Override
  public Turn begin() {
    return new Turn.Wait();
  }

  @Override
  public Turn hear(byte[] bytes, int from, int to) {
    Turn turn = new Turn.Wait();
    for (int at = from; at < to && turn instanceof Turn.Wait; at++) {
      turn = found(boundaries.accept(bytes[at]));
    }
    return turn;
  }

  private Turn found(JsonBoundaries.Found found) {
    return switch (found) {
      case NOTHING -> new Turn.Wait();
      case GREETING -> greeting();
      case ANSWER -> answer();
      case OTHER -> other();
      case STRAY -> stranger();
      case DEEP -> new Turn.Stranger("a QMP monitor", "endless nesting");
    };
  }

  private Turn greeting() {
    if (greeted) {
      return stranger();
    }
    greeted = true;
    String lines = commands.stream().map(QmpCommand::line).collect(Collectors.joining());
    return new Turn.Say(lines.getBytes(StandardCharsets.US_ASCII));
  }

  private Turn answer() {
    answers++;
    if (!greeted) {
      return stranger();
    }
    return answers == commands.size() ? new Turn.Done() : new Turn.Wait();
  }

  private Turn other() {
    events++;
    return greeted ? new Turn.Wait() : stranger();
  }

  private Turn stranger() {
    return new Turn.Stranger("a QMP monitor", greeted ? "what is no QMP" : "somebody else");
  }

  /** It sends each answer in one piece. */
  @Override
  public String instead(int bytes) {
    if (boundaries.isAmidst()) {
      return Silence.endless(bytes);
    }
    return events > 0
        ? Silence.talkative(events, answers, commands.size())
        : Silence.incomplete(bytes);
  }
}

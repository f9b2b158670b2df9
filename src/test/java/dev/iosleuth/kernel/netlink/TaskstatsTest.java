package dev.iosleuth.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TaskstatsTest {
  /** A message as kernel/taskstats.c makes it: aggregate(pid, struct taskstats). */
  private static byte[] message(int version, int length, int shift, int processAt, int flags) {
    int stats = 4 + length;
    int total = 20 + 4 + 8 + stats;
    ByteBuffer bytes = ByteBuffer.wrap(new byte[total]).order(ByteOrder.nativeOrder());
    bytes.putInt(total).putShort((short) 28).putShort((short) 0).putInt(0).putInt(0);
    bytes.put((byte) 2).put((byte) 1).putShort((short) 0);
    bytes.putShort((short) (12 + stats)).putShort((short) 4);
    bytes.putShort((short) 8).putShort((short) 1).putInt(4711);
    bytes.putShort((short) stats).putShort((short) 3);
    int at = bytes.position();
    bytes.putShort(at, (short) version).put(at + 8, (byte) flags);
    bytes.put(at + 80 + shift, "dd".getBytes(StandardCharsets.UTF_8));
    bytes.putInt(at + 128 + shift, 4711).putInt(at + 132 + shift, 1);
    bytes.putInt(at + 136 + shift, 1_700_000_000).putLong(at + 144 + shift, 25_558);
    bytes.putLong(at + 248 + shift, 4096).putLong(at + 256 + shift, 1 << 20);
    bytes.putLong(at + 264 + shift, 512);
    if (processAt > 0) {
      bytes.putInt(at + processAt, 4700).putLong(at + processAt + 8, 99_000);
    }
    byte[] copy = new byte[total];
    bytes.get(0, copy);
    return copy;
  }

  private static TaskExit exit(byte[] datagram) {
    List<GenericNetlink.Message> messages = GenericNetlink.messages(datagram);
    return Taskstats.parse(messages.getFirst()).flatMap(Reading::optional).orElseThrow();
  }

  @Test
  void readsTheRecordOfAThread() {
    TaskExit exit = exit(message(14, 432, 0, 368, 0));
    assertThat(exit.task()).isEqualTo(4711);
    assertThat(exit.process()).isEqualTo(4700);
    assertThat(exit.parent()).isEqualTo(1);
    assertThat(exit.comm()).isEqualTo("dd");
    assertThat(exit.startedSeconds()).isEqualTo(1_700_000_000L);
    assertThat(exit.elapsedMicros()).isEqualTo(25_558);
    assertThat(exit.processMicros()).isEqualTo(99_000);
    assertThat(exit.readBytes()).isEqualTo(4096);
    assertThat(exit.writeBytes()).isEqualTo(1 << 20);
    assertThat(exit.cancelledWriteBytes()).isEqualTo(512);
    assertThat(exit.last()).isFalse();
    assertThat(exit(message(14, 432, 0, 368, 0x20)).last()).isTrue();
  }

  @Test
  void takesOldVersionsForProcesses() {
    TaskExit exit = exit(message(8, 328, 0, 0, 0));
    assertThat(exit.process()).isEqualTo(4711);
    assertThat(exit.last()).isTrue();
    assertThat(exit.writeBytes()).isEqualTo(1 << 20);
  }

  @Test
  void readsVersion15WithItsMovedFields() {
    TaskExit exit = exit(message(15, 560, 48, 464, 0x20));
    assertThat(exit.comm()).isEqualTo("dd");
    assertThat(exit.process()).isEqualTo(4700);
    assertThat(exit.writeBytes()).isEqualTo(1 << 20);
  }

  @Test
  void saysWhereItDoesNotUnderstand() {
    byte[] other = message(14, 432, 8, 368, 0);
    Optional<Reading<TaskExit>> exit = Taskstats.parse(GenericNetlink.messages(other).getFirst());
    assertThat(exit.orElseThrow().whyNot().orElseThrow())
        .isEqualTo(
            "taskstats: expected struct taskstats of task 4711, found 'version 14 of 432 bytes'");
  }

  @Test
  void neverFailsOnDamagedMessages() {
    var random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = message(14, 432, 0, 368, 0);
      for (int i = 0; i < 4; i++) {
        bytes[random.nextInt(60)] = (byte) random.nextInt(256);
      }
      for (GenericNetlink.Message message : GenericNetlink.messages(bytes)) {
        Optional<Reading<TaskExit>> exit = Taskstats.parse(message);
        assertThat(exit.isEmpty() || exit.get().map(TaskExit::task).orElse(1) != 0).isTrue();
      }
    }
  }

  @Test
  void readsTheAnswersOfTheKernel() {
    byte[] request = GenericNetlink.request(28, Taskstats.GET, Taskstats.REGISTER, "0-1");
    assertThat(request).hasSize(28);
    GenericNetlink.Message message = GenericNetlink.messages(request).getFirst();
    assertThat(message.type()).isEqualTo(28);
    GenericNetlink.Attribute attribute =
        GenericNetlink.attributes(message.bytes(), message.from(), message.to()).getFirst();
    assertThat(attribute.type()).isEqualTo(3);
    assertThat(new String(GenericNetlink.payload(attribute), StandardCharsets.UTF_8))
        .isEqualTo("0-1\0");
  }
}

package dev.iosleuth.cli;

import static dev.iosleuth.sample.TestingDevices.disk;
import static dev.iosleuth.sample.TestingProcesses.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iosleuth.sample.Sample;
import dev.iosleuth.sample.TestingSamples;
import dev.iosleuth.stack.StackBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InsideMatchTest {
  private static final String NUMBER = "6f1d1f6c-4a0b-4b53-9d3e-0a5c3c1d9b11";

  private static TestingSamples guest(TestingSamples host, int pid, String name, String... more) {
    var words = new String[7 + more.length];
    System.arraycopy(
        new String[] {
          "qemu-system-x86_64",
          "-name",
          name,
          "-drive",
          "file=/img/" + name + ",id=d0,if=none",
          "-device",
          "virtio-blk-pci,drive=d0,id=q0"
        },
        0,
        words,
        0,
        7);
    System.arraycopy(more, 0, words, 7, more.length);
    return host.process(process(pid, "qemu-system-x86", words));
  }

  private static InsideMatch host() {
    TestingSamples host = TestingSamples.host("h").with(disk("sda")).mount("sda", "/img", "ext4");
    Sample sample = guest(guest(host, 10, "web", "-uuid", NUMBER), 11, "other").build();
    return new InsideMatch(sample, StackBuilder.build(sample));
  }

  private static InsideRecording.Inner inside(TestingSamples guest) {
    Sample sample = guest.build();
    return new InsideRecording.Inner(sample, StackBuilder.build(sample), Optional.empty(), 1, 1);
  }

  @Test
  void aRecordingOfOneGuestIsNotTakenForAnother() {
    InsideRecording.Inner inner = inside(TestingSamples.host("in").with(disk("vda")).uuid(NUMBER));

    assertThat(host().of(Optional.of("web"), "in.rec", inner).guest().name()).isEqualTo("web");
    assertThatThrownBy(() -> host().of(Optional.of("other"), "in.rec", inner))
        .isInstanceOf(Failure.class)
        .hasMessage(
            "in.rec was taken inside web, by the machine's number or a disk's serial, and not"
                + " inside other");
  }

  /** Whoever names it knows what nothing else tells. */
  @Test
  void whatHasNoNumberIsWhoeverItIsNamedAs() {
    InsideRecording.Inner inner = inside(TestingSamples.host("in").with(disk("vda")));

    assertThat(host().of(Optional.of("other"), "in.rec", inner).guest().name()).isEqualTo("other");
  }

  @ParameterizedTest
  @CsvSource({
    "--inside web=, which recording?",
    "--inside =in.rec, which guest?",
    "--inside web=in.rec --inside other=in.rec, in.rec is given for two guests: it was taken inside one"
  })
  void whatIsNotNamedIsAskedFor(String options, String said) {
    var console = new TestingConsole();
    var words = ("ledger --from host.rec " + options).split(" ");

    assertThat(console.run(words)).isEqualTo(Status.UNUSABLE);
    assertThat(console.err()).contains(said).hasLineCount(1);
  }
}

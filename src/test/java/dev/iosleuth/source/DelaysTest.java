package dev.iosleuth.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import dev.iosleuth.source.monitor.Silence;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DelaysTest {
  private static final String LATE = "its monitor did not answer within 50 ms";
  private static final String UNGREETED = "its monitor did not greet within 200 ms";
  private static final String HELD = Silence.held("monitor");

  private final TestingTree tree = host("S", 5_000_000, 7_000_000);

  private static TestingTree host(String state, long own, long its) {
    return set(new TestingTree(), state, own, its);
  }

  private static TestingTree set(TestingTree tree, String state, long own, long its) {
    return tree.file("proc/thread-self/schedstat", "100 " + own + " 3\n")
        .file("proc/7/schedstat", "100 " + its + " 3\n")
        .file("proc/7/stat", "7 (kvm) " + state + " 1 7 7 0 -1 0" + " 0".repeat(44) + "\n");
  }

  private String said(String why, String state, long ownMillis, long itsMillis) {
    var delays = new Delays(tree, List.of("7"));
    set(tree, state, 5_000_000 + ownMillis * 1_000_000, 7_000_000 + itsMillis * 1_000_000);
    String words = delays.explained("7", Reading.absent(why)).whyNot().orElseThrow();
    set(tree, "S", 5_000_000, 7_000_000);
    return words;
  }

  @Test
  void aBusyHostIsNoSilentMonitor() {
    assertThat(said(LATE, "S", 24, 24)).isEqualTo(LATE + ": it is silent");
    assertThat(said(LATE, "S", 2, 43))
        .isEqualTo(
            LATE
                + ": this host was too busy to ask it in time (waited for a processor: our own"
                + " thread 2 ms, its qemu 43 ms)");
    assertThat(said(LATE, "S", 43, 2))
        .startsWith(LATE + ": it is silent, or this host too busy (waited for a processor: our own")
        .endsWith("thread 43 ms, its qemu 2 ms)");
    assertThat(said(LATE, "R", 0, 0)).contains("was too busy").contains("waits still");
  }

  @Test
  void aMonitorHasLongerToGreetThanToAnswer() {
    assertThat(said(UNGREETED, "S", 99, 99)).isEqualTo(UNGREETED + ": it is silent");
    assertThat(said(UNGREETED, "S", 0, 100)).contains("was too busy");
  }

  @Test
  void noBusyHostMakesAMonitorTalk() {
    for (String did :
        List.of(
            ", but sent 1000000 bytes without an end",
            ", but sent 812 events and 0 of 4 answers")) {
      assertThat(said(LATE + did, "S", 219, 90)).isEqualTo(LATE + did);
      assertThat(said(LATE + did, "R", 0, 0)).isEqualTo(LATE + did);
    }
    String begun = LATE + ", with 900 bytes of an answer";
    assertThat(said(begun, "S", 0, 0)).isEqualTo(begun);
    assertThat(said(begun, "S", 30, 0)).contains("900 bytes of an answer: this host was too busy");
  }

  @Test
  void whoIsStoppedIsHeldByNobody() {
    assertThat(said(HELD, "T", 0, 0))
        .isEqualTo("qemu is stopped, by a signal or a debugger: " + HELD);
    assertThat(said(LATE, "t", 90, 90)).startsWith("qemu is stopped").endsWith(LATE);
    assertThat(said(HELD, "R", 90, 90)).isEqualTo(HELD);
  }

  @Test
  void theRestIsLeftAsItWas() {
    var delays = new Delays(tree, List.of("7"));
    Reading<Text> known = Reading.known(Text.of("x", "y"));
    assertThat(delays.explained("7", known)).isSameAs(known);
    Reading<Text> other = Reading.absent("no such socket: /q");
    assertThat(delays.explained("7", other)).isSameAs(other);
    var bare = new Delays(new TestingTree(), List.of("7"));
    assertThat(bare.explained("7", Reading.absent(LATE)).whyNot())
        .contains(LATE + ": it is silent");
  }
}

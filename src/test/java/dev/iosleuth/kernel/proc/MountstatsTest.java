package dev.iosleuth.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.kernel.proc.Mountstats.Operation;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountstatsTest {
  private static Reading<Mountstats> parse(String text) {
    return Mountstats.parse(Text.of("proc/self/mountstats", text));
  }

  @Test
  void mountsOfNfsTellTheirOperations() {
    List<Mountstats.Mount> mounts =
        parse(
                """
                device sysfs mounted on /sys with fstype sysfs
                device nas:/vol\\040one mounted on /srv/a\\040b with fstype nfs4 statvers=1.1
                \topts:\trw,vers=4.2
                \tage:\t100
                \txprt:\ttcp 0 0 1 0 0 5 5 0 5 0 2 0 0
                \tper-op statistics
                \t        NULL: 1 1 0 44 24 0 0 0 0
                \t        READ: 4 5 1 656 16908 1 12 14 0

                device /dev/sda mounted on / with fstype ext4
                """)
            .optional()
            .orElseThrow()
            .mounts();
    assertThat(mounts).hasSize(1);
    assertThat(mounts.getFirst().device()).isEqualTo("nas:/vol one");
    assertThat(mounts.getFirst().point()).isEqualTo("/srv/a b");
    assertThat(mounts.getFirst().operations())
        .containsEntry("READ", new Operation(4, 1, 12, 14))
        .hasSize(2);
  }

  @Test
  void nothingIsMountedAndNothingIsWrong() {
    assertThat(parse("").optional()).contains(new Mountstats(List.of()));
  }

  @Test
  void aRowWithoutItsNumbersIsMalformed() {
    assertThat(
            parse("device a:/b mounted on /c with fstype nfs\n\tper-op statistics\n\tREAD: 1 2\n"))
        .isInstanceOf(Reading.Malformed.class);
  }
}

package dev.iosleuth.kernel.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.reading.Text;
import org.junit.jupiter.api.Test;

class QemuKvmDefaultsTest {
  private static QemuKvmDefaults parse(String text) {
    return QemuKvmDefaults.parse(Text.of("etc/default/qemu-kvm", text)).optional().orElseThrow();
  }

  @Test
  void theLastAssignmentCounts() {
    QemuKvmDefaults defaults =
        parse(
            """
            # To enable the vhost_net module, set to 1
            VHOST_NET_ENABLED=1
            export KSM_ENABLED="AUTO"
            VHOST_NET_ENABLED='0' # off again
            SLEEP_MILLISECS=
            """);
    assertThat(defaults.value("VHOST_NET_ENABLED")).contains("0");
    assertThat(defaults.value("KSM_ENABLED")).contains("AUTO");
    assertThat(defaults.value("SLEEP_MILLISECS")).contains("");
    assertThat(defaults.value("KVM_HUGEPAGES")).isEmpty();
  }

  @Test
  void whatIsCommentedOutIsNotSet() {
    assertThat(parse("#VHOST_NET_ENABLED=1\n=1\n").values()).isEmpty();
  }
}

package dev.iosleuth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who runs in a group, by the naming of the managers. */
class NamesOfGroupsTest {
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  private static String words(String path) {
    var words = new ArrayList<String>();
    CgroupName.elements(path, Map.of("0123456789ab", "short"))
        .forEach(e -> words.add(e.kind() + " " + e.name()));
    return String.join(", ", words);
  }

  @Test
  void containers() {
    assertThat(words("/lxc.payload.web1")).isEqualTo("CONTAINER web1");
    assertThat(words("/lxc.payload.web1/system.slice/ssh.service"))
        .isEqualTo("CONTAINER web1, UNIT ssh.service");
    assertThat(words("/system.slice/docker-" + ID + ".scope")).isEqualTo("CONTAINER 0123456789ab");
    assertThat(words("/docker/" + ID)).isEqualTo("CONTAINER 0123456789ab");
    assertThat(words("/machine.slice/libpod-" + ID + ".scope/container"))
        .isEqualTo("CONTAINER 0123456789ab");
    assertThat(words("/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + ID + ".scope"))
        .isEqualTo("CONTAINER 0123456789ab");
    assertThat(words("/kubepods/burstable/pod1/" + ID)).isEqualTo("CONTAINER 0123456789ab");
    assertThat(words("/machine.slice/systemd-nspawn@deb.service")).isEqualTo("CONTAINER deb");
    assertThat(words("/docker/0123456789ab")).isEqualTo("CONTAINER short");
  }

  @Test
  void unitsAndOthers() {
    assertThat(words("/")).isEmpty();
    assertThat(words("/system.slice/nginx.service")).isEqualTo("UNIT nginx.service");
    assertThat(words("/user.slice/user-0.slice/session-3.scope")).isEqualTo("UNIT session-3.scope");
    assertThat(words("/system.slice/dev-disk\\x2d1.swap")).isEqualTo("UNIT dev-disk-1.swap");
    assertThat(words("/jobs/nightly")).isEqualTo("CGROUP /jobs/nightly");
    assertThat(words("/user.slice")).isEqualTo("CGROUP /user.slice");
  }
}

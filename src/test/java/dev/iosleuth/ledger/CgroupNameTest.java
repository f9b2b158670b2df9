package dev.iosleuth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms in which the managers of containers write paths, on cgroup v1 and v2. */
class CgroupNameTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String OTHER = "f123456789abcdef".repeat(4);

  private static String elements(String path) {
    return CgroupName.elements(
            path.replace("ID", ID).replace("OTHER", OTHER), Map.of(ID, "web"), Map.of())
        .stream()
        .map(element -> element.kind() + " " + element.name())
        .collect(Collectors.joining(" > "));
  }

  @Test
  void eachHasThePathOfItsOwnGroup() {
    String unit = "/user.slice/user@1000.service";
    assertThat(CgroupName.elements(unit + "/x.slice/libpod-" + ID + ".scope/a", Map.of(), Map.of()))
        .extracting(Account.Element::cgroup)
        .containsExactly(unit, unit + "/x.slice/libpod-" + ID + ".scope");
    assertThat(CgroupName.elements("/system.slice/a\\x2db.service/sub", Map.of(), Map.of()))
        .extracting(Account.Element::cgroup)
        .containsExactly("/system.slice/a\\x2db.service");
    assertThat(CgroupName.elements("/lxc/f9", Map.of(), Map.of("/lxc/f9", "mail")))
        .containsExactly(new Account.Element(Account.Kind.GUEST, "mail", "/lxc/f9"));
  }

  @ParameterizedTest
  @CsvSource({
    "/system.slice/docker-ID.scope, CONTAINER web",
    "/docker/ID, CONTAINER web",
    "/docker/ID/system.slice/nginx.service, CONTAINER web > UNIT nginx.service",
    "/docker/OTHER, CONTAINER f123456789ab",
    "/machine.slice/libpod-ID.scope, CONTAINER web",
    "/machine.slice/libpod-ID.scope/container, CONTAINER web",
    "/machine.slice/libpod-conmon-ID.scope, UNIT libpod-conmon-ID.scope",
    "/libpod_parent/libpod-ID, CONTAINER web",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope,"
        + " UNIT user@1000.service > CONTAINER web",
    "/system.slice/web.service/libpod-payload-ID, UNIT web.service > CONTAINER web",
    "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice"
        + "/cri-containerd-ID.scope, CONTAINER web",
    "/kubepods.slice/kubepods-pod1_2.slice/crio-ID.scope, CONTAINER web",
    "/kubepods/besteffort/pod1-2/ID, CONTAINER web",
    "/kubepods/burstable/pod1-2/crio-ID, CONTAINER web",
    "/system.slice/containerd.service/kubepods-pod1_2.slice:cri-containerd:ID,"
        + " UNIT containerd.service > CONTAINER web",
    "/lxc.payload.mail, GUEST mail",
    "/lxc.payload.mail/system.slice/postfix.service, GUEST mail > UNIT postfix.service",
    "/lxc.payload.mail, GUEST mail",
    "/lxc/mail, GUEST mail",
    "/lxc/mail/system.slice/postfix.service, GUEST mail > UNIT postfix.service",
    "/lxc.monitor.mail, CGROUP /lxc.monitor.mail",
    "/machine.slice/systemd-nspawn@mail\\x2dold.service/payload, GUEST mail-old",
    "/machine.slice/machine-mail\\x2dold.scope/payload, GUEST mail-old",
    "/lxc.payload.mail/system.slice/docker-ID.scope, GUEST mail > CONTAINER web",
    "/lxc.payload.mail/ns/lxc.payload.inner/init.scope,"
        + " GUEST mail > CONTAINER inner > UNIT init.scope",
    "/machine.slice/machine-lxc\\x2d4711\\x2dmail\\x2dold.scope, GUEST mail-old",
    "/system.slice/docker-ID.scope/lxc/mail, CONTAINER web > CONTAINER mail",
    "/machine.slice/machine-qemu\\x2d1\\x2dweb1.scope, UNIT machine-qemu-1-web1.scope",
    "/system.slice/cron.service, UNIT cron.service",
    "/system.slice, CGROUP /system.slice",
    "/batch/night, CGROUP /batch/night",
    "/, ''",
  })
  void aPathNames(String path, String elements) {
    assertThat(elements(path)).isEqualTo(elements.replace("ID", ID));
  }
}

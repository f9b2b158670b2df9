package dev.iosleuth.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final String NUMBER = "0123456789ab";

  private static boolean answers(String group, Account.Kind kind, String name) {
    var load = new Load("elder1", group, Load.How.DIRECT, 1, 4096, 0, 0, 0);
    return load.answersTo(
        new Account(
            kind,
            name,
            "",
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(new Account.Element(kind, name))));
  }

  @Test
  void aProgramItsUnitAndItsContainer() {
    String unit = "/system.slice/elder1.service";
    assertThat(answers(unit, Account.Kind.PROCESS, "elder1")).isTrue();
    assertThat(answers(unit, Account.Kind.UNIT, "elder1.service")).isTrue();
    assertThat(answers(unit, Account.Kind.CGROUP, unit)).isTrue();
    String docker = "/system.slice/docker-" + NUMBER + "cdef.scope";
    assertThat(answers(docker, Account.Kind.CONTAINER, NUMBER)).isTrue();
  }

  @Test
  void notTheSliceThatHoldsItNorWhoIsNobody() {
    String unit = "/system.slice/elder1.service";
    assertThat(answers(unit, Account.Kind.CGROUP, "/system.slice")).isFalse();
    assertThat(answers(unit, Account.Kind.PROCESS, "elder2")).isFalse();
    assertThat(answers(unit, Account.Kind.ENTRY, "elder1")).isFalse();
    assertThat(answers(unit, Account.Kind.JOB, "elder1")).isFalse();
  }
}

package dev.iosleuth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.ledger.Account.Element;
import dev.iosleuth.ledger.Account.Kind;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GroupingTest {
  private static final Element UNIT = new Element(Kind.UNIT, "backup.service");
  private static final Element CONTAINER = new Element(Kind.CONTAINER, "db");
  private static final Element GUEST = new Element(Kind.GUEST, "web1");

  @Test
  void unitsAndContainersAreCgroups() {
    var unit = new Element(Kind.UNIT, "backup.service", "/system.slice/backup.service");
    var container = new Element(Kind.CONTAINER, "db", "/system.slice/docker-1.scope");
    var lxc = new Element(Kind.GUEST, "mail", "/lxc/mail");
    var batch = new Element(Kind.CGROUP, "/batch");
    var books = new TestingLedgers("h", 5).disk("sda", "");
    List<Account> accounts =
        List.of(
            TestingLedgers.process("dd", 10, unit),
            TestingLedgers.process("cp", 11, unit),
            TestingLedgers.process("mysqld", 12, unit, container),
            TestingLedgers.process("sendmail", 13, lxc),
            TestingLedgers.process("night", 14, batch),
            new Account(
                Kind.CGROUP,
                "/batch",
                "",
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(batch)),
            TestingLedgers.process("init", 1),
            Account.simple(Kind.JOB, "md1 check"));
    accounts.forEach(a -> books.post("sda", a, Direction.WRITE, 1, 8, 1, Basis.DERIVED));
    assertThat(names(Grouping.by(books.ledger(), Grouping.By.CGROUP)))
        .containsExactlyInAnyOrder(
            "cgroup /system.slice/backup.service  x2",
            "cgroup /system.slice/docker-1.scope  x1",
            "cgroup /lxc/mail  x1",
            "cgroup /batch  x2",
            "none no cgroup  x1",
            "job md1 check  x1");
  }

  private static TestingLedgers books() {
    var books = new TestingLedgers("h", 5).disk("sda", "").disk("sdb", "");
    return books
        .post(
            "sda",
            TestingLedgers.process("dd", 10, UNIT),
            Direction.WRITE,
            5,
            500,
            10,
            Basis.DERIVED)
        .post(
            "sdb",
            TestingLedgers.process("dd", 11, UNIT),
            Direction.READ,
            7,
            700,
            20,
            Basis.DERIVED)
        .post("sda", TestingLedgers.process("dd", 12), Direction.FLUSH, 3, 0, 30, Basis.DERIVED)
        .post(
            "sda",
            TestingLedgers.process("mysqld", 13, UNIT, CONTAINER),
            Direction.DISCARD,
            2,
            99,
            40,
            Basis.DERIVED)
        .post(
            "sda",
            TestingLedgers.process("qemu", 14, GUEST),
            Direction.WRITE,
            1,
            8,
            50,
            Basis.DERIVED)
        .post("sda", Account.simple(Kind.JOB, "md1 check"), Direction.READ, 1, 8, 60, Basis.DERIVED)
        .post("sda", Account.UNEXPLAINED_ACCOUNT, Direction.READ, 1, 8, 5, Basis.UNEXPLAINED);
  }

  private static List<String> names(List<Group> groups) {
    return groups.stream()
        .map(g -> g.kind() + " " + g.name() + " " + g.within() + " x" + g.members())
        .toList();
  }

  @Test
  void byHabitAGuestThenAContainerThenProcessesOfOneNameInOnePlace() {
    assertThat(names(Grouping.byHabit(books().ledger())))
        .containsExactly(
            "job md1 check  x1",
            "guest web1  x1",
            "container db  x1",
            "process dd backup.service x2",
            "process dd  x1",
            "unexplained unexplained  x1");
  }

  @Test
  void whatHasNoPartOfThatKindIsSummedUnderItsOwnName() {
    assertThat(names(Grouping.by(books().ledger(), Grouping.By.UNIT)))
        .containsExactly(
            "none no unit  x2",
            "unit backup.service  x3",
            "job md1 check  x1",
            "unexplained unexplained  x1");
  }

  @Test
  void processesStayApartByPidWhenAskedFor() {
    assertThat(Grouping.by(books().ledger(), Grouping.By.PROCESS))
        .filteredOn(g -> g.kind().equals("process"))
        .extracting(g -> g.pid().orElse(0))
        .containsExactly(14L, 13L, 12L, 11L, 10L);
  }

  @Test
  void aDevicesGroupIsWhatItDid() {
    List<Group> groups = Grouping.by(books().ledger(), Grouping.By.DEVICE);
    assertThat(groups).extracting(Group::name).containsExactly("sda", "sdb");
    assertThat(groups.getFirst().moved()).isEqualTo(new Group.Moved(2, 6, 2, 3, 16, 508, 99, 195));
    assertThat(groups.getFirst().issued()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Grouping.By.class)
  void nothingIsLost(Grouping.By by) {
    List<Group> groups = Grouping.by(books().ledger(), by);
    Group.Moved sum = groups.stream().map(Group::moved).reduce(Group.Moved::plus).orElseThrow();
    assertThat(sum.deviceMs()).isCloseTo(215, Offset.offset(1e-9));
    assertThat(sum.ops()).isEqualTo(20);
    assertThat(sum.bytes() + sum.discardBytes()).isEqualTo(1323);
  }
}

package dev.iosleuth.finding.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iosleuth.sample.Collector;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.source.TestingTree;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CircumstancesTest {
  private static TestingTree host() {
    return new TestingTree()
        .file("proc/sys/kernel/hostname", "node1\n")
        .file("proc/sys/kernel/osrelease", "6.1.0-30-amd64\n")
        .file("proc/diskstats", "   8       0 sda 1 0 8 1 1 0 8 1 0 2 2\n")
        .file("sys/block/sda/size", "1000\n")
        .file("sys/block/sda/dev", "8:0\n")
        .file("sys/block/sda/queue/scheduler", "[none] mq-deadline\n")
        .file("sys/block/sda/queue/read_ahead_kb", "128\n")
        .file("proc/self/mountinfo", "30 1 8:0 / /srv rw,relatime - ext4 /dev/sda rw\n");
  }

  private static Circumstances of(TestingTree tree) {
    Sample sample = new Collector().collect(tree, Optional.empty());
    var reader = new CircumstancesReader();
    reader.look(sample);
    return reader.circumstances(tree, sample);
  }

  @Test
  void theSameHostIsTheSame() {
    assertThat(Changed.between(of(host()), of(host()))).isEmpty();
  }

  @Test
  void settingsAndMounts() {
    TestingTree after =
        host()
            .file("proc/sys/kernel/osrelease", "6.12.0-1-amd64\n")
            .file("sys/block/sda/queue/scheduler", "none [mq-deadline]\n")
            .file("proc/self/mountinfo", "30 1 8:0 / /srv rw,noatime - ext4 /dev/sda rw\n");

    assertThat(Changed.between(of(host()), of(after)))
        .extracting(
            one -> one.subject() + " " + one.what() + ": " + one.before() + " > " + one.after())
        .containsExactly(
            " proc/sys/kernel/osrelease: 6.1.0-30-amd64 > 6.12.0-1-amd64",
            "/srv options: rw,relatime,rw > rw,noatime,rw",
            "sda queue/scheduler: [none] mq-deadline > none [mq-deadline]");
  }

  @Test
  void whatCameAndWentIsToldOnce() {
    TestingTree after =
        host()
            .file(
                "proc/mdstat",
                """
                Personalities : [raid1]
                md1 : active raid1 sdb[1] sda[0]
                      1000 blocks super 1.2 [2/2] [UU]
                      [==>..................]  check = 12.6% (126/1000) finish=1.0min speed=100K/sec

                unused devices: <none>
                """)
            .file("sys/block/sdb/size", "1000\n")
            .file("sys/block/sdb/dev", "8:16\n")
            .file("sys/block/sdb/queue/scheduler", "[none] mq-deadline\n");

    List<Changed> changed = Changed.between(of(host()), of(after));
    assertThat(changed)
        .extracting(one -> one.subject() + one.what() + "|" + one.before() + "|" + one.after())
        .containsExactly("md1 check||running", "sdb||there");
  }

  /** A setting that one of them could not read is no difference. */
  @Test
  void whatCouldNotBeReadIsNotChanged() {
    TestingTree after = host().without("sys/block/sda/queue/read_ahead_kb");

    assertThat(Changed.between(of(host()), of(after))).isEmpty();
  }

  /** Nor is what one of them does not list: it has neither come nor gone. */
  @Test
  void whatIsNotToldHasNotGone() {
    TestingTree after = host().without("proc/self/mountinfo");

    assertThat(Changed.between(of(host()), of(after))).isEmpty();
    assertThat(Changed.between(of(host()), Circumstances.UNKNOWN)).isEmpty();
  }
}

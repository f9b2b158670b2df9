package dev.iosleuth.sample;

import dev.iosleuth.source.Moment;
import dev.iosleuth.source.TestingTree;
import java.time.Instant;
import java.util.Optional;

/** The files of a small host: a disk with LVM, cgroup v2, processes. */
public final class TestingHost {
  private final TestingTree tree = new TestingTree();

  public TestingHost() {
    tree.file("proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n")
        .file("proc/sys/kernel/hostname", "node1\n")
        .file("sys/kernel/uevent_seqnum", "100\n")
        .file("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
        .file(
            "proc/self/mountinfo",
            """
            25 1 254:0 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw
            26 25 0:5 / /dev rw - devtmpfs devtmpfs rw
            30 25 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
            """)
        .file("sys/fs/cgroup/cgroup.controllers", "cpu io memory\n")
        .file("sys/fs/cgroup/cgroup.stat", "nr_descendants 1\nnr_dying_descendants 0\n")
        .file("sys/fs/cgroup/io.stat", "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2\n")
        .file("sys/fs/cgroup/a.slice/cgroup.stat", "nr_descendants 0\n")
        .file(
            "sys/fs/cgroup/a.slice/io.stat",
            "8:0 rbytes=0 wbytes=4096 rios=0 wios=1 dbytes=0 dios=0\n");
    device("sda", "8:0", 2097152);
    device("dm-0", "254:0", 1048576);
    tree.file("sys/block/dm-0/dm/name", "vg-root\n")
        .file("sys/block/dm-0/dm/uuid", "LVM-abc\n")
        .file("sys/block/dm-0/dm/suspended", "0\n")
        .link("sys/block/dm-0/slaves/sda", "../../../../block/sda")
        .link("sys/block/sda/holders/dm-0", "../../../virtual/block/dm-0");
    diskstats(100);
    at(1_000);
  }

  public TestingTree tree() {
    return tree;
  }

  /** That process, which must be there. */
  public static ProcessSample process(Sample sample, int pid) {
    return Optional.ofNullable(sample.processes().get(pid)).orElseThrow();
  }

  public TestingHost at(long seconds) {
    tree.at(
        new Moment(
            "node1", Instant.ofEpochSecond(1_700_000_000 + seconds), seconds * 1_000_000_000L));
    return this;
  }

  public TestingHost device(String name, String dev, long sectors) {
    String folder = "sys/block/" + name + "/";
    tree.file(folder + "dev", dev + "\n")
        .file(folder + "size", sectors + "\n")
        .file(folder + "diskseq", "7\n")
        .file(folder + "queue/rotational", "1\n")
        .file(folder + "queue/scheduler", "none [mq-deadline]\n");
    return this;
  }

  public TestingHost diskstats(long writes) {
    String counters = " 10 0 80 5 " + writes + " 0 " + writes * 8 + " 9 0 12 14 0 0 0 0 3 1\n";
    tree.file("proc/diskstats", "8 0 sda" + counters + "254 0 dm-0" + counters);
    return this;
  }

  /** Kernel threads have the flag PF_KTHREAD. */
  public TestingHost process(int pid, String comm, long start, long flags, String... command) {
    tree.file(
            "proc/" + pid + "/stat",
            pid
                + " ("
                + comm
                + ") S 1 1 1 0 -1 "
                + flags
                + " 100 0 0 0 3 4 0 0 20 0 1 0 "
                + start
                + " 1000 100 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0"
                + " 0 0 0 0\n")
        .file("proc/" + pid + "/cgroup", "0::/a.slice\n")
        .file("proc/" + pid + "/cmdline", String.join("\0", command) + "\0")
        .folder("proc/" + pid + "/fd");
    return io(pid, 0, 0);
  }

  public TestingHost io(int pid, long read, long written) {
    tree.file(
        "proc/" + pid + "/io",
        "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: "
            + read
            + "\nwrite_bytes: "
            + written
            + "\ncancelled_write_bytes: 0\n");
    return this;
  }

  public TestingHost open(int pid, int descriptor, String target, String flags, int mountId) {
    tree.link("proc/" + pid + "/fd/" + descriptor, target)
        .file(
            "proc/" + pid + "/fdinfo/" + descriptor,
            "pos:\t0\nflags:\t" + flags + "\nmnt_id:\t" + mountId + "\nino:\t77\n");
    return this;
  }
}

package dev.iosleuth.hostile;

import java.util.List;
import java.util.Locale;

/**
 * A host on which everything that can be named has a hostile name: for each name a volume with a
 * file system on it, a process that writes there from a cgroup, a guest with a volume of its own,
 * and what else carries names.
 */
final class HostileHost {
  static final int FIRST_WRITER = 1_000;
  static final int FIRST_GUEST = 5_000;
  private static final long SECTORS_EACH = 2_048;

  private final TestingCapture files = new TestingCapture();
  private final List<String> names;
  private final int moment;

  /**
   * @param moment 0 or 1: counters go on by 1 MiB for each writer
   */
  private HostileHost(List<String> names, int moment) {
    this.names = names;
    this.moment = moment;
  }

  static TestingCapture at(int moment) {
    return at(moment, HostileNames.ALL);
  }

  static TestingCapture at(int moment, List<String> names) {
    var host = new HostileHost(names, moment);
    host.common();
    for (int i = 0; i < names.size(); i++) {
      host.volume(i, names.get(i));
      host.writer(i, names.get(i));
      host.guest(i, names.get(i));
      host.others(i, names.get(i));
    }
    host.disk();
    return host.files;
  }

  private void common() {
    files
        .file("proc/uptime", (1_000 + 10 * moment) + ".00 0.00\n")
        .file("proc/sys/kernel/hostname", HostileNames.ALL.getFirst() + "\n")
        .file("proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n")
        .file("proc/diskstats", "")
        .file("proc/self/mountinfo", "30 1 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
        .file("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
        .file("proc/mdstat", "Personalities : [raid1]\n")
        .file("tool/dmsetup-table", "")
        .file("tool/lvs", "")
        .file("tool/zpool-status", "")
        .file("sys/fs/cgroup/cgroup.controllers", "cpu io memory\n")
        .file("sys/fs/cgroup/cgroup.stat", "nr_descendants 1\n")
        .file("tool/drbdsetup-status", drbd());
  }

  /** dm-i, on sda from sector 2048 + i GiB, mounted at /mnt/NAME; dm-(i + 500) is a guest's. */
  private void volume(int i, String name) {
    dm(i, name, 1);
    dm(i + 500, "guest" + name, 0);
    mount(i, name);
  }

  private void dm(int minor, String name, int writing) {
    String folder = "sys/block/dm-" + minor + "/";
    device("dm-" + minor, "254:" + minor)
        .file(folder + "dm/name", mapped(name) + "\n")
        .file(folder + "dm/uuid", "LVM-" + name + "\n")
        .link(folder + "slaves/sda", "../../../../block/sda")
        .link("sys/block/sda/holders/dm-" + minor, "../../../virtual/block/dm-" + minor)
        .file(
            "run/udev/data/b254:" + minor, "E:ID_SERIAL=" + name + "\nS:disk/by-id/" + name + "\n")
        .append(
            "tool/dmsetup-table",
            mapped(name) + ": 0 2097152 linear 8:0 " + (2048 + minor * 2_097_152L) + "\n")
        .append("tool/lvs", "  vg\t" + name + "\t" + name + "\t-wi-a\t254\t" + minor + "\n");
    long ops = moment * SECTORS_EACH / 8;
    int either = writing == 1 ? 1 : 2;
    row("254 " + minor, "dm-" + minor, ops / either, SECTORS_EACH * moment / either);
  }

  /** As LVM names the volume of the group vg in the device mapper. */
  private static String mapped(String volume) {
    return "vg-" + volume.replace("-", "--");
  }

  private TestingCapture device(String name, String number) {
    String folder = "sys/block/" + name + "/";
    return files
        .file(folder + "dev", number + "\n")
        .file(folder + "size", "2097152\n")
        .file(folder + "queue/rotational", "1\n");
  }

  private void row(String number, String name, long writes, long sectors) {
    files.append(
        "proc/diskstats",
        String.format(
            Locale.ROOT,
            "%s %s 10 0 80 5 %d 0 %d 9 0 %d 14 0 0 0 0 %d 1\n",
            number,
            name,
            writes,
            sectors,
            12 + moment * 50,
            3 + moment));
  }

  private void mount(int i, String name) {
    files.append(
        "proc/self/mountinfo",
        (100 + i)
            + " 1 254:"
            + i
            + " / "
            + mangled("/mnt/" + name)
            + " rw - ext4 "
            + mangled("/dev/mapper/" + mapped(name))
            + " rw\n");
    files.append("proc/swaps", mangled("/swap/" + name) + " file 8 0 -2\n");
  }

  /** As fs/seq_file.c writes blanks and backslashes. */
  private static String mangled(String path) {
    return path.replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n", "\\012");
  }

  private void writer(int i, String name) {
    int pid = FIRST_WRITER + i;
    process(pid, name, i, "/usr/bin/" + name, "--secret", name);
    files
        .link("proc/" + pid + "/fd/3", "/mnt/" + name + "/file" + name)
        .file("proc/" + pid + "/fdinfo/3", "pos:\t0\nflags:\t0100001\nmnt_id:\t" + (100 + i) + "\n")
        .file("sys/fs/cgroup/" + name + "/cgroup.stat", "nr_descendants 0\n")
        .file("sys/fs/cgroup/" + name + "/io.stat", "8:0 rbytes=0 wbytes=0 rios=0 wios=0\n");
  }

  private void process(int pid, String comm, int cgroup, String... command) {
    String folder = "proc/" + pid + "/";
    long written = moment * SECTORS_EACH * 512;
    files
        .file(
            folder + "stat",
            pid
                + " ("
                + comm
                + ") S 1 1 1 0 -1 0 100 0 0 0 3 4 0 0 20 0 1 0 "
                + (100 + pid)
                + " 1000 100 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0"
                + " 0 0 0 0\n")
        .file(folder + "cgroup", "0::/" + names.get(cgroup) + "\n")
        .file(folder + "cmdline", String.join("\0", command) + "\0")
        .file(
            folder + "io",
            "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 0\nwrite_bytes: "
                + written
                + "\ncancelled_write_bytes: 0\n");
  }

  private void guest(int i, String name) {
    int pid = FIRST_GUEST + i;
    String disk = "/dev/mapper/" + mapped("guest" + name);
    process(
        pid,
        "qemu-kvm",
        i,
        "/usr/bin/qemu-system-x86_64",
        "-name",
        "guest=" + name.replace(",", ",,") + ",debug-threads=on",
        "-drive",
        "file=" + disk.replace(",", ",,") + ",if=virtio",
        "-blockdev",
        "{\"filename\":\"" + name + HostileNames.LONG + "\"}");
    files
        .link("proc/" + pid + "/fd/9", disk)
        .file("proc/" + pid + "/fdinfo/9", "pos:\t0\nflags:\t02140002\nmnt_id:\t5\n");
    files.link("run/ganeti/instance-disks/" + name + ":0", disk);
  }

  private void others(int i, String name) {
    String loop = "loop" + i;
    device(loop, "7:" + i)
        .file("sys/block/" + loop + "/loop/backing_file", "/mnt/" + name + "/" + name + "\n");
    row("7 " + i, loop, 0, 0);
    device("drbd" + i, "147:" + i);
    row("147 " + i, "drbd" + i, 0, 0);
    String odd = "md_" + name.replace('/', '!');
    device(odd, "9:" + i).file("sys/block/" + odd + "/md/level", name + "\n");
    files.append(
        "proc/mdstat", odd + " : active raid1 " + name + "[0](F)\n   8 blocks [1/1] [U]\n");
    files.append("tool/zpool-status", "  pool: " + name + "\n state: ONLINE\nconfig:\n");
    files.file("etc/lvm/backup/" + name, "vg {\nid = \"" + name + "\"\n}\n");
    files.file("sys/fs/btrfs/" + name + "/label", name + "\n");
  }

  private void disk() {
    device("sda", "8:0")
        .file("sys/block/sda/size", "8589934592\n")
        .file("sys/block/sda/device/model", HostileNames.ALL.getFirst() + "\n")
        .file("sys/block/sda/device/vendor", HostileNames.ALL.get(7) + "\n")
        .file("sys/block/sda/device/serial", HostileNames.LONG + "\n");
    long volumes = names.size();
    long ops = moment * SECTORS_EACH / 8;
    row(
        "8 0",
        "sda",
        volumes * (ops + ops / 2),
        volumes * (SECTORS_EACH * moment + SECTORS_EACH * moment / 2));
  }

  private String drbd() {
    var list = new StringBuilder("[");
    for (int i = 0; i < names.size(); i++) {
      list.append(i == 0 ? "" : ",")
          .append("{\"name\":\"")
          .append(json(names.get(i)))
          .append("\",\"role\":\"Secondary\",\"devices\":[{\"volume\":0,\"minor\":")
          .append(i)
          .append("}],\"connections\":[{\"peer-node-id\":1,\"name\":\"")
          .append(json(names.get(i)))
          .append("\"}]}");
    }
    return list.append("]").toString();
  }

  private static String json(String name) {
    var text = new StringBuilder();
    name.chars()
        .forEach(c -> {
          boolean escaped = c < ' ' || c == '"' || c == '\\' || c == 0x7f;
          text.append(
              escaped ? String.format(Locale.ROOT, "\\u%04x", c) : String.valueOf((char) c));
        });
    return text.toString();
  }
}

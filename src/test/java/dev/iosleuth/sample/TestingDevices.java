package dev.iosleuth.sample;

import dev.iosleuth.reading.Fields;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.MdMember;
import dev.iosleuth.sample.BlockDevice.Personality;
import dev.iosleuth.unit.DevNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Block devices for tests, with the numbers that Linux gives them: sda 8:0, sdb1 8:17, dm-3 253:3,
 * md1 9:1, loop0 7:0, drbd2 147:2, vda 252:0, nvme0n1 259:0 (numbers of NVMe are free: set them).
 */
public final class TestingDevices {
  /** Sectors. */
  public static final long GIB = 2_097_152;

  private TestingDevices() {}

  public static TestingDevice disk(String name) {
    return new TestingDevice(name, number(name), new Personality.Disk());
  }

  /** {@code partition("sda", 1)} is sda1, {@code partition("nvme0n1", 2)} nvme0n1p2. */
  public static TestingDevice partition(String disk, int number) {
    String name = disk + (Character.isDigit(disk.charAt(disk.length() - 1)) ? "p" : "") + number;
    DevNo whole = number(disk);
    return new TestingDevice(
        name,
        new DevNo(whole.major(), whole.minor() + number),
        new Personality.Partition(disk, Reading.known((long) number), Reading.known(2048L)));
  }

  /**
   * @param name dm-3
   * @param dmName vg-root
   * @param uuid LVM-…, CRYPT-…, mpath-…; may be empty
   */
  public static TestingDevice dm(String name, String dmName, String uuid, String... slaves) {
    return new TestingDevice(
            name, number(name), new Personality.DeviceMapper(dmName, uuid, Reading.known(false)))
        .on(slaves);
  }

  /** An LVM volume: uuid LVM-…. */
  public static TestingDevice lv(String name, String dmName, String... slaves) {
    return dm(name, dmName, "LVM-" + "x".repeat(64), slaves);
  }

  /** A clean array whose members are all in sync, slots in the order of the members. */
  public static TestingDevice md(String name, String level, String... members) {
    var list = new ArrayList<MdMember>();
    for (String member : members) {
      list.add(new MdMember(member, Reading.known("in_sync"), Reading.known("" + list.size())));
    }
    return md(name, level, 0, list);
  }

  public static TestingDevice md(String name, String level, long degraded, List<MdMember> members) {
    return md(name, level, degraded, "idle", members);
  }

  public static TestingDevice md(
      String name, String level, long degraded, String action, List<MdMember> members) {
    return new TestingDevice(
            name,
            number(name),
            new Personality.MdArray(
                Reading.known(level),
                Reading.known(0L),
                Reading.known(level.equals("raid1") ? 0L : 65536L),
                Reading.known((long) members.size()),
                Reading.known(degraded),
                Reading.known(action),
                Reading.known("none"),
                Reading.known("clean"),
                Reading.known("1.2"),
                members))
        .on(members.stream().map(MdMember::device).toArray(String[]::new));
  }

  public static MdMember member(String device, String state, String slot) {
    return new MdMember(device, Reading.known(state), Reading.known(slot));
  }

  public static TestingDevice drbd(int minor, String... slaves) {
    return new TestingDevice("drbd" + minor, new DevNo(147, minor), new Personality.Drbd(minor))
        .on(slaves);
  }

  public static TestingDevice loop(String name, String backingFile) {
    return new TestingDevice(
        name,
        number(name),
        new Personality.Loop(Reading.known(backingFile), Reading.known(0L), Reading.known(false)));
  }

  /** Not attached: no size. */
  public static TestingDevice idleLoop(String name) {
    return new TestingDevice(
            name,
            number(name),
            new Personality.Loop(
                Reading.absent("not attached"),
                Reading.absent("not attached"),
                Reading.absent("not attached")))
        .size(0);
  }

  public static TestingDevice bcache(String name, String backing, String... caches) {
    return new TestingDevice(
        name,
        number(name),
        new Personality.Bcache(
            Reading.known(backing), List.of(caches), Reading.known("writeback")));
  }

  public static TestingDevice zram(String name) {
    return new TestingDevice(
        name, number(name), new Personality.Zram(Reading.known("none"), Map.of()));
  }

  /** {@code nvmeHead("nvme0n1", "nvme0c0n1", "nvme0c1n1")}. */
  public static TestingDevice nvmeHead(String name, String... paths) {
    return new TestingDevice(name, number(name), new Personality.NvmeHead(List.of(paths)));
  }

  public static TestingDevice nvmePath(String name, String head) {
    return new TestingDevice(
        name, DevNo.NONE, new Personality.NvmePath(head, Reading.known("pcie")));
  }

  private static DevNo number(String name) {
    int digits = name.length();
    while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
      digits--;
    }
    int last = (int) Fields.parse(name.substring(digits)).orElse(0);
    return switch (name.substring(0, digits)) {
      case "dm-" -> new DevNo(253, last);
      case "md" -> new DevNo(9, last);
      case "loop" -> new DevNo(7, last);
      case "drbd" -> new DevNo(147, last);
      case "nbd" -> new DevNo(43, last * 32);
      case "rbd" -> new DevNo(250, last * 16);
      case "bcache" -> new DevNo(251, last * 128);
      case "zram" -> new DevNo(254, last);
      case "zd" -> new DevNo(230, last);
      case "ram" -> new DevNo(1, last);
      default -> lettered(name);
    };
  }

  private static DevNo lettered(String name) {
    int letter = name.isEmpty() ? 0 : Math.max(0, name.charAt(name.length() - 1) - 'a');
    if (name.startsWith("sd")) {
      return new DevNo(8, letter * 16);
    }
    if (name.startsWith("vd")) {
      return new DevNo(252, letter * 16);
    }
    if (name.startsWith("xvd")) {
      return new DevNo(202, letter * 16);
    }
    return new DevNo(259, Math.floorMod(name.hashCode(), 4096) * 16);
  }
}

package dev.iosleuth.model;

import java.util.ArrayList;
import java.util.List;

/** Makes md arrays of disks or of their partitions. */
final class MdMaker {
  private static final long DATA_OFFSET = 2048;

  private final Machine machine;

  MdMaker(Machine machine) {
    this.machine = machine;
  }

  private long memberSectors(List<? extends SimDevice> members) {
    return members.stream().mapToLong(SimDevice::sectors).min().orElseThrow() - DATA_OFFSET;
  }

  private static MdMembers members(List<? extends SimDevice> devices, int missing) {
    return new MdMembers(List.copyOf(devices), DATA_OFFSET, missing);
  }

  private Md mirror(Geometry geometry, MdMembers members, boolean bitmap) {
    return machine.md(members, new MdMirror(geometry, members, machine.random()), bitmap);
  }

  Md raid0(List<? extends SimDevice> devices, long chunk) {
    var geometry = new Geometry.Raid0(devices.size(), memberSectors(devices), chunk);
    return mirror(geometry, members(devices, -1), false);
  }

  Md linear(List<? extends SimDevice> devices) {
    var geometry = new Geometry.Linear(devices.size(), memberSectors(devices));
    return mirror(geometry, members(devices, -1), false);
  }

  /**
   * @param missing slot of a member that is being rebuilt, or -1
   */
  Md raid1(List<? extends SimDevice> devices, boolean bitmap, int missing) {
    var geometry = new Geometry.Raid1(devices.size(), memberSectors(devices));
    return mirror(geometry, members(devices, missing), bitmap);
  }

  Md raid10(
      List<? extends SimDevice> devices,
      long chunk,
      int near,
      int far,
      boolean offset,
      boolean bitmap) {
    var geometry =
        new Geometry.Raid10(devices.size(), memberSectors(devices), chunk, near, far, offset);
    return mirror(geometry, members(devices, -1), bitmap);
  }

  Md parity(
      List<? extends SimDevice> devices, int parity, long chunk, boolean bitmap, int missing) {
    MdMembers members = members(devices, missing);
    var personality = new MdParity(machine.clock(), members, parity, memberSectors(devices), chunk);
    return machine.md(members, personality, bitmap);
  }

  void run(Md array, MdJob.Action action, double bytesPerSecond) {
    long from = array.level().jobSectors() / 3 / 8192 * 8192;
    array.run(new MdJob(machine.clock(), action, array.level(), bytesPerSecond, from));
  }

  /** Disks of one kind, whole or as their first partitions. */
  List<SimDevice> disks(DiskModel model, int count, long sectors, boolean partitioned) {
    var devices = new ArrayList<SimDevice>();
    for (int i = 0; i < count; i++) {
      Disk disk = machine.disk(model, sectors + 4096);
      devices.add(partitioned ? machine.partition(disk, 2048, sectors) : disk);
    }
    return devices;
  }
}

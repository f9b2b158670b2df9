package dev.iosleuth.model;

import java.util.List;

/**
 * The members of an array in slot order: data behind the superblock, and which are in sync.
 *
 * @param dataOffset sectors before the data (metadata 1.2)
 * @param missing slot of a member that is being rebuilt, or -1
 */
record MdMembers(List<SimDevice> devices, long dataOffset, int missing) {
  MdMembers {
    devices = List.copyOf(devices);
  }

  int count() {
    return devices.size();
  }

  boolean inSync(int slot) {
    return slot != missing;
  }

  void send(int slot, Bio bio, Runnable done) {
    devices.get(slot).submit(bio.at(bio.sector() + dataOffset), done);
  }

  /** A write to the superblock area of every member. */
  void mark(long sector, int sectors, Cause cause, Runnable done) {
    Runnable joined = Join.of(count(), done);
    devices.forEach(d -> d.submit(Bio.barrier(sector, sectors, cause, ""), joined));
  }

  void flush(Bio flush, Runnable done) {
    Runnable joined = Join.of(count(), done);
    devices.forEach(d -> d.submit(flush, joined));
  }
}

package dev.iosleuth.kernel.qemu;

/**
 * Work of qemu's own on a disk: a copy, a commit, a backup. Neither monitor tells the disk, but for
 * jobs that are called like it. BlockJobInfo in qapi/block-core.json.
 *
 * @param id its name, others' control: of jobs without one the name of the drive
 * @param type mirror, commit, stream, backup
 * @param done bytes, of those known by now
 * @param length bytes known by now that are to be done: grows with what the guest writes
 * @param ready whether a mirror or commit has caught up and waits to be completed
 */
public record BlockJob(String id, String type, long done, long length, boolean ready) {
  /** What stays the same while it works. */
  public record Name(String id, String type) {}

  public Name name() {
    return new Name(id, type);
  }
}

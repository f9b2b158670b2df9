package dev.iosleuth.sample;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice.MdMember;
import dev.iosleuth.sample.BlockDevice.Personality.MdArray;
import java.util.List;
import java.util.Set;

/** {@code /sys/block/mdN/md/}. Documentation/admin-guide/md.rst, drivers/md/md.c. */
final class MdArrays {
  private static final Set<String> LEVELS =
      Set.of(
          "raid0",
          "raid1",
          "raid4",
          "raid5",
          "raid6",
          "raid10",
          "linear",
          "multipath",
          "faulty",
          "container",
          "none");

  private static final Set<String> ACTIONS =
      Set.of("idle", "check", "resync", "recover", "repair", "reshape", "frozen");

  private MdArrays() {}

  static MdArray read(Folder md) {
    return new MdArray(
        level(md),
        md.firstNumber("layout"),
        md.firstNumber("chunk_size"),
        md.firstNumber("raid_disks"),
        md.number("degraded"),
        action(md),
        md.word("sync_completed"),
        md.word("array_state"),
        md.word("metadata_version"),
        members(md));
  }

  private static Reading<String> level(Folder md) {
    return md.noted(
        md.read("level")
            .then(text -> {
              String level = text.strip();
              return level.isEmpty()
                  ? Reading.absent("the array is not active")
                  : text.whole() && LEVELS.contains(level)
                      ? Reading.known(level)
                      : Reading.malformed(text.path(), "a RAID level", level);
            }));
  }

  /** Of a level that nothing is checked of there is no such file. drivers/md/md.c action_show(). */
  private static Reading<String> action(Folder md) {
    return md.noted(
        md.read("sync_action")
            .then(text ->
                text.whole() && ACTIONS.contains(text.strip())
                    ? Reading.known(text.strip())
                    : Reading.malformed(text.path(), "idle, check, resync, …", text.strip())));
  }

  /** An array whose directory is not in the tree. */
  static MdArray without() {
    return new MdArray(
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        Reading.absent("no such directory"),
        List.of());
  }

  private static List<MdMember> members(Folder md) {
    return md.names().stream()
        .filter(name -> name.startsWith("dev-"))
        .map(name -> member(md, name))
        .toList();
  }

  private static MdMember member(Folder md, String name) {
    Folder member = md.folder(name);
    String device = BlockDevices.kernelName(name.substring("dev-".length()));
    return new MdMember(device, member.word("state"), member.word("slot"));
  }
}

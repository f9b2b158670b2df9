package dev.iosleuth.finding.rule;

import dev.iosleuth.finding.Case;
import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.BlockDevice.Personality.MdArray;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import dev.iosleuth.stack.Stack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Arrays of md where /proc/mdstat is not there to tell of them, or their lines in it are damaged.
 */
final class UntoldArrays {
  /** Nothing of these can be missing, nor is it made alike: no files degraded and sync_action. */
  private static final Set<String> PLAIN = Set.of("raid0", "linear", "container", "multipath");

  private UntoldArrays() {}

  /** Why nothing that depends on what they are made of can be told of them, by name. */
  static Map<String, String> unread(Case given) {
    var unread = new TreeMap<String, String>();
    if (given.last() instanceof Reading.Known<Sample>(Sample sample)
        && given.stack() instanceof Reading.Known<Stack>(Stack stack)
        && sample.mdstat().optional().isEmpty()) {
      stack.nodes().values().stream()
          .filter(node -> node.kind() == Node.Kind.ARRAY)
          .filter(node -> node.attribute("level").isEmpty() && node.attribute("state").isEmpty())
          .forEach(node ->
              unread.put(
                  node.kernelName(),
                  node.kernelName()
                      + ": neither /proc/mdstat nor /sys/block/"
                      + node.kernelName()
                      + "/md tells what it is made of"));
    }
    return unread;
  }

  /** Those that sysfs tells of, and that could lack a member. */
  static List<BlockDevice> redundant(Sample sample) {
    return sample.mdstat().map(known -> known.damaged().isEmpty()).orElse(false)
        ? List.of()
        : sample.topology().devices().values().stream()
            .filter(device -> !listed(sample, device.name()))
            .filter(device ->
                array(device)
                    .flatMap(md -> md.level().optional())
                    .filter(level -> !level.isEmpty() && !PLAIN.contains(level))
                    .isPresent())
            .toList();
  }

  /** What sysfs says of an array's job against what mdstat does; empty where they agree. */
  static Optional<String> otherAction(Sample sample, Mdstat.Array array) {
    Optional<String> says =
        sysfs(sample, array)
            .flatMap(md -> md.syncAction().optional())
            .filter(action -> !action.equals("frozen"));
    boolean runs = array.job().map(Mdstat.Job::running).orElse(false);
    return says.filter(action -> runs ? action.equals("idle") : !idle(action, array));
  }

  /** One that waits for its turn is idle in sysfs, or named. */
  private static boolean idle(String action, Mdstat.Array array) {
    return action.equals("idle") || array.job().isPresent();
  }

  /** How many members sysfs misses, where mdstat says another number. */
  static Optional<Long> otherMissing(Sample sample, Mdstat.Array array) {
    return sysfs(sample, array)
        .flatMap(md -> md.degraded().optional())
        .filter(missing -> array.active() && missing != array.raidDisks() - array.working());
  }

  private static Optional<MdArray> sysfs(Sample sample, Mdstat.Array array) {
    return sample.topology().device(array.name()).flatMap(UntoldArrays::array);
  }

  private static boolean listed(Sample sample, String array) {
    return sample.mdstat().optional().flatMap(mdstat -> mdstat.array(array)).isPresent();
  }

  static Optional<MdArray> array(BlockDevice device) {
    return device.personality() instanceof MdArray md ? Optional.of(md) : Optional.empty();
  }
}

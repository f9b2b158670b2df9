package dev.iosleuth.ledger;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.Sample;
import dev.iosleuth.stack.Node;
import java.util.Optional;

/** How many copies of a write a mirror makes: RAID1 one on each member, RAID10 near x far. */
final class Copies {
  private static final String RAID10 = "raid10";

  private final Sample sample;

  Copies(Sample sample) {
    this.sample = sample;
  }

  /**
   * @param members that carry I/O
   */
  double of(Node array, int members) {
    return some(array) ? Math.min(members, raid10(array.kernelName())) : members;
  }

  /** Whether a write goes to some of the members only. */
  boolean some(Node array) {
    return array.attribute("level").equals(RAID10);
  }

  private double raid10(String name) {
    Optional<Integer> live =
        sample
            .mdstat()
            .optional()
            .flatMap(stat -> stat.array(name))
            .map(array -> copies(array))
            .filter(copies -> copies > 1);
    return live.orElseGet(() -> byLayout(name));
  }

  private static int copies(Mdstat.Array array) {
    return array.near() * array.far();
  }

  /** md/layout: near copies in the low byte, far copies in the next (drivers/md/raid10.c). */
  private int byLayout(String name) {
    BlockDevice device = sample.topology().devices().get(name);
    if (device != null && device.personality() instanceof BlockDevice.Personality.MdArray md) {
      long layout = md.layout().orElse(0x102L);
      int near = (int) Math.max(1, layout & 0xff);
      int far = (int) Math.max(1, (layout >> 8) & 0xff);
      return near * far;
    }
    return 2;
  }
}

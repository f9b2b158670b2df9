package dev.iosleuth.ledger;

import dev.iosleuth.stack.Node;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operation and a byte cost on one device, in ms of its busy time, learned from its own
 * history; until there is some, by its class.
 *
 * <p>Least squares over the last intervals with the class as a prior, none negative: coordinate
 * descent on seven figures. Only ratios matter, since the shares are scaled to the busy time.
 */
final class DeviceCosts {
  private static final int HISTORY = 120;
  private static final int LEAST_HISTORY = 3;
  private static final int COSTS = 7;
  private static final int ROUNDS = 30;

  private static final Pattern VIRTUAL_NAME = Pattern.compile("x?vd[a-z]+");

  private static final Pattern VIRTUAL_DRIVE =
      Pattern.compile("QEMU|VBOX|VMware|Virtual [Dd]isk|PersistentDisk|Elastic Block Store");

  /** How much one interval's evidence weighs against the prior. */
  private static final double PRIOR_INTERVALS = 4;

  /** What one interval moved, in the order of the costs, and how long the device was busy. */
  @SuppressWarnings("ArrayRecordComponent") // a vector of its own, never compared
  private record Observation(double[] moved, double busyMs) {}

  private final boolean virtual;
  private final double[] prior;
  private final Deque<Observation> history;

  /** Fitted when they are asked for, not with every interval that is passed. */
  private double @Nullable [] costs;

  private DeviceCosts(double[] prior, boolean virtual, Deque<Observation> history) {
    this.virtual = virtual;
    this.prior = prior;
    this.history = history;
  }

  /** What one of the two learns from now on the other does not know. */
  DeviceCosts copy() {
    return new DeviceCosts(prior, virtual, new ArrayDeque<>(history));
  }

  /**
   * Ms per read, byte read, write, byte written, discard, flush, and byte discarded. A 7,200 rpm
   * disk: about 8 ms a random operation, 120 MB/s; its write cache takes writes at half the price
   * and a flush waits for the platter. A SATA SSD: 0.1 ms, 450 MB/s; a flush 1 ms without power
   * loss protection. A hypervisor's disk: a request has the same way to go whatever it asks for,
   * and 1 MiB costs about two of them; that it says to rotate (virtio does) means nothing.
   */
  static DeviceCosts of(Node leaf) {
    boolean rotational = leaf.attribute("rotational").equals("yes");
    double[] disk = {8, 8e-6, 4, 8e-6, 1, 12, 0};
    double[] flash = {0.1, 2.2e-6, 0.05, 2.2e-6, 0.2, 1, 0};
    double[] hypervisors = {1, 1e-6, 1, 1e-6, 0.5, 1, 0};
    boolean virtual = isVirtual(leaf);
    double[] prior = virtual ? hypervisors : rotational ? disk : flash;
    return new DeviceCosts(prior, virtual, new ArrayDeque<>());
  }

  /** Whether it is a hypervisor's disk. */
  boolean virtual() {
    return virtual;
  }

  /** virtio_blk's and Xen's names; what emulated drives call themselves. */
  private static boolean isVirtual(Node leaf) {
    String drive = leaf.attribute("vendor") + " " + leaf.attribute("model");
    return VIRTUAL_NAME.matcher(leaf.kernelName()).matches() || VIRTUAL_DRIVE.matcher(drive).find();
  }

  /** What one interval teaches. */
  void learn(Flow flow) {
    if (flow.busyMs() <= 0) {
      return;
    }
    history.addLast(new Observation(moved(flow), flow.busyMs()));
    if (history.size() > HISTORY) {
      history.removeFirst();
    }
    costs = null;
  }

  private static double[] moved(Flow flow) {
    Flow.Io discards = flow.discards().orElse(Flow.Io.ZERO);
    return new double[] {
      flow.reads().ops(),
      flow.reads().bytes(),
      flow.writes().ops(),
      flow.writes().bytes(),
      discards.ops(),
      flow.flushes().map(Flow.Flushes::ops).orElse(0L),
      discards.bytes()
    };
  }

  /** In units of the prior, so that all costs are about 1. */
  private double[] fit() {
    double scale = scale();
    var x = new double[COSTS];
    Arrays.fill(x, 1);
    double strength = strength(scale);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < COSTS; i++) {
        x[i] = better(x, i, scale, strength);
      }
    }
    var fitted = new double[COSTS];
    for (int i = 0; i < COSTS; i++) {
      fitted[i] = x[i] * prior[i] * scale;
    }
    return fitted;
  }

  /** The factor that makes the prior explain the busy time as a whole. */
  private double scale() {
    double busy = 0;
    double expected = 0;
    for (Observation o : history) {
      busy += o.busyMs();
      for (int i = 0; i < COSTS; i++) {
        expected += o.moved()[i] * prior[i];
      }
    }
    return expected > 0 ? busy / expected : 1;
  }

  private double strength(double scale) {
    double sum = 0;
    for (Observation o : history) {
      double expected = 0;
      for (int i = 0; i < COSTS; i++) {
        expected += o.moved()[i] * prior[i] * scale;
      }
      sum += expected * expected;
    }
    return PRIOR_INTERVALS * sum / history.size() / COSTS;
  }

  private double better(double[] x, int i, double scale, double strength) {
    double above = strength;
    double below = strength;
    for (Observation o : history) {
      double own = o.moved()[i] * prior[i] * scale;
      double others = 0;
      for (int j = 0; j < COSTS; j++) {
        if (j != i) {
          others += x[j] * o.moved()[j] * prior[j] * scale;
        }
      }
      above += own * (o.busyMs() - others);
      below += own * own;
    }
    return below > 0 ? Math.max(0.02, above / below) : 1;
  }

  /**
   * The cost of a part in arbitrary units of time.
   *
   * @param ops those with data; zero-sector writes cost nothing as writes
   */
  double cost(Direction direction, double ops, double bytes) {
    double[] fitted = costs;
    if (fitted == null) {
      fitted = history.size() < LEAST_HISTORY ? prior : fit();
      costs = fitted;
    }
    return switch (direction) {
      case READ -> ops * fitted[0] + bytes * fitted[1];
      case WRITE -> ops * fitted[2] + bytes * fitted[3];
      case DISCARD -> ops * fitted[4] + bytes * fitted[6];
      case FLUSH -> ops * fitted[5];
    };
  }
}

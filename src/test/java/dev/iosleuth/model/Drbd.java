package dev.iosleuth.model;

import dev.iosleuth.sample.BlockDevice;
import dev.iosleuth.sample.DrbdResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One replicated device. As Primary it writes an activity log before it touches an extent that is
 * not active; as Secondary it writes what its peer sends, past its own counters, and flushes at the
 * end of each epoch (drivers/block/drbd).
 */
final class Drbd implements SimDevice {
  /** Sectors of an extent of the activity log: 4 MiB. */
  private static final long EXTENT = 8192;

  /**
   * What sets one apart.
   *
   * @param extents that may be active at a time (al-extents)
   * @param dataPath as configured
   */
  record Settings(
      int minor,
      String resource,
      boolean primary,
      int extents,
      String dataPath,
      Optional<String> metaPath) {}

  private static final Cause ACTIVITY_LOG = Cause.job("activity log", "activity-log");

  private final Line line;
  private final Settings settings;
  private final SimDevice data;
  private final SimDevice meta;
  private final Map<Long, Boolean> activeExtents;
  private long written;
  private long read;
  private long sent;
  private long received;
  private long transactions;

  Drbd(Line line, Settings settings, SimDevice data, SimDevice meta) {
    this.line = line;
    this.settings = settings;
    this.data = data;
    this.meta = meta;
    this.activeExtents =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > settings.extents();
          }
        };
  }

  @Override
  public Line line() {
    return line;
  }

  @Override
  public void submit(Bio bio, Runnable done) {
    if (!settings.primary()) {
      throw new IllegalStateException("a Secondary cannot be opened");
    }
    if (!line.holds(bio)) {
      throw new IllegalStateException("beyond the end of " + line.name() + ": " + bio);
    }
    line.charge(bio, 1);
    long started = line.stats().start(bio.op(), bio.sectors());
    Runnable ended =
        () -> {
          line.stats().end(bio.op(), bio.sectors(), started);
          done.run();
        };
    if (bio.op() == Bio.Op.READ) {
      read += bio.sectors() * 512L;
      data.submit(bio, ended);
      return;
    }
    sent += bio.sectors() * 512L;
    Runnable write =
        () -> {
          written += bio.sectors() * 512L;
          data.submit(bio, ended);
        };
    if (bio.empty()) {
      data.submit(bio, ended);
      return;
    }
    activate(bio.sector() / EXTENT, write);
  }

  private void activate(long extent, Runnable then) {
    if (activeExtents.get(extent) != null) {
      then.run();
      return;
    }
    activeExtents.put(extent, true);
    transactions++;
    long slot = transactions % 64;
    meta.submit(Bio.barrier(8 + slot * 8, 8, ACTIVITY_LOG, ""), then);
  }

  /** A write that the peer sends. */
  void receive(Bio bio, Runnable done) {
    received += bio.sectors() * 512L;
    written += bio.sectors() * 512L;
    data.submit(bio.byKernel(), done);
  }

  /** The end of an epoch. */
  void receiveBarrier(Cause cause, Runnable done) {
    data.submit(Bio.flush(cause, ""), done);
  }

  @Override
  public boolean writeBack() {
    return true;
  }

  @Override
  public boolean discards() {
    return false;
  }

  @Override
  public BlockDevice.Personality personality() {
    return new BlockDevice.Personality.Drbd(settings.minor());
  }

  @Override
  public List<SimDevice> slaves() {
    return List.of(data, meta);
  }

  DrbdResource resource() {
    return new DrbdResource(
        settings.minor(),
        settings.resource(),
        settings.primary() ? "Primary" : "Secondary",
        "UpToDate",
        Optional.of(settings.dataPath()),
        settings.metaPath(),
        OptionalLong.of(written / 1024 * 1024),
        OptionalLong.of(read / 1024 * 1024),
        OptionalLong.of(transactions),
        OptionalLong.of(0),
        List.of(
            new DrbdResource.Peer(
                "",
                "Connected",
                settings.primary() ? "Secondary" : "Primary",
                "UpToDate",
                "",
                OptionalLong.of(sent / 1024 * 1024),
                OptionalLong.of(received / 1024 * 1024),
                OptionalLong.of(0))));
  }
}

package dev.iosleuth.model;

import dev.iosleuth.kernel.proc.Mdstat;
import dev.iosleuth.reading.Reading;
import dev.iosleuth.sample.BlockDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An md array: bio-based, counts no empty flush, marks its superblock when it becomes dirty and its
 * bitmap before the first write to a clean part (drivers/md/md.c, md-bitmap.c). Each is a single
 * sector (lab, by blktrace).
 */
final class Md implements SimDevice {
  /** One bit of the bitmap: 64 MiB. */
  private static final long BITMAP_CHUNK = 131_072;

  /** How often the daemon looks for bits to clear (bitmap's daemon_sleep). */
  private static final long DAEMON = 5 * Clock.SECOND;

  private static final Cause METADATA = Cause.job("bitmap", "superblock", "metadata");

  private final Line line;
  private final Clock clock;
  private final MdMembers members;
  private final MdPersonality personality;
  private final boolean bitmap;
  private final Map<Long, Long> dirty = new HashMap<>();
  private final List<Runnable> pageWaiters = new ArrayList<>();
  private boolean pageUnderWay;
  private boolean active;
  private long lastWrite;
  private Optional<MdJob> job = Optional.empty();

  Md(Line line, Clock clock, MdMembers members, MdPersonality personality, boolean bitmap) {
    this.line = line;
    this.clock = clock;
    this.members = members;
    this.personality = personality;
    this.bitmap = bitmap;
  }

  void run(MdJob running) {
    job = Optional.of(running);
    personality.watch(running);
  }

  Optional<MdJob> job() {
    return job;
  }

  MdMembers members() {
    return members;
  }

  MdPersonality level() {
    return personality;
  }

  @Override
  public Line line() {
    return line;
  }

  @Override
  public void submit(Bio bio, Runnable done) {
    if (!line.holds(bio)) {
      throw new IllegalStateException("beyond the end of " + line.name() + ": " + bio);
    }
    if (!bio.preflush()) {
      data(bio, done);
      return;
    }
    if (bio.empty()) {
      line.charge(bio, 1);
    }
    members.flush(
        Bio.flush(bio.cause(), bio.cgroup()),
        () -> {
          if (bio.empty()) {
            done.run();
            return;
          }
          data(bio.withoutPreflush(), done);
        });
  }

  private void data(Bio bio, Runnable done) {
    List<Bio> pieces = personality.cut(bio);
    line.charge(bio, pieces.size());
    Runnable joined = Join.of(pieces.size(), done);
    for (Bio piece : pieces) {
      long started = line.stats().start(piece.op(), piece.sectors());
      Runnable ended =
          () -> {
            line.stats().end(piece.op(), piece.sectors(), started);
            joined.run();
          };
      if (piece.op() == Bio.Op.READ) {
        personality.map(piece, ended);
      } else {
        beforeWrite(piece, () -> personality.map(piece, ended));
      }
    }
  }

  private boolean redundant() {
    return !personality.level().equals("raid0") && !personality.level().equals("linear");
  }

  private void beforeWrite(Bio bio, Runnable then) {
    if (!redundant()) {
      then.run();
      return;
    }
    lastWrite = clock.now();
    if (!active) {
      active = true;
      clock.after(300 * Clock.MS, this::calmDown);
      members.mark(8, 1, METADATA, () -> markBitmap(bio, then));
      return;
    }
    markBitmap(bio, then);
  }

  /** Writers that dirty bits while a page is being written wait for the next write of it. */
  private void markBitmap(Bio bio, Runnable then) {
    long part = bio.sector() / BITMAP_CHUNK;
    boolean clean = bitmap && dirty.put(part, clock.now()) == null;
    if (!clean) {
      then.run();
      return;
    }
    clock.after(DAEMON, () -> clean(part));
    pageWaiters.add(then);
    writePage();
  }

  private void writePage() {
    if (pageUnderWay || pageWaiters.isEmpty()) {
      return;
    }
    pageUnderWay = true;
    List<Runnable> served = List.copyOf(pageWaiters);
    pageWaiters.clear();
    members.mark(
        16,
        1,
        METADATA,
        () -> {
          pageUnderWay = false;
          served.forEach(Runnable::run);
          writePage();
        });
  }

  /** Bits are cleared lazily, by a daemon of md. */
  private void clean(long part) {
    if (clock.now() - dirty.getOrDefault(part, 0L) < DAEMON) {
      clock.after(DAEMON, () -> clean(part));
      return;
    }
    dirty.remove(part);
    pageWaiters.add(() -> {});
    writePage();
  }

  private void calmDown() {
    if (clock.now() - lastWrite < 200 * Clock.MS) {
      clock.after(200 * Clock.MS, this::calmDown);
      return;
    }
    active = false;
    members.mark(8, 1, METADATA, () -> {});
  }

  @Override
  public boolean writeBack() {
    return true;
  }

  @Override
  public boolean discards() {
    return personality.discards() && SimDevice.super.discards();
  }

  @Override
  public BlockDevice.Personality personality() {
    var shown = new ArrayList<BlockDevice.MdMember>();
    for (int slot = 0; slot < members.count(); slot++) {
      shown.add(
          new BlockDevice.MdMember(
              members.devices().get(slot).name(),
              Reading.known(members.inSync(slot) ? "in_sync" : "spare"),
              Reading.known(Integer.toString(slot))));
    }
    return new BlockDevice.Personality.MdArray(
        Reading.known(personality.level()),
        Reading.known(personality.layout()),
        Reading.known(personality.chunk() * 512),
        Reading.known((long) members.count()),
        Reading.known(members.missing() < 0 ? 0L : 1L),
        Reading.known(job.map(j -> j.action().word()).orElse("idle")),
        Reading.known("none"),
        Reading.known(active ? "active" : "clean"),
        Reading.known("1.2"),
        shown);
  }

  @Override
  public List<SimDevice> slaves() {
    return members.devices();
  }

  Mdstat.Array mdstat() {
    var shown = new ArrayList<Mdstat.Member>();
    var slots = new StringBuilder();
    for (int slot = 0; slot < members.count(); slot++) {
      shown.add(new Mdstat.Member(members.devices().get(slot).name(), slot, ""));
      slots.append(members.inSync(slot) ? 'U' : '_');
    }
    return new Mdstat.Array(
        line.name(),
        true,
        false,
        personality.level(),
        shown,
        "1.2",
        personality.size() / 2,
        personality.chunk() / 2,
        personality.near(),
        personality.far(),
        members.count(),
        members.missing() < 0 ? members.count() : members.count() - 1,
        slots.toString(),
        bitmap ? OptionalLong.of(BITMAP_CHUNK * 512) : OptionalLong.empty(),
        job.map(MdJob::job));
  }
}

package dev.iosleuth.model;

import dev.iosleuth.sample.BlockDevice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request-based disk: merges what arrives while it waits, counts requests as they complete, and
 * keeps the truth. block/blk-mq.c, block/blk-merge.c, block/blk-flush.c.
 */
final class Disk implements Leaf {
  /** Bios that come together are plugged, so that they merge even on an idle disk. */
  private static final long PLUG = 20_000;

  private record Piece(Bio bio, Runnable done) {}

  private static final class Request {
    private final List<Piece> pieces = new ArrayList<>();
    private final Optional<Stats> part;
    private final long started;
    private long partStarted;
    private long end;

    Request(Piece first, Optional<Stats> part, long started) {
      this.pieces.add(first);
      this.part = part;
      this.started = started;
      this.end = first.bio().end();
    }

    Bio first() {
      return pieces.getFirst().bio();
    }

    int sectors() {
      return (int) (end - first().sector());
    }
  }

  private record Key(Bio.Op op, long end, String cgroup) {}

  private record Waiter(Cause cause, Runnable then) {}

  private final Line line;
  private final DiskModel model;
  private final Clock clock;
  private final Backend backend;
  private final BlockDevice.Personality personality;
  private final LeafTruth truth = new LeafTruth();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private final Map<Key, Request> mergeable = new HashMap<>();
  private final List<Waiter> flushWaiters = new ArrayList<>();
  private boolean flushing;
  private boolean plugged;
  private int serving;
  private long head;

  Disk(
      Line line,
      DiskModel model,
      Clock clock,
      Backend backend,
      BlockDevice.Personality personality) {
    this.line = line;
    this.model = model;
    this.clock = clock;
    this.backend = backend;
    this.personality = personality;
  }

  @Override
  public Line line() {
    return line;
  }

  @Override
  public boolean writeBack() {
    return model.writeBack();
  }

  @Override
  public BlockDevice.Personality personality() {
    return personality;
  }

  @Override
  public boolean discards() {
    return !model.rotational() && !model.prefix().equals("loop");
  }

  @Override
  public List<SimDevice> slaves() {
    return List.of();
  }

  @Override
  public LeafTruth truth() {
    return truth;
  }

  DiskModel model() {
    return model;
  }

  @Override
  public void submit(Bio bio, Runnable done) {
    submit(bio, Optional.empty(), false, done);
  }

  /**
   * @param part also counts what passes
   * @param flushesToo whether it counts empty flushes as well
   */
  void submit(Bio given, Optional<Stats> part, boolean flushesToo, Runnable done) {
    Bio bio = model.writeBack() ? given : given.plain();
    if (bio.empty() && !bio.preflush()) {
      clock.after(0, done);
      return;
    }
    if (!line.holds(bio)) {
      throw new IllegalStateException("beyond the end of " + line.name() + ": " + bio);
    }
    if (bio.preflush() || bio.fua()) {
      line.charge(bio, 1);
      sequence(bio, flushesToo || !bio.empty() ? part : Optional.empty(), done);
      return;
    }
    List<Bio> pieces = bio.cutInto(model.maxSectors());
    line.charge(bio, pieces.size());
    Runnable joined = Join.of(pieces.size(), done);
    pieces.forEach(piece -> arrive(new Piece(piece, joined), part));
  }

  private void arrive(Piece piece, Optional<Stats> part) {
    Bio bio = piece.bio();
    Request before = mergeable.remove(new Key(bio.op(), bio.sector(), bio.cgroup()));
    if (before != null
        && before.sectors() + bio.sectors() <= model.maxSectors()
        && before.pieces.size() < model.maxSegments()) {
      before.pieces.add(piece);
      before.end = bio.end();
      mergeable.put(new Key(bio.op(), bio.end(), bio.cgroup()), before);
      line.stats().merged(bio.op());
      before.part.ifPresent(p -> p.merged(bio.op()));
      return;
    }
    Request request = begin(piece, part);
    waiting.add(request);
    mergeable.put(new Key(bio.op(), bio.end(), bio.cgroup()), request);
    plug();
  }

  private Request begin(Piece piece, Optional<Stats> part) {
    Bio bio = piece.bio();
    var request = new Request(piece, part, line.stats().start(bio.op(), bio.sectors()));
    part.ifPresent(p -> request.partStarted = p.start(bio.op(), bio.sectors()));
    return request;
  }

  private void plug() {
    if (!plugged) {
      plugged = true;
      clock.after(
          PLUG,
          () -> {
            plugged = false;
            dispatch();
          });
    }
  }

  private void dispatch() {
    while (serving < model.depth() && !waiting.isEmpty()) {
      Request request = waiting.poll();
      Bio first = request.first();
      mergeable.remove(new Key(first.op(), request.end, first.cgroup()), request);
      serving++;
      long distance = Math.abs(first.sector() - head);
      head = request.end;
      backend.serve(
          request.pieces.stream().map(Piece::bio).toList(),
          distance,
          () -> {
            serving--;
            complete(request);
            dispatch();
          });
    }
  }

  private void complete(Request request) {
    Bio first = request.first();
    line.stats().end(first.op(), request.sectors(), request.started);
    request.part.ifPresent(p -> p.end(first.op(), request.sectors(), request.partStarted));
    truth.request(first.cause());
    for (Piece piece : request.pieces) {
      truth.completed(piece.bio());
    }
    request.pieces.forEach(piece -> piece.done().run());
  }

  /** Flush, data, flush: as far as the bio and the disk ask for it. */
  private void sequence(Bio bio, Optional<Stats> part, Runnable done) {
    Request request = begin(new Piece(bio, done), part);
    Runnable finish = () -> complete(request);
    Runnable after = bio.fua() && !model.fua() && !bio.empty() ? () -> flush(bio, finish) : finish;
    Runnable data = bio.empty() ? after : () -> serve(bio, after);
    if (bio.preflush()) {
      flush(bio, data);
      return;
    }
    data.run();
  }

  private void serve(Bio bio, Runnable then) {
    backend.serve(List.of(bio), line.sectors() / 4, then);
  }

  /** One command at a time; whoever comes meanwhile shares the next. */
  private void flush(Bio bio, Runnable then) {
    flushWaiters.add(new Waiter(bio.cause(), then));
    if (!flushing) {
      command();
    }
  }

  private void command() {
    flushing = true;
    List<Waiter> served = List.copyOf(flushWaiters);
    flushWaiters.clear();
    long started = clock.now();
    backend.flush(
        served.stream().map(Waiter::cause).toList(),
        () -> {
          line.stats().flushed(started);
          served.forEach(w -> truth.flushed(w.cause(), 1.0 / served.size()));
          flushing = false;
          if (!flushWaiters.isEmpty()) {
            command();
          }
          served.forEach(w -> w.then().run());
        });
  }
}

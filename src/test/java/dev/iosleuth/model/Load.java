package dev.iosleuth.model;

import java.util.Random;

/** What drives a machine: processes that do the same over and over. */
final class Load {
  /** Where its operations enter. */
  interface Way {
    void submit(Bio bio, Runnable done);
  }

  private final Machine machine;
  private final Random random;
  private boolean stopped;

  Load(Machine machine) {
    this.machine = machine;
    this.random = new Random(machine.random().nextLong());
  }

  void stop() {
    stopped = true;
  }

  private static final class Cursor {
    private long at;
  }

  private long place(Cursor cursor, Pattern pattern, long sectors, int size) {
    if (!pattern.sequential()) {
      return random.nextLong((sectors - size) / 8) * 8;
    }
    if (cursor.at + size > sectors) {
      cursor.at = 0;
    }
    long place = cursor.at;
    cursor.at += size;
    return place;
  }

  /** Past the page cache: O_DIRECT on a file, a raw device, a guest's disk. */
  Load direct(Program program, Way way, long sectors, Pattern pattern) {
    var cursor = new Cursor();
    for (int i = 0; i < pattern.depth(); i++) {
      machine.clock().after(i * 1000L, () -> once(program, way, sectors, pattern, cursor));
    }
    return this;
  }

  private void once(Program program, Way way, long sectors, Pattern pattern, Cursor cursor) {
    if (stopped) {
      return;
    }
    Bio.Op op = pattern.op(random);
    int size = pattern.size(random);
    Bio bio =
        Bio.of(op, place(cursor, pattern, sectors, size), size, program.cause(), program.cgroup());
    Runnable again =
        () ->
            machine
                .clock()
                .after(
                    (long) (pattern.think() * (0.5 + random.nextDouble())),
                    () -> once(program, way, sectors, pattern, cursor));
    switch (op) {
      case READ -> {
        program.reads(size * 512L);
        way.submit(bio, again);
      }
      case DISCARD -> way.submit(bio, again);
      case WRITE -> {
        program.writes(size * 512L);
        write(way, bio, pattern, again);
      }
    }
  }

  /**
   * Past the page cache, and whether or not the last one is done: at random, so many a second on
   * average, more or less by the mood.
   */
  Load arriving(
      Program program, Way way, long sectors, Pattern pattern, double perSecond, Mood mood) {
    var cursor = new Cursor();
    arrive(
        () -> {
          Bio.Op op = pattern.op(random);
          int size = pattern.size(random);
          Bio bio =
              Bio.of(
                  op,
                  place(cursor, pattern, sectors, size),
                  size,
                  program.cause(),
                  program.cgroup());
          if (op == Bio.Op.READ) {
            program.reads(size * 512L);
            way.submit(bio, () -> {});
          } else {
            program.writes(size * 512L);
            write(way, bio, pattern, () -> {});
          }
        },
        perSecond,
        mood);
    return this;
  }

  private void arrive(Runnable operation, double perSecond, Mood mood) {
    double gap = -Math.log(1 - random.nextDouble()) / (perSecond * mood.level());
    machine
        .clock()
        .after(
            (long) (gap * Clock.SECOND),
            () -> {
              if (!stopped) {
                operation.run();
                arrive(operation, perSecond, mood);
              }
            });
  }

  /** Alone, with a flush behind it (fsync of a raw device), or as a journal writes its commit. */
  private void write(Way way, Bio bio, Pattern pattern, Runnable done) {
    if (random.nextInt(100) >= pattern.flushPercent()) {
      way.submit(bio, done);
      return;
    }
    if (random.nextBoolean()) {
      way.submit(bio, () -> way.submit(Bio.flush(bio.cause(), bio.cgroup()), done));
      return;
    }
    way.submit(Bio.barrier(bio.sector(), bio.sectors(), bio.cause(), bio.cgroup()), done);
  }

  /** Through the page cache; fsync now and then. */
  Load buffered(Program program, FileSystem fileSystem, FileSystem.File file, Pattern pattern) {
    machine
        .clock()
        .after(1000, () -> bufferedOnce(program, fileSystem, file, pattern, new Cursor()));
    return this;
  }

  private void bufferedOnce(
      Program program,
      FileSystem fileSystem,
      FileSystem.File file,
      Pattern pattern,
      Cursor cursor) {
    if (stopped) {
      return;
    }
    int size = pattern.size(random);
    Bio bio =
        Bio.of(
            Bio.Op.WRITE,
            place(cursor, pattern, file.sectors(), size),
            size,
            program.cause(),
            program.cgroup());
    program.writes(fileSystem.dirty(file, bio));
    Runnable again =
        () ->
            machine
                .clock()
                .after(
                    pattern.think(),
                    () -> bufferedOnce(program, fileSystem, file, pattern, cursor));
    if (random.nextInt(100) < pattern.flushPercent()) {
      fileSystem.sync(file, program.cause(), program.cgroup(), again);
      return;
    }
    again.run();
  }

  /** Reads of which some hit the page cache; a miss reads 128 KiB ahead. */
  Load cached(
      Program program, FileSystem fileSystem, FileSystem.File file, int hitPercent, long think) {
    machine.clock().after(1000, () -> read(program, fileSystem, file, hitPercent, think));
    return this;
  }

  private void read(
      Program program, FileSystem fileSystem, FileSystem.File file, int hitPercent, long think) {
    if (stopped) {
      return;
    }
    Runnable again =
        () ->
            machine.clock().after(think, () -> read(program, fileSystem, file, hitPercent, think));
    if (random.nextInt(100) < hitPercent) {
      again.run();
      return;
    }
    long window = file.sectors() / 256;
    Bio bio =
        Bio.of(Bio.Op.READ, random.nextLong(window) * 256, 256, program.cause(), program.cgroup());
    program.reads(256 * 512L);
    fileSystem.pass(file, bio, again);
  }

  /** A program and its libraries that are not in memory yet: so many page faults. */
  Load starting(
      Program program, FileSystem fileSystem, FileSystem.File file, int faults, long think) {
    machine.clock().after(1000, () -> fault(program, fileSystem, file, faults, think));
    return this;
  }

  private void fault(
      Program program, FileSystem fileSystem, FileSystem.File file, int left, long think) {
    if (stopped || left == 0) {
      return;
    }
    int around = 32 * (1 + random.nextInt(4));
    long at = random.nextLong((file.sectors() - around) / 8) * 8;
    program.faults(around * 512L);
    fileSystem.pass(
        file,
        Bio.of(Bio.Op.READ, at, around, program.cause(), program.cgroup()),
        () ->
            machine.clock().after(think, () -> fault(program, fileSystem, file, left - 1, think)));
  }

  /** Written through the page cache of the device itself: 4 KiB bios, many at a time. */
  Load rawBuffered(Program program, SimDevice device, int pages, long think) {
    machine.clock().after(1000, () -> rawOnce(program, device, pages, think, 0));
    return this;
  }

  private void rawOnce(Program program, SimDevice device, int pages, long think, long from) {
    if (stopped) {
      return;
    }
    long at = from + pages * 8L > device.sectors() ? 0 : from;
    program.writes(pages * 4096L);
    Runnable again =
        () ->
            machine
                .clock()
                .after(think, () -> rawOnce(program, device, pages, think, at + pages * 8L));
    Runnable joined = Join.of(pages, again);
    for (int i = 0; i < pages; i++) {
      Bio bio = Bio.of(Bio.Op.WRITE, at + i * 8L, 8, program.cause(), "");
      device.submit(bio, joined);
    }
  }

  /** What a peer sends to a Secondary. */
  Load replicated(Drbd secondary, Cause cause, Pattern pattern) {
    for (int i = 0; i < pattern.depth(); i++) {
      machine.clock().after(1000, () -> receive(secondary, cause, pattern));
    }
    return this;
  }

  private void receive(Drbd secondary, Cause cause, Pattern pattern) {
    if (stopped) {
      return;
    }
    int size = pattern.size(random);
    long place = random.nextLong((secondary.sectors() - size) / 8) * 8;
    Runnable again =
        () -> machine.clock().after(pattern.think(), () -> receive(secondary, cause, pattern));
    Runnable epoch =
        random.nextInt(100) < pattern.flushPercent()
            ? () -> secondary.receiveBarrier(cause, again)
            : again;
    secondary.receive(Bio.of(Bio.Op.WRITE, place, size, cause, ""), epoch);
  }

  /** Pages out and in, in clusters. */
  Load swapping(SimDevice device, Cause cause, long think) {
    machine.clock().after(1000, () -> swap(device, cause, think));
    return this;
  }

  private void swap(SimDevice device, Cause cause, long think) {
    if (stopped) {
      return;
    }
    Bio.Op op = random.nextBoolean() ? Bio.Op.WRITE : Bio.Op.READ;
    Runnable again = () -> machine.clock().after(think, () -> swap(device, cause, think));
    long at = 8 + random.nextLong((device.sectors() - 128) / 8) * 8;
    int pages = op == Bio.Op.WRITE ? 8 : 1;
    Runnable joined = Join.of(pages, again);
    for (int i = 0; i < pages; i++) {
      device.submit(Bio.of(op, at + i * 8L, 8, cause, ""), joined);
    }
  }
}

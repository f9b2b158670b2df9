package dev.iosleuth.model;

import dev.iosleuth.model.Geometry.Place;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** raid0, linear, raid1 and raid10: reads from one copy, writes to all. */
final class MdMirror implements MdPersonality {
  /** 64 KiB, drivers/md/raid1-10.c RESYNC_BLOCK_SIZE. */
  private static final int STEP = 128;

  private final Geometry geometry;
  private final MdMembers members;
  private final Random random;
  private Optional<MdJob> job = Optional.empty();
  private int last;

  MdMirror(Geometry geometry, MdMembers members, Random random) {
    this.geometry = geometry;
    this.members = members;
    this.random = random;
  }

  @Override
  public List<Bio> cut(Bio bio) {
    return geometry.cut(bio);
  }

  @Override
  public void map(Bio piece, Runnable done) {
    List<Place> places = geometry.places(piece.sector());
    if (piece.op() == Bio.Op.READ) {
      List<Place> readable = places.stream().filter(p -> members.inSync(p.member())).toList();
      if (random.nextInt(4) == 0) {
        last++;
      }
      Place chosen = readable.get(notYet(piece) ? 0 : last % readable.size());
      members.send(chosen.member(), piece.at(chosen.sector()), done);
      return;
    }
    Runnable joined = Join.of(places.size(), done);
    places.forEach(p -> members.send(p.member(), piece.at(p.sector()), joined));
  }

  /** Beyond a resync's position the copies may differ: the first is read. */
  private boolean notYet(Bio piece) {
    return job.filter(j -> j.action() == MdJob.Action.RESYNC && j.position() < piece.end())
        .isPresent();
  }

  @Override
  public void watch(MdJob running) {
    job = Optional.of(running);
  }

  @Override
  public int step(MdJob.Action action, long position, Cause cause, Runnable done) {
    long end = Math.min(position + STEP, jobSectors());
    if (geometry.chunk() > 0) {
      end = Math.min(end, (position / geometry.chunk() + 1) * geometry.chunk());
    }
    int sectors = (int) (end - position);
    List<Place> places = geometry.places(position);
    Bio read = Bio.of(Bio.Op.READ, 0, sectors, cause, "");
    Bio write = Bio.of(Bio.Op.WRITE, 0, sectors, cause, "");
    switch (action) {
      case CHECK -> {
        Runnable joined = Join.of(places.size(), done);
        places.forEach(p -> members.send(p.member(), read.at(p.sector()), joined));
      }
      case RESYNC -> {
        Place source = places.getFirst();
        List<Place> rest = places.subList(1, places.size());
        copy(source, rest, read, write, done);
      }
      case RECOVERY -> {
        Place source =
            places.stream().filter(p -> members.inSync(p.member())).findFirst().orElseThrow();
        List<Place> missing = places.stream().filter(p -> !members.inSync(p.member())).toList();
        copy(source, missing, read, write, done);
      }
    }
    return sectors;
  }

  private void copy(Place source, List<Place> targets, Bio read, Bio write, Runnable done) {
    members.send(
        source.member(),
        read.at(source.sector()),
        () -> {
          Runnable joined = Join.of(targets.size(), done);
          targets.forEach(t -> members.send(t.member(), write.at(t.sector()), joined));
        });
  }

  @Override
  public long jobSectors() {
    return geometry.size();
  }

  @Override
  public long size() {
    return geometry.size();
  }

  @Override
  public String level() {
    return geometry.level();
  }

  @Override
  public long layout() {
    return geometry.layout();
  }

  @Override
  public long chunk() {
    return geometry.chunk();
  }

  @Override
  public int copies() {
    return geometry.copies();
  }

  @Override
  public int near() {
    return geometry instanceof Geometry.Raid10 r ? r.near() : 1;
  }

  @Override
  public int far() {
    return geometry instanceof Geometry.Raid10 r ? r.far() : 1;
  }
}

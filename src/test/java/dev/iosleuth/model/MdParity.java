package dev.iosleuth.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * raid5 and raid6 (left-symmetric): reads within a chunk go straight down; writes gather for a
 * moment by stripe, one page a member, and read either the old pages or the others
 * (drivers/md/raid5.c).
 */
final class MdParity implements MdPersonality {
  private static final int PAGE = 8;
  private static final long GATHER = 300_000;

  private static final class Stripe {
    private final Map<Integer, Cause> pages = new HashMap<>();
    private final List<Runnable> waiters = new ArrayList<>();
  }

  private final Clock clock;
  private final MdMembers members;
  private final int parity;
  private final long memberSectors;
  private final long chunk;
  private Map<Long, Stripe> gathering = new TreeMap<>();

  MdParity(Clock clock, MdMembers members, int parity, long memberSectors, long chunk) {
    this.clock = clock;
    this.members = members;
    this.parity = parity;
    this.memberSectors = memberSectors / chunk * chunk;
    this.chunk = chunk;
  }

  private int dataMembers() {
    return members.count() - parity;
  }

  @Override
  public List<Bio> cut(Bio bio) {
    return bio.op() == Bio.Op.READ ? bio.cutAt(chunk) : List.of(bio);
  }

  @Override
  public void map(Bio piece, Runnable done) {
    if (piece.op() == Bio.Op.DISCARD) {
      throw new IllegalStateException("raid456 takes no discards by default");
    }
    if (piece.op() == Bio.Op.READ) {
      long number = piece.sector() / chunk;
      long row = number / dataMembers();
      int slot = dataSlot(row, (int) (number % dataMembers()));
      members.send(slot, piece.at(row * chunk + piece.sector() % chunk), done);
      return;
    }
    if (piece.sector() % PAGE != 0 || piece.sectors() % PAGE != 0) {
      throw new IllegalStateException("the model's stripes are written in pages");
    }
    gather(piece, done);
  }

  private int paritySlot(long row) {
    return (int) (members.count() - 1 - row % members.count());
  }

  private int dataSlot(long row, int index) {
    return (paritySlot(row) + parity + index) % members.count();
  }

  private void gather(Bio bio, Runnable done) {
    var touched = new HashSet<Stripe>();
    for (long sector = bio.sector(); sector < bio.end(); sector += PAGE) {
      long number = sector / chunk;
      long place = number / dataMembers() * chunk + sector % chunk;
      Stripe stripe = gathering.computeIfAbsent(place, _ -> new Stripe());
      stripe.pages.put((int) (number % dataMembers()), bio.cause());
      touched.add(stripe);
    }
    Runnable joined = Join.of(touched.size(), done);
    touched.forEach(s -> s.waiters.add(joined));
    if (gathering.size() == touched.size()) {
      clock.after(GATHER, this::handle);
    }
  }

  private void handle() {
    Map<Long, Stripe> stripes = gathering;
    gathering = new TreeMap<>();
    stripes.forEach(this::handle);
  }

  private void handle(long place, Stripe stripe) {
    long row = place / chunk;
    int written = stripe.pages.size();
    Set<Integer> reads = new HashSet<>();
    boolean modify = written + parity < dataMembers() - written;
    for (int index = 0; index < dataMembers(); index++) {
      if (stripe.pages.containsKey(index) == modify) {
        reads.add(dataSlot(row, index));
      }
    }
    for (int p = 0; p < parity && modify; p++) {
      reads.add((paritySlot(row) + p) % members.count());
    }
    Cause cause = stripe.pages.values().iterator().next();
    Runnable writing = () -> write(place, row, stripe, cause);
    if (reads.isEmpty()) {
      writing.run();
      return;
    }
    Runnable joined = Join.of(reads.size(), writing);
    reads.forEach(slot -> members.send(slot, Bio.of(Bio.Op.READ, place, PAGE, cause, ""), joined));
  }

  private void write(long place, long row, Stripe stripe, Cause cause) {
    Runnable joined =
        Join.of(stripe.pages.size() + parity, () -> stripe.waiters.forEach(Runnable::run));
    stripe.pages.forEach((index, writer) ->
        members.send(dataSlot(row, index), Bio.of(Bio.Op.WRITE, place, PAGE, writer, ""), joined));
    for (int p = 0; p < parity; p++) {
      int slot = (paritySlot(row) + p) % members.count();
      members.send(slot, Bio.of(Bio.Op.WRITE, place, PAGE, cause, ""), joined);
    }
  }

  @Override
  public int step(MdJob.Action action, long position, Cause cause, Runnable done) {
    int pages = (int) Math.min(32, (jobSectors() - position) / PAGE);
    Runnable joined = Join.of(pages, done);
    for (int i = 0; i < pages; i++) {
      long place = position + (long) i * PAGE;
      int readers = members.count() - (action == MdJob.Action.RECOVERY ? 1 : 0);
      Runnable read = Join.of(readers, () -> rebuild(action, place, cause, joined));
      for (int slot = 0; slot < members.count(); slot++) {
        if (action != MdJob.Action.RECOVERY || members.inSync(slot)) {
          members.send(slot, Bio.of(Bio.Op.READ, place, PAGE, cause, ""), read);
        }
      }
    }
    return pages * PAGE;
  }

  private void rebuild(MdJob.Action action, long place, Cause cause, Runnable done) {
    if (action != MdJob.Action.RECOVERY) {
      done.run();
      return;
    }
    members.send(members.missing(), Bio.of(Bio.Op.WRITE, place, PAGE, cause, ""), done);
  }

  @Override
  public long jobSectors() {
    return memberSectors;
  }

  @Override
  public long size() {
    return memberSectors * dataMembers();
  }

  @Override
  public String level() {
    return parity == 1 ? "raid5" : "raid6";
  }

  @Override
  public long layout() {
    return 2;
  }

  @Override
  public long chunk() {
    return chunk;
  }

  @Override
  public int copies() {
    return 1;
  }

  @Override
  public int near() {
    return 1;
  }

  @Override
  public int far() {
    return 1;
  }

  @Override
  public boolean discards() {
    return false;
  }
}

package dev.iosleuth.ledger;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Several accounts summed under one name.
 *
 * @param kind in lower case: an account's kind, a leaf's kind when grouped by device, or {@code
 *     none} for what has no part of the kind that was asked for
 * @param name not escaped
 * @param host the other host of a replica; of what goes on inside a guest the guest's name; else
 *     empty
 * @param pid of a single process or guest; else empty
 * @param within name of the unit, cgroup or container around it; empty where that says nothing
 * @param members how many accounts are in it
 * @param inHostTotals false for leaves that host totals leave out
 * @param issued what was asked for; empty when grouped by device
 */
public record Group(
    String kind,
    String name,
    String host,
    OptionalLong pid,
    String within,
    int members,
    boolean inHostTotals,
    Optional<AccountTotal.Issued> issued,
    Moved moved) {

  /** What the leaves did for it. */
  public record Moved(
      long readOps,
      long writeOps,
      long discardOps,
      long flushOps,
      long readBytes,
      long writeBytes,
      long discardBytes,
      double deviceMs) {
    static final Moved NOTHING = new Moved(0, 0, 0, 0, 0, 0, 0, 0);

    static Moved of(AccountTotal total) {
      return new Moved(
          total.readOps(),
          total.writeOps(),
          total.discardOps(),
          total.flushOps(),
          total.readBytes(),
          total.writeBytes(),
          total.discardBytes(),
          total.deviceMs());
    }

    static Moved of(Posting posting) {
      long ops = posting.ops();
      long bytes = posting.bytes();
      double ms = posting.deviceMs();
      return switch (posting.direction()) {
        case READ -> new Moved(ops, 0, 0, 0, bytes, 0, 0, ms);
        case WRITE -> new Moved(0, ops, 0, 0, 0, bytes, 0, ms);
        case DISCARD -> new Moved(0, 0, ops, 0, 0, 0, bytes, ms);
        case FLUSH -> new Moved(0, 0, 0, ops, 0, 0, 0, ms);
      };
    }

    public Moved plus(Moved other) {
      return new Moved(
          readOps + other.readOps,
          writeOps + other.writeOps,
          discardOps + other.discardOps,
          flushOps + other.flushOps,
          readBytes + other.readBytes,
          writeBytes + other.writeBytes,
          discardBytes + other.discardBytes,
          deviceMs + other.deviceMs);
    }

    /** Read and written; discards move nothing. */
    public long bytes() {
      return readBytes + writeBytes;
    }

    public long ops() {
      return readOps + writeOps + discardOps + flushOps;
    }
  }

  /** Whether nothing at all was done or asked for. */
  public boolean idle() {
    return moved.ops() == 0 && moved.deviceMs() == 0 && issued.map(i -> i.ops() == 0).orElse(true);
  }

  /** The same group with other figures, and nothing said of what was asked for. */
  public Group withMoved(Moved other) {
    return new Group(kind, name, host, pid, within, members, inHostTotals, Optional.empty(), other);
  }

  /** Both, under the name of this one. */
  public Group plus(Group other) {
    Optional<AccountTotal.Issued> both = issued.flatMap(a -> other.issued.map(b -> sum(a, b)));
    return new Group(
        kind,
        name,
        host,
        pid.equals(other.pid) ? pid : OptionalLong.empty(),
        within,
        members + other.members,
        inHostTotals,
        both,
        moved.plus(other.moved));
  }

  private static AccountTotal.Issued sum(AccountTotal.Issued a, AccountTotal.Issued b) {
    return new AccountTotal.Issued(
        a.readOps() + b.readOps(),
        a.writeOps() + b.writeOps(),
        a.readBytes() + b.readBytes(),
        a.writeBytes() + b.writeBytes());
  }
}

package dev.iosleuth.model;

import dev.iosleuth.kernel.tool.DmsetupTable.Lower;
import dev.iosleuth.kernel.tool.DmsetupTable.Target;
import dev.iosleuth.kernel.tool.DmsetupTable.Use;
import java.util.ArrayList;
import java.util.List;

/** The plain targets: linear, striped, crypt. */
final class Mappings {
  private Mappings() {}

  /** One segment: so many sectors of the lower from a place on. */
  record Segment(SimDevice lower, long start, long sectors) {}

  static Lower lower(Use use, SimDevice device, long start) {
    return new Lower(use, device.line().dev(), start);
  }

  /** One or several segments in a row. */
  record Linear(List<Segment> segments) implements Mapping {
    Linear {
      segments = List.copyOf(segments);
    }

    @Override
    public List<Bio> cut(Bio bio) {
      var pieces = new ArrayList<Bio>();
      long from = 0;
      for (Segment segment : segments) {
        long start = Math.max(from, bio.sector());
        long end = Math.min(from + segment.sectors(), bio.end());
        if (end > start) {
          pieces.add(bio.part(start, (int) (end - start)));
        }
        from += segment.sectors();
      }
      return pieces;
    }

    @Override
    public void map(Bio piece, Runnable done) {
      long from = 0;
      for (Segment segment : segments) {
        if (piece.sector() < from + segment.sectors()) {
          segment.lower().submit(piece.at(piece.sector() - from + segment.start()), done);
          return;
        }
        from += segment.sectors();
      }
      throw new IllegalStateException("beyond the last segment: " + piece);
    }

    /** Each target flushes its own device, even if several lie on the same. */
    @Override
    public void flush(Bio flush, Runnable done) {
      Runnable joined = Join.of(segments.size(), done);
      segments.forEach(s -> s.lower().submit(flush, joined));
    }

    @Override
    public List<SimDevice> slaves() {
      return segments.stream().map(Segment::lower).distinct().toList();
    }

    @Override
    public List<Target> table(long sectors) {
      var targets = new ArrayList<Target>();
      long from = 0;
      for (Segment s : segments) {
        targets.add(
            new Target(
                from,
                s.sectors(),
                "linear",
                0,
                List.of(lower(Use.DATA, s.lower(), s.start())),
                ""));
        from += s.sectors();
      }
      return targets;
    }
  }

  /** Chunk by chunk over several. */
  record Striped(long chunk, List<Segment> stripes) implements Mapping {
    Striped {
      stripes = List.copyOf(stripes);
    }

    @Override
    public List<Bio> cut(Bio bio) {
      return bio.cutAt(chunk);
    }

    @Override
    public void map(Bio piece, Runnable done) {
      long number = piece.sector() / chunk;
      Segment stripe = stripes.get((int) (number % stripes.size()));
      long place = number / stripes.size() * chunk + piece.sector() % chunk;
      stripe.lower().submit(piece.at(place + stripe.start()), done);
    }

    @Override
    public List<SimDevice> slaves() {
      return stripes.stream().map(Segment::lower).distinct().toList();
    }

    @Override
    public List<Target> table(long sectors) {
      List<Lower> lowers =
          stripes.stream().map(s -> lower(Use.DATA, s.lower(), s.start())).toList();
      return List.of(
          new Target(0, sectors, "striped", chunk, lowers, stripes.size() + " " + chunk));
    }
  }

  /** The same sectors; writes are copied, encrypted and sent on by a kernel thread. */
  record Crypt(SimDevice lower, long offset) implements Mapping {
    @Override
    public List<Bio> cut(Bio bio) {
      return bio.op() == Bio.Op.WRITE ? bio.cutInto(2048) : List.of(bio);
    }

    @Override
    public void map(Bio piece, Runnable done) {
      Bio below = piece.at(piece.sector() + offset);
      lower.submit(piece.op() == Bio.Op.WRITE ? below.byKernel() : below, done);
    }

    @Override
    public List<SimDevice> slaves() {
      return List.of(lower);
    }

    @Override
    public List<Target> table(long sectors) {
      return List.of(
          new Target(
              0,
              sectors,
              "crypt",
              0,
              List.of(Mappings.lower(Use.DATA, lower, offset)),
              "aes-xts-plain64"));
    }
  }
}

package dev.iosleuth.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Of what an upper counted and its lower not yet: whose it is. The kernel counts what each device
 * has in flight (field 9 of /proc/diskstats, Documentation/admin-guide/iostats.rst): who came
 * through one that has nothing in flight has all that he sent where it went. Among the others
 * nothing tells, so each has his part.
 *
 * @param arrived what the lower has counted, of everybody
 * @param open what is still to come, of those who sent it
 */
record UnderWay(List<Share> arrived, List<Share> open) {
  UnderWay {
    arrived = List.copyOf(arrived);
    open = List.copyOf(open);
  }

  /**
   * @param book whose what the upper counted is
   * @param amount how much of it has still to come
   */
  static UnderWay of(List<Share> book, Lag.Amount amount, Flows flows) {
    List<Share> perhaps = book.stream().filter(share -> perhaps(share, flows)).toList();
    boolean tells = !perhaps.isEmpty();
    Predicate<Share> sends = share -> !tells || perhaps.contains(share);
    double bytes = Math.min(amount.bytes(), sum(book, Share::bytes));
    double arrivals = Math.min(amount.arrivals(), sum(book, UnderWay::carrying));
    double[] bytesOpen = taken(book, sends, bytes, Share::bytes);
    double[] arrivalsOpen = taken(book, sends, arrivals, UnderWay::carrying);
    long several = book.stream().filter(sends).filter(share -> share.bytes() > 0).count();
    Basis how = several > 1 ? Basis.APPORTIONED : Basis.MEASURED;
    var arrived = new ArrayList<Share>();
    var open = new ArrayList<Share>();
    for (int i = 0; i < bytesOpen.length; i++) {
      Share share = book.get(i);
      double part = share.bytes() > 0 ? bytesOpen[i] / share.bytes() : 0;
      if (bytesOpen[i] <= 0 && arrivalsOpen[i] <= 0) {
        arrived.add(share);
        continue;
      }
      Basis basis = share.basis().and(how);
      arrived.add(
          new Share(
              share.account(),
              basis,
              share.via(),
              share.ops() * (1 - part),
              share.arrivals() - arrivalsOpen[i],
              share.bytes() - bytesOpen[i],
              share.empties()));
      open.add(
          new Share(
              share.account(),
              basis,
              share.via(),
              share.ops() * part,
              arrivalsOpen[i],
              bytesOpen[i],
              0));
    }
    return new UnderWay(arrived, open);
  }

  /** Whether each device that it came through had something in flight at the end. */
  private static boolean perhaps(Share share, Flows flows) {
    return share.via().stream()
        .allMatch(
            node -> flows.of(node).map(flow -> flow.inFlightAfter() > 0).optional().orElse(true));
  }

  /** Those that carry something: empty flushes have no bytes that could be missing. */
  private static double carrying(Share share) {
    return share.bytes() > 0 ? Math.max(0, share.arrivals() - share.empties()) : 0;
  }

  private static double sum(List<Share> book, ToDoubleFunction<Share> amount) {
    return book.stream().mapToDouble(amount).sum();
  }

  /** From those who may have it under way in proportion, what is beyond them from the others. */
  private static double[] taken(
      List<Share> book, Predicate<Share> sends, double wanted, ToDoubleFunction<Share> amount) {
    double senders = book.stream().filter(sends).mapToDouble(amount).sum();
    double others = sum(book, amount) - senders;
    double first = Math.min(wanted, senders);
    double rest = wanted - first;
    return book.stream()
        .mapToDouble(share -> {
          double all = sends.test(share) ? senders : others;
          double from = sends.test(share) ? first : rest;
          return all > 0 ? amount.applyAsDouble(share) * from / all : 0;
        })
        .toArray();
  }
}

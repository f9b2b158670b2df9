package dev.iosleuth.model;

import java.util.PriorityQueue;

/** Simulated time: events in order, ties in the order in which they were made. */
final class Clock {
  static final long MS = 1_000_000L;
  static final long SECOND = 1000 * MS;

  private record Event(long nanos, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now = 1000 * SECOND;
  private long made;

  long now() {
    return now;
  }

  void after(long nanos, Runnable what) {
    events.add(new Event(now + nanos, made++, what));
  }

  void runUntil(long nanos) {
    for (Event next = events.peek(); next != null && next.nanos() <= nanos; next = events.peek()) {
      events.poll();
      now = next.nanos();
      next.what().run();
    }
    now = nanos;
  }
}

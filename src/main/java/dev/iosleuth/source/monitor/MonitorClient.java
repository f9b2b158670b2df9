package dev.iosleuth.source.monitor;

import dev.iosleuth.reading.Reading;
import dev.iosleuth.reading.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks many monitors side by side, by one thread, the caller's. A monitor that is held, silent,
 * hostile or gone costs its own answer only: each has its time and its bytes.
 *
 * <p>A thread for each was tried and is not needed: here nothing waits, nothing can be left behind,
 * and what it costs can be measured.
 */
public final class MonitorClient {
  private static final int BUFFER = 64 * 1024;

  private final Limits limits;
  private final LongSupplier clock;

  /**
   * @param clock nanoseconds since boot
   */
  public MonitorClient(LongSupplier clock) {
    this(clock, Limits.USUAL);
  }

  MonitorClient(LongSupplier clock, Limits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** What each said, by its path. */
  public Map<String, Reading<Text>> ask(List<MonitorSocket> sockets) {
    try (Selector selector = Selector.open()) {
      return new Round(selector, sockets).all();
    } catch (IOException problem) {
      var none = new LinkedHashMap<String, Reading<Text>>();
      sockets.forEach(socket -> none.put(socket.path(), Reading.absent("" + problem.getMessage())));
      return none;
    }
  }

  private final class Round {
    private final Selector selector;
    private final Queue<MonitorSocket> waiting;
    private final List<Conversation> running = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final Map<String, Reading<Text>> outcomes = new LinkedHashMap<>();

    Round(Selector selector, List<MonitorSocket> sockets) {
      this.selector = selector;
      this.waiting = new ArrayDeque<>(sockets);
    }

    Map<String, Reading<Text>> all() throws IOException {
      try {
        while (!waiting.isEmpty() || !running.isEmpty()) {
          begin();
          proceed();
          collect();
        }
        return outcomes;
      } finally {
        running.forEach(left -> left.end(Reading.absent("not heard to the end")));
      }
    }

    private void begin() {
      long now = clock.getAsLong();
      long young = running.stream().filter(one -> one.isYoung(now)).count();
      while (young < limits.together() && !waiting.isEmpty()) {
        var conversation = new Conversation(waiting.remove(), limits, clock);
        conversation.connect(selector);
        running.add(conversation);
        young++;
      }
    }

    private void proceed() throws IOException {
      long nanos = untilNext();
      if (nanos > 0) {
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      } else {
        selector.selectNow();
      }
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isValid() && key.attachment() instanceof Conversation conversation) {
          conversation.proceed(buffer);
        }
      }
      selector.selectedKeys().clear();
    }

    /** Nanoseconds until something has to be done although nobody says anything. */
    private long untilNext() {
      long now = clock.getAsLong();
      long next = Long.MAX_VALUE;
      for (Conversation conversation : running) {
        if (conversation.outcome().isPresent()) {
          return 0;
        }
        next = Math.min(next, conversation.deadline());
        if (!waiting.isEmpty() && conversation.isYoung(now)) {
          next = Math.min(next, conversation.youthEnds());
        }
      }
      return next - now;
    }

    private void collect() {
      long now = clock.getAsLong();
      running.removeIf(conversation -> {
        conversation.check(now, buffer);
        conversation
            .outcome()
            .ifPresent(outcome -> outcomes.put(conversation.socket().path(), outcome));
        return conversation.outcome().isPresent();
      });
    }
  }
}

package dev.iosleuth.source;

import dev.iosleuth.reading.Reading;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Does in a thread of its own what may wait for ever in the kernel (a file of a dead NFS or FUSE
 * server, the command line of a process that holds its mmap lock), and gives up after a while. A
 * thread that waits there cannot be stopped; it is left behind, and what it asked for is not asked
 * again.
 */
final class Guard {
  /** With this many left behind at once the rest is not tried: each try costs the time limit. */
  private static final int MOST_STUCK = 8;

  private final Duration limit;
  private final ExecutorService threads = Executors.newCachedThreadPool(Guard::thread);
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger stuck = new AtomicInteger();

  Guard(Duration limit) {
    this.limit = limit;
  }

  /** All of one name: a factory that counts takes milliseconds to make its first. */
  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().daemon().name("guarded").unstarted(work);
  }

  <T> Reading<T> ask(String path, Supplier<Reading<T>> question) {
    if (silent.contains(path)) {
      return Reading.absent(why());
    }
    if (stuck.get() >= MOST_STUCK) {
      return Reading.absent("not asked, as " + MOST_STUCK + " other files gave no answer");
    }
    var late = new AtomicInteger();
    Future<Reading<T>> answer =
        threads.submit(() -> {
          Reading<T> reading = question.get();
          if (late.getAndSet(2) == 1) {
            stuck.decrementAndGet();
          }
          return reading;
        });
    return await(path, answer, late);
  }

  private <T> Reading<T> await(String path, Future<Reading<T>> answer, AtomicInteger late) {
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      silent.add(path);
      if (late.getAndSet(1) == 0) {
        stuck.incrementAndGet();
      }
      return Reading.absent(why());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Reading.absent("interrupted");
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    }
  }

  private String why() {
    long millis = limit.toMillis();
    String words = millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    return "did not answer within " + words;
  }
}

package io.framecast.sim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Cameras at work: one thread that sends every stream's frames to a topic.
 *
 * <p>{@code made -> start() -> sending -> (end of the pace, stop() or a failure) -> ended}. The
 * cameras take turns, evenly spread over the time between two frames, as cameras that know nothing
 * of each other are. The producer is the caller's; {@link #close} flushes it and leaves it open.
 */
public final class Simulator implements AutoCloseable {
  /** One that was held up longer does not hurry to make up for it. */
  private static final long MOST_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Film> films;
  private final Pace pace;
  private final String topic;
  private final Producer<byte[], byte @Nullable []> producer;
  private final AtomicReference<@Nullable List<Film>> next = new AtomicReference<>();
  private final Map<String, Sent> sent = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "simulator");
  private volatile boolean stopping;
  private volatile @Nullable Exception failure;

  public Simulator(
      Cameras cameras, Pace pace, String topic, Producer<byte[], byte @Nullable []> producer) {
    this.films = cameras.films();
    this.pace = pace;
    this.topic = topic;
    this.producer = producer;
    films.forEach(film -> sent.put(film.key(), Sent.NOTHING));
  }

  /** Starts sending. Throws {@link IllegalThreadStateException} the second time. */
  public void start() {
    thread.start();
  }

  /**
   * From the next frame on the streams show these films: their numbers go on, and the first frame
   * of each says that it has nothing to do with the one before it.
   *
   * @throws IllegalArgumentException where they are films of other streams
   */
  public void cutTo(Cameras cameras) {
    List<Film> others = cameras.films();
    if (!keys(others).equals(keys(films))) {
      throw new IllegalArgumentException(
          "expected cameras of the streams %s, found %s".formatted(keys(films), keys(others)));
    }
    next.set(others);
  }

  private static List<String> keys(List<Film> films) {
    return films.stream().map(Film::key).toList();
  }

  /** Asks it to send no further frame; {@link #awaitEnd} or {@link #close} waits for the rest. */
  public void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  /**
   * Waits until everything is sent and acknowledged.
   *
   * @return false where the time ran out first
   * @throws IllegalStateException where the broker did not take a record; one sentence
   */
  public boolean awaitEnd(Duration time) throws InterruptedException {
    boolean over = ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    Exception cause = failure;
    if (cause != null) {
      throw new IllegalStateException(
          "expected the broker to take every record on " + topic + ", found: " + cause.getMessage(),
          cause);
    }
    return over;
  }

  /** What the broker has acknowledged, by stream id. */
  public Map<String, Sent> sent() {
    return new TreeMap<>(sent);
  }

  /** What the broker has acknowledged of all streams. */
  public Sent total() {
    return sent.values().stream().reduce(Sent.NOTHING, Sent::plus);
  }

  /** Stops, and waits until everything is acknowledged or refused. */
  @Override
  public void close() {
    stop();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      sendFrames();
      if (pace.end() && failure == null) {
        films.forEach(film -> send(film.end()));
      }
      producer.flush();
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      ended.countDown();
    }
  }

  private void sendFrames() {
    long start = System.nanoTime();
    long limit = pace.time().toNanos();
    double between = pace.fps() == 0 ? 0 : 1e9 / (pace.fps() * films.size());
    double due = 0; // nanoseconds after the start
    List<Film> now = films;
    for (long n = 0; n < pace.frames(); n++) {
      List<Film> others = next.getAndSet(null);
      boolean cut = others != null;
      now = others != null ? others : now;
      for (Film film : now) {
        due = Math.max(due, (double) (System.nanoTime() - start - MOST_BEHIND_NANOS));
        await(start, Math.min((long) due, limit));
        if (stopping || failure != null || System.nanoTime() - start >= limit) {
          return;
        }
        List<Take> takes = cut ? film.takesAfterCut(n) : film.takes(n);
        takes.forEach(this::send);
        if (takes.isEmpty()) {
          sent.computeIfPresent(film.key(), (key, counts) -> counts.withDropped());
        }
        due += between;
      }
    }
  }

  private void await(long start, long due) {
    long left = start + due - System.nanoTime();
    while (left > 0 && !stopping && failure == null) {
      LockSupport.parkNanos(left);
      left = start + due - System.nanoTime();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of everything
  private void send(Take take) {
    producer.send(
        take.on(topic),
        (metadata, exception) -> {
          if (exception == null) {
            sent.computeIfPresent(take.key(), (key, counts) -> counts.with(take.kind()));
          } else {
            fail(exception);
          }
        });
  }

  private void fail(Exception exception) {
    if (failure == null) {
      failure = exception;
    }
    LockSupport.unpark(thread);
  }
}

package io.framecast.sim;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
 * Sends the frames of all cameras to a topic on one thread.
 *
 * <p>{@code created -> start() -> sending -> (last frame, stop() or a failure) -> ended}. The
 * frames of the cameras are spread evenly over the time between two frames, as independent cameras
 * would send them. {@link #close} flushes the caller's producer, and leaves it open.
 */
public final class Simulator implements AutoCloseable {
  /** After a longer delay the simulator does not catch up. */
  private static final long MOST_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<CameraStream> streams;
  private final SendRate rate;
  private final String topic;
  private final Producer<byte[], byte @Nullable []> producer;
  private final AtomicReference<@Nullable List<CameraStream>> next = new AtomicReference<>();
  private final Map<String, SendCounts> sent = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "simulator");
  private volatile boolean stopping;
  private volatile @Nullable Exception failure;

  public Simulator(
      CameraSet cameras,
      SendRate rate,
      String topic,
      Producer<byte[], byte @Nullable []> producer) {
    this.streams = cameras.streams();
    this.rate = rate;
    this.topic = topic;
    this.producer = producer;
    streams.forEach(stream -> sent.put(stream.key(), SendCounts.NOTHING));
  }

  /** Starts sending. Throws {@link IllegalThreadStateException} the second time. */
  public void start() {
    thread.start();
  }

  /**
   * Switches the streams to these cameras at the next frame. The sequence continues, and the first
   * frame of each stream carries a reset.
   *
   * @throws IllegalArgumentException for cameras of other streams
   */
  public void switchTo(CameraSet cameras) {
    List<CameraStream> others = cameras.streams();
    if (!keys(others).equals(keys(streams))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected cameras of the streams %s, found %s",
              keys(streams),
              keys(others)));
    }
    next.set(others);
  }

  private static List<String> keys(List<CameraStream> streams) {
    return streams.stream().map(CameraStream::key).toList();
  }

  /** Requests a stop; {@link #awaitEnd} or {@link #close} waits for the acknowledgements. */
  public void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  /**
   * Waits until everything is sent and acknowledged.
   *
   * @return false when the time ran out first
   * @throws IllegalStateException with one sentence, when the broker rejected a record
   */
  public boolean awaitEnd(Duration time) throws InterruptedException {
    boolean over = ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    Exception cause = failure;
    if (cause != null) {
      throw new IllegalStateException(
          "The broker rejected a record for " + topic + ": " + cause.getMessage(), cause);
    }
    return over;
  }

  /** Returns the acknowledged records of each stream. */
  public Map<String, SendCounts> sent() {
    return new TreeMap<>(sent);
  }

  /** Returns the acknowledged records of all streams. */
  public SendCounts total() {
    return sent.values().stream().reduce(SendCounts.NOTHING, SendCounts::plus);
  }

  /** Stops, and waits until every record is acknowledged or rejected. */
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
      if (rate.end() && failure == null) {
        streams.forEach(stream -> send(stream.end()));
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
    long limit = rate.time().toNanos();
    double between = rate.fps() == 0 ? 0 : 1e9 / (rate.fps() * streams.size());
    double due = 0; // nanoseconds after the start
    List<CameraStream> now = streams;
    for (long n = 0; n < rate.frames(); n++) {
      List<CameraStream> others = next.getAndSet(null);
      boolean switched = others != null;
      now = others != null ? others : now;
      for (CameraStream stream : now) {
        due = Math.max(due, (double) (System.nanoTime() - start - MOST_BEHIND_NANOS));
        await(start, Math.min((long) due, limit));
        if (stopping || failure != null || System.nanoTime() - start >= limit) {
          return;
        }
        List<SimRecord> records = switched ? stream.recordsAfterSwitch(n) : stream.records(n);
        records.forEach(this::send);
        if (records.isEmpty()) {
          sent.computeIfPresent(stream.key(), (key, counts) -> counts.withDropped());
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

  @SuppressWarnings("FutureReturnValueIgnored") // the callback handles success and failure
  private void send(SimRecord record) {
    producer.send(
        record.on(topic),
        (metadata, exception) -> {
          if (exception == null) {
            sent.computeIfPresent(record.key(), (key, counts) -> counts.with(record.kind()));
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

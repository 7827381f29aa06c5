package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.OutputOffsetRecovery.OutputOffset;
import io.framecast.topics.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Runs a search for published progress on another thread, so that the consumer polls in time even
 * with many dead letters to read. It runs one search at a time.
 */
final class BackgroundOffsetRecovery {
  private static final long SLICE_MILLIS = 100;

  private final Executor background;
  private final Supplier<TopicRanges> ranges;
  private final Topics topics;
  private @Nullable FutureTask<Map<TopicPartition, OutputOffset>> running;

  BackgroundOffsetRecovery(Executor background, Supplier<TopicRanges> ranges, Topics topics) {
    this.background = background;
    this.ranges = ranges;
    this.topics = topics;
  }

  /** Starts to search for these logs, and cancels an earlier search. */
  void begin(Collection<FrameLogRange> logs) {
    cancel();
    List<FrameLogRange> searched = List.copyOf(logs);
    FutureTask<Map<TopicPartition, OutputOffset>> task =
        new FutureTask<>(
            () -> {
              try (TopicRanges open = ranges.get()) {
                return new OutputOffsetRecovery(open, topics).find(searched);
              }
            });
    running = task;
    background.execute(task);
  }

  /** Cancels the search, if there is one. */
  void cancel() {
    if (running != null) {
      running.cancel(true);
      running = null;
    }
  }

  /**
   * Waits a short time and returns the result, or null if the search has not ended.
   *
   * @throws KafkaException if the broker did not answer; the caller begins again
   */
  @Nullable Map<TopicPartition, OutputOffset> await() throws InterruptedException {
    FutureTask<Map<TopicPartition, OutputOffset>> task = running;
    if (task == null) {
      return null;
    }
    try {
      Map<TopicPartition, OutputOffset> found = task.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
      running = null;
      return found;
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      running = null;
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }
}

package io.framecast.predictor.models;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.streams.WeightsPool;
import io.framecast.topics.Event;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RegistrySnapshot;
import io.framecast.topics.models.RegistrySubscription;
import io.framecast.topics.models.Version;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the model registry and makes a promoted version live after its smoke test. A version that
 * fails is refused with an event, and the live one stays. A failure of the registry does not
 * disturb the streams.
 */
public final class ModelUpdater implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelUpdater.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Waits for free memory, which each test of a version needs. */
  private static final Duration LONG_PAUSE = Duration.ofSeconds(5);

  private final ModelRegistry registry;
  private final WeightsPool live;
  private final Function<byte[], Weights> smokeTest;
  private final Duration longPause;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "framecast-models");
  private @Nullable RegistrySubscription subscription;
  private String refused = ""; // the last champion that was refused
  private final ThrottledLog log = new ThrottledLog();

  public ModelUpdater(ModelRegistry registry, WeightsPool live) {
    this(registry, live, ModelSmokeTest::load, LONG_PAUSE);
  }

  /**
   * Follows the registry with another smoke test.
   *
   * @param smokeTest parses and tests a weights file
   * @param longPause the pause after a failure that neither the broker nor the file caused
   */
  ModelUpdater(
      ModelRegistry registry,
      WeightsPool live,
      Function<byte[], Weights> smokeTest,
      Duration longPause) {
    this.registry = registry;
    this.live = live;
    this.smokeTest = smokeTest;
    this.longPause = longPause;
    thread.setDaemon(true);
  }

  /**
   * Makes the champion live, and follows the registry from then on. May be called again after it
   * throws.
   *
   * @throws KafkaException when the registry cannot be read
   * @throws OffHeapExhaustedException if there is no memory to test the champion now
   */
  public void start() {
    closeSubscription(); // it may be left from a failed attempt
    subscription = registry.follow();
    check(subscription.snapshot());
    thread.start();
  }

  /** Tests the champion unless it is live or was refused already. */
  private void check(RegistrySnapshot models) {
    Champion champion = models.champion();
    if (champion != null
        && !champion.version().equals(live.live().version())
        && !champion.version().equals(refused)) {
      activate(champion, models.version(champion.version()));
    }
  }

  private void activate(Champion champion, @Nullable Version version) {
    try {
      if (version == null || !version.sha256().equals(champion.sha256())) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "expected the champion %s of SHA-256 %s in the registry, found %s",
                champion.version(),
                champion.sha256(),
                version == null ? "none" : version.sha256()));
      }
      Weights weights = smokeTest.apply(registry.file(version));
      live.activate(weights);
      refused = "";
      LOG.atInfo()
          .addKeyValue("version", weights.version())
          .log("the model is live, promoted by {}: {}", champion.by(), champion.reason());
    } catch (InvalidModelException e) {
      refused = champion.version();
      String why = e.getMessage() + "; " + live.live().version() + " stays live";
      LOG.atWarn().addKeyValue("version", champion.version()).log("the model is refused: {}", why);
      registry.publishEvent(Event.ofModel(Event.REFUSAL, champion.version(), why));
    }
  }

  /** Follows the registry until {@link #close}. It logs every failure and tries again. */
  @Override
  public void run() {
    Throwable failure = null;
    try {
      while (!stop.await(pause(failure).toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          if (failure != null) {
            closeSubscription();
            logThrottled(failure);
            failure = null;
          }
          runOnce();
        } catch (RuntimeException | Error e) {
          failure = e; // handled in the next pass: there may be no memory now
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeSubscription();
    }
  }

  private Duration pause(@Nullable Throwable failure) {
    if (failure == null) {
      return Duration.ZERO;
    }
    return isExpected(failure) ? PAUSE : longPause;
  }

  private void runOnce() {
    RegistrySubscription open = subscription;
    if (open == null) {
      open = registry.follow();
      subscription = open;
    } else {
      open.poll(POLL);
    }
    check(open.snapshot());
  }

  private static boolean isExpected(Throwable failure) {
    return failure instanceof KafkaException || failure instanceof InvalidModelException;
  }

  private void logThrottled(Throwable failure) {
    log.log(times -> logNow(failure));
  }

  private void logNow(Throwable failure) {
    if (isExpected(failure)) {
      LOG.warn("the model registry cannot be read: {}", failure.getMessage());
    } else if (failure instanceof OffHeapExhaustedException
        || failure instanceof OutOfMemoryError) {
      LOG.warn(
          "the champion cannot be tested for lack of memory: {}; {} stays live until the next test",
          failure.toString(),
          live.live().version());
    } else {
      LOG.error("reading the model registry failed; trying again", failure);
    }
  }

  private void closeSubscription() {
    RegistrySubscription old = subscription;
    subscription = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    stop.countDown(); // a thread that waits for the broker ends with the process
    if (!thread.isAlive()) {
      closeSubscription(); // the thread was never started
    }
  }
}

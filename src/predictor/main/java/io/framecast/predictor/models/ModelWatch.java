package io.framecast.predictor.models;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.streams.WeightsPool;
import io.framecast.topics.Event;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RegistrySnapshot;
import io.framecast.topics.models.RegistrySubscription;
import io.framecast.topics.models.Version;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the registry: who is promoted there goes live here, once it has passed its trial. A
 * version that does not pass is refused in an event, and whichever is live stays. Nothing that goes
 * wrong with the registry disturbs a stream.
 */
public final class ModelWatch implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);
  private static final Duration CHANGES = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Memory is seldom free again at once, and to try a version takes some. */
  private static final Duration LONG_PAUSE = Duration.ofSeconds(5);

  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  private final ModelRegistry registry;
  private final WeightsPool live;
  private final Function<byte[], Weights> trial;
  private final Duration longPause;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "framecast-models");
  private @Nullable RegistrySubscription follower;
  private String refused = ""; // the champion that was refused last
  private long said = System.nanoTime() - SAY_NANOS;

  public ModelWatch(ModelRegistry registry, WeightsPool live) {
    this(registry, live, Trial::pass, LONG_PAUSE);
  }

  /**
   * The same.
   *
   * @param trial of a weights file
   * @param longPause after a failure that is neither the broker's nor the file's
   */
  ModelWatch(
      ModelRegistry registry,
      WeightsPool live,
      Function<byte[], Weights> trial,
      Duration longPause) {
    this.registry = registry;
    this.live = live;
    this.trial = trial;
    this.longPause = longPause;
    thread.setDaemon(true);
  }

  /**
   * Looks who is live, and from then on follows. May be called again where it throws.
   *
   * @throws KafkaException when the registry cannot be read
   * @throws OffHeapExhaustedException where there is no memory to try the champion now
   */
  public void start() {
    forget(); // of an attempt that failed
    follower = registry.follow();
    look(follower.snapshot());
    thread.start();
  }

  private void look(RegistrySnapshot models) {
    Champion champion = models.champion();
    if (champion != null
        && !champion.version().equals(live.live().version())
        && !champion.version().equals(refused)) {
      follow(champion, models.version(champion.version()));
    }
  }

  private void follow(Champion champion, @Nullable Version version) {
    try {
      if (version == null || !version.sha256().equals(champion.sha256())) {
        throw new InvalidModelException(
            "expected the champion %s of SHA-256 %s in the registry, found %s"
                .formatted(
                    champion.version(),
                    champion.sha256(),
                    version == null ? "none" : version.sha256()));
      }
      Weights weights = trial.apply(registry.file(version));
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

  /** Follows until {@link #close}. Whatever fails is logged and tried again later. */
  @Override
  public void run() {
    Throwable failure = null;
    try {
      while (!stop.await(pause(failure).toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          if (failure != null) {
            forget();
            say(failure);
            failure = null;
          }
          turn();
        } catch (RuntimeException | Error e) {
          failure = e; // nothing else here, as there may be no memory for it
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      forget();
    }
  }

  private Duration pause(@Nullable Throwable failure) {
    if (failure == null) {
      return Duration.ZERO;
    }
    return isExpected(failure) ? PAUSE : longPause;
  }

  private void turn() {
    RegistrySubscription open = follower;
    if (open == null) {
      open = registry.follow();
      follower = open;
    } else {
      open.poll(CHANGES);
    }
    look(open.snapshot());
  }

  private static boolean isExpected(Throwable failure) {
    return failure instanceof KafkaException || failure instanceof InvalidModelException;
  }

  private void say(Throwable failure) {
    if (System.nanoTime() - said <= SAY_NANOS) {
      return;
    }
    said = System.nanoTime();
    if (isExpected(failure)) {
      LOG.warn("the model registry cannot be read: {}", failure.getMessage());
    } else if (failure instanceof OffHeapExhaustedException
        || failure instanceof OutOfMemoryError) {
      LOG.warn(
          "expected memory to try the champion, found: {}; {} stays live until there is some",
          failure.toString(),
          live.live().version());
    } else {
      LOG.error("following the model registry failed, and begins again", failure);
    }
  }

  private void forget() {
    RegistrySubscription old = follower;
    follower = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    stop.countDown(); // a thread that is told nothing by the broker ends with the process
    if (!thread.isAlive()) {
      forget(); // it never began
    }
  }
}

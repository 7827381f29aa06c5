package io.framecast.predictor.models;

import io.framecast.convlstm.Weights;
import io.framecast.predictor.streams.LiveWeights;
import io.framecast.topics.Event;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelFollower;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.Models;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.topics.models.Version;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final long PAUSE_MILLIS = 500;
  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  private final ModelRegistry registry;
  private final LiveWeights live;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "framecast-models");
  private @Nullable ModelFollower follower;
  private String refused = ""; // the champion that was refused last
  private long said = System.nanoTime() - SAY_NANOS;

  public ModelWatch(ModelRegistry registry, LiveWeights live) {
    this.registry = registry;
    this.live = live;
    thread.setDaemon(true);
  }

  /**
   * Looks who is live, and from then on follows.
   *
   * @throws KafkaException when the registry cannot be read
   */
  public void start() {
    forget(); // of an attempt that failed
    follower = registry.follow();
    look(follower.models());
    thread.start();
  }

  private void look(Models models) {
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
        throw new RefusedModelException(
            "expected the champion %s of SHA-256 %s in the registry, found %s"
                .formatted(
                    champion.version(),
                    champion.sha256(),
                    version == null ? "none" : version.sha256()));
      }
      Weights weights = Trial.pass(registry.file(version));
      live.become(weights);
      refused = "";
      LOG.atInfo()
          .addKeyValue("version", weights.version())
          .log("the model is live, promoted by {}: {}", champion.by(), champion.reason());
    } catch (RefusedModelException e) {
      refused = champion.version();
      String why = e.getMessage() + "; " + live.live().version() + " stays live";
      LOG.atWarn().addKeyValue("version", champion.version()).log("the model is refused: {}", why);
      registry.tell(Event.ofModel(Event.REFUSAL, champion.version(), why));
    }
  }

  @Override
  public void run() {
    try {
      while (!stop.await(follower == null ? PAUSE_MILLIS : 0, TimeUnit.MILLISECONDS)) {
        try {
          ModelFollower open = follower;
          if (open == null) {
            open = registry.follow();
            follower = open;
          } else {
            open.await(CHANGES);
          }
          look(open.models());
        } catch (KafkaException | RefusedModelException e) {
          forget();
          if (System.nanoTime() - said > SAY_NANOS) {
            said = System.nanoTime();
            LOG.warn("the model registry cannot be read: {}", e.getMessage());
          }
        } catch (RuntimeException e) {
          forget();
          if (System.nanoTime() - said > SAY_NANOS) {
            said = System.nanoTime();
            LOG.error("following the model registry failed, and begins again", e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      LOG.error("the model registry is followed no longer", e);
    } finally {
      forget();
    }
  }

  private void forget() {
    if (follower != null) {
      follower.close();
      follower = null;
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

package io.framecast.predictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.streams.WeightsPool;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that a champion that cannot be loaded now becomes live as soon as it can be. */
class ModelUpdaterIT {
  private static final Weights OWN = Weights.initial(Configuration.squares(), 1);
  private static final Weights NEXT = Weights.initial(Configuration.squares(), 2);

  @AutoClose private final EmbeddedBroker broker = EmbeddedBroker.launch();
  private final Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrap());
  private final ModelRegistry registry = new ModelRegistry(settings, Topics.DEFAULT);
  private final WeightsPool live = WeightsPool.only(OWN);
  private final ConcurrentLinkedQueue<Runnable> failures = new ConcurrentLinkedQueue<>();

  @AutoClose
  private final ModelUpdater updater =
      new ModelUpdater(registry, live, this::loadModel, Duration.ofMillis(10));

  private Weights loadModel(byte[] file) {
    Runnable failure = failures.poll();
    if (failure != null) {
      failure.run();
    }
    return ModelSmokeTest.load(file);
  }

  @BeforeEach
  void makeTopics() throws Exception {
    try (Admin admin = Admin.create(settings)) {
      TopicLayout.ensureTopics(admin, TopicPlan.of(Topics.DEFAULT, 1, -1));
    }
  }

  @Test
  void continuesToFollowTheRegistryAfterAnyFailureOfASmokeTest() {
    updater.start();
    failures.add(
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
    failures.add(ModelSmokeTestTest::exhaustMemory);
    failures.add(
        () -> {
          throw new IllegalStateException("no reason");
        });
    failures.add(
        () -> {
          throw new InternalError();
        });
    promoteNext();
    awaitNext();
    assertThat(failures).isEmpty();
  }

  @Test
  void aStartThatFailsForWantOfMemoryCanBeRepeated() {
    promoteNext();
    failures.add(ModelSmokeTestTest::exhaustMemory);
    assertThatThrownBy(updater::start).isInstanceOf(OffHeapExhaustedException.class);
    assertThat(live.live().version()).isEqualTo(OWN.version());
    updater.start();
    assertThat(live.live().version()).isEqualTo(NEXT.version());
  }

  private void promoteNext() {
    registry.publish(NEXT.toBytes());
    registry.promote(NEXT.version(), null, "test", "it is better");
  }

  private void awaitNext() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> live.live().version().equals(NEXT.version()));
  }
}

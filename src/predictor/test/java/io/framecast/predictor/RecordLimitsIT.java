package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.service.Service;
import io.framecast.squares.World;
import io.framecast.topics.Prediction;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Guarantee: a record that the producer or a topic rejects as too large costs only its own frame.
 */
class RecordLimitsIT {
  private static final World WORLD = new World(5, World.Mode.BOUNCE, 1, 80, 90);

  @Test
  void aSmallRequestLimitOfTheProducerRefusesOnlyLargeFrames() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        Service predictor = deployment.predictor("kafka.max.request.size", 20_000)) {
      sendFrames(deployment, 4);
      checkPredictions(deployment, List.of(1L, 2L));
      assertThat(predictor.isReady()).isTrue();
    }
  }

  @Test
  void aLimitLoweredAtRunTimeRefusesOnlyLaterFrames() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        Service predictor = deployment.predictor()) {
      sendFrames(deployment, 4);
      deployment.read(deployment.topics.predictions(), 4);
      setLimit(broker, deployment.topics.predictions(), 20_000);
      sendFrames(deployment, 4);
      checkPredictions(deployment, List.of(1L, 2L, 3L, 4L, 5L, 6L));
      assertThat(predictor.isReady()).isTrue();
    }
  }

  /** The limit is above that of the producer, which is replaced. */
  @Test
  @Timeout(120)
  void aLimitRaisedAtRunTimeTakesLaterFrames() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker)) {
      String predictions = deployment.topics.predictions();
      try (Service first = deployment.predictor()) {
        assertThat(first.isReady()).isTrue(); // the topics exist
      }
      setLimit(broker, predictions, 20_000);
      try (Service predictor = deployment.predictor()) {
        sendFrames(deployment, 1);
        deployment.read(deployment.topics.deadLetters(), 1);
        setLimit(broker, predictions, 24 << 20);
        for (int sent = 2; deployment.committed(predictions) == 0; sent++) {
          sendFrames(deployment, 1);
          deployment.await(predictor.port(), sent);
        }
        assertThat(Prediction.of(deployment.read(predictions, 1).get(0)).framesSeen()).isEqualTo(1);
      }
    }
  }

  /** Sends frames of which every second one is a PNG, with a tenth of the others' size. */
  private static void sendFrames(TestDeployment deployment, int frames) throws Exception {
    for (int n = 0; n < frames; n++) {
      Encoding encoding = n % 2 == 0 ? Encoding.NPY_F4 : Encoding.PNG8;
      deployment.send(0, "cam".getBytes(UTF_8), encoding.encode(WORLD.noisy(0, n)));
    }
    deployment.flush();
  }

  private static void checkPredictions(TestDeployment deployment, List<Long> framesSeen)
      throws Exception {
    List<ConsumerRecord<byte[], byte[]>> letters =
        deployment.read(deployment.topics.deadLetters(), 2);
    assertThat(letters).hasSize(2);
    assertThat(deployment.read(deployment.topics.predictions(), framesSeen.size()))
        .extracting(record -> Prediction.of(record).framesSeen())
        .isEqualTo(framesSeen);
  }

  private static void setLimit(EmbeddedBroker broker, String topic, int bytes) throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> changed =
        Map.of(
            new ConfigResource(ConfigResource.Type.TOPIC, topic),
            List.of(
                new AlterConfigOp(
                    new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                    AlterConfigOp.OpType.SET)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.incrementalAlterConfigs(changed).all().get();
    }
  }
}

package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.service.Service;
import io.framecast.squares.World;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FencingIT {

  @Test
  void rollsStreamsBackAndReadsABatchAgainWhoseCommitFails() throws Exception {
    World world = new World(5, World.Mode.BOUNCE, 1, 24, 40);
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        Service predictor = deployment.predictor("kafka.transactional.id", "fenced")) {
      for (int n = 0; n < 10; n++) {
        deployment.send("cam", Encoding.NPY_F4.encode(world.noisy(0, n)), "sequence", "" + n);
      }
      deployment.read(deployment.topics.predictions(), 10);
      fence(broker);
      for (int n = 10; n < 20; n++) {
        deployment.send("cam", Encoding.NPY_F4.encode(world.noisy(0, n)), "sequence", "" + n);
      }
      LogChecker.checkPredictions(deployment, 20);
      assertThat(deployment.read(deployment.topics.events(), 0)).isEmpty();
      Http.checkCounters(predictor.port(), 20);
      assertThat(Http.counters(predictor.port())).containsEntry("batches_aborted", 1L);
    }
  }

  /** Starts a producer with the same transactional id, and closes it. */
  private static void fence(EmbeddedBroker broker) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", "fenced");
    try (KafkaProducer<byte[], byte[]> other =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      other.initTransactions();
    }
  }
}

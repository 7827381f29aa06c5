package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.BrokerCluster;
import io.framecast.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: whoever reads predictions, scores and dead letters cannot tell that brokers went while
 * frames came, and came back. The predictor stays, and says what it waits for.
 */
class BrokerIT {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 3;
  private static final int PART = 320;
  private static final long SEED = Long.getLong("test.seed", System.nanoTime());
  private static final Footage FOOTAGE = new Footage(SEED, STREAMS, 10 * PART / STREAMS);
  private static Output expected;

  @BeforeAll
  static void undisturbed() throws Exception {
    expected = Reference.of(FOOTAGE, PARTITIONS);
  }

  @BeforeEach
  void rewind() {
    FOOTAGE.rewound();
  }

  @Test
  void theOnlyBrokerStopsAndStartsTwice() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.started();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX);
        PredictorProcess process = new PredictorProcess(installation.settings())) {
      beAtWork(installation);
      broker.stop();
      broker.start();
      beAtWork(installation);
      broker.stop();
      await().until(() -> process.output().contains("waiting for the broker"));
      broker.start();
      endsAsExpected(installation, process);
    }
  }

  @Test
  void oneOfThreeBrokersIsKilledAndBroughtBackThenAnother() throws Exception {
    try (BrokerCluster cluster = BrokerCluster.started(3);
        Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
        Installation installation = new Installation(cluster.bootstrap(), Reference.PREFIX);
        PredictorProcess process =
            new PredictorProcess(installation.settings("framecast.replication", "3"))) {
      String group = installation.settings().get("kafka.group.id").toString();
      process.awaitServing();
      beAtWork(installation);
      TopicPartitionInfo frames = partition(admin, installation.topics.frames());
      assertThat(frames.replicas()).hasSize(3);
      int leader = frames.leader().id();
      cluster.kill(leader);
      beAtWork(installation);
      cluster.start(leader);
      await().until(() -> partition(admin, installation.topics.frames()).isr().size() == 3);
      int coordinator =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group).coordinator().id();
      beAtWork(installation);
      cluster.kill(coordinator);
      beAtWork(installation);
      cluster.start(coordinator);
      endsAsExpected(installation, process);
    }
  }

  /** Returns when the predictor is in the middle of what was sent. */
  private static void beAtWork(Installation installation) {
    long before = committed(installation, 0);
    FOOTAGE.send(installation, PART, PARTITIONS);
    committed(installation, before + 1);
    FOOTAGE.send(installation, PART, PARTITIONS);
  }

  /** How many predictions are committed, once there are so many and a broker can be asked. */
  private static long committed(Installation installation, long least) {
    return await()
        .ignoreExceptions()
        .until(() -> installation.committed(installation.topics.predictions()), n -> n >= least);
  }

  private static void endsAsExpected(Installation installation, PredictorProcess process)
      throws Exception {
    FOOTAGE.send(installation, FOOTAGE.size(), PARTITIONS);
    Output.of(installation, expected.predictions()).isThatOf(expected, "seed " + SEED);
    process.signal("TERM");
    assertThat(process.exit(Duration.ofSeconds(30))).as(process.output()).isZero();
  }

  private static ConditionFactory await() {
    return Awaitility.await("seed " + SEED).atMost(Duration.ofSeconds(60));
  }

  private static TopicPartitionInfo partition(Admin admin, String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .get(0);
  }
}

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
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: whoever reads predictions, scores and dead letters cannot tell that brokers went while
 * frames came, and came back. The predictor stays, and says what it waits for.
 */
@Tag("proof")
class BrokerIT {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 3;
  private static final int PART = 320;
  private static Reference reference;

  @BeforeAll
  static void undisturbed() throws Exception {
    reference = new Reference(STREAMS, 10 * PART / STREAMS, PARTITIONS);
  }

  @Test
  void theOnlyBrokerStopsAndStartsTwice() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX);
        PredictorProcess process = new PredictorProcess(installation.settings())) {
      Reference.Run run = reference.run(installation);
      beAtWork(run, installation);
      broker.stop();
      broker.start();
      beAtWork(run, installation);
      broker.stop();
      await().until(() -> process.output().contains("waiting for the broker"));
      broker.start();
      endsAsExpected(run, process);
    }
  }

  @Test
  void oneOfThreeBrokersIsKilledAndBroughtBackThenAnother() throws Exception {
    try (BrokerCluster cluster = BrokerCluster.launch(3);
        Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
        Installation installation = new Installation(cluster.bootstrap(), Reference.PREFIX);
        PredictorProcess process =
            new PredictorProcess(installation.settings("framecast.replication", "3"))) {
      String group = installation.settings().get("kafka.group.id").toString();
      process.awaitServing();
      Reference.Run run = reference.run(installation);
      beAtWork(run, installation);
      TopicPartitionInfo frames = partition(admin, installation.topics.frames());
      assertThat(frames.replicas()).hasSize(3);
      int leader = frames.leader().id();
      cluster.kill(leader);
      beAtWork(run, installation);
      cluster.start(leader);
      await().until(() -> partition(admin, installation.topics.frames()).isr().size() == 3);
      int coordinator =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group).coordinator().id();
      beAtWork(run, installation);
      cluster.kill(coordinator);
      beAtWork(run, installation);
      cluster.start(coordinator);
      endsAsExpected(run, process);
    }
  }

  /** Returns when the predictor is in the middle of what was sent. */
  private static void beAtWork(Reference.Run run, Installation installation) {
    long before = committed(installation, 0);
    run.send(PART);
    committed(installation, before + 1);
    run.send(PART);
  }

  /** How many predictions are committed, once there are so many and a broker can be asked. */
  private static long committed(Installation installation, long least) {
    return await()
        .ignoreExceptions()
        .until(() -> installation.committed(installation.topics.predictions()), n -> n >= least);
  }

  private static void endsAsExpected(Reference.Run run, PredictorProcess process) throws Exception {
    try {
      run.endsAsExpected();
    } catch (AssertionError | ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "\n" + process.output(), e);
    }
    process.signal("TERM");
    assertThat(process.exit(Duration.ofSeconds(30))).as(process.output()).isZero();
  }

  private static ConditionFactory await() {
    return Awaitility.await(reference.where()).atMost(Duration.ofSeconds(60));
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

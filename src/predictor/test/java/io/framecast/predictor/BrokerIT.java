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
 * Guarantee: restarting brokers while frames arrive does not change the predictions, scores and
 * dead letters. The predictor keeps running and logs what it waits for.
 */
@Tag("proof")
class BrokerIT {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 3;
  private static final int PART = 320;
  private static ReferenceOutput reference;

  @BeforeAll
  static void startReference() throws Exception {
    reference = new ReferenceOutput(STREAMS, 10 * PART / STREAMS, PARTITIONS);
  }

  @Test
  void restartingTheOnlyBrokerTwiceDoesNotChangeTheOutput() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX);
        PredictorProcess process = new PredictorProcess(deployment.settings())) {
      ReferenceOutput.Run run = reference.run(deployment);
      sendUntilPredicting(run, deployment);
      broker.stop();
      broker.start();
      sendUntilPredicting(run, deployment);
      broker.stop();
      awaitOutput(process, "waiting for the broker");
      broker.start();
      finishAndCheck(run, process);
    }
  }

  @Test
  void killingAndRestartingTwoOfThreeBrokersDoesNotChangeTheOutput() throws Exception {
    try (BrokerCluster cluster = BrokerCluster.launch(3);
        Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
        TestDeployment deployment =
            new TestDeployment(cluster.bootstrap(), ReferenceOutput.PREFIX);
        PredictorProcess process =
            new PredictorProcess(deployment.settings("framecast.replication", "3"))) {
      String group = deployment.settings().get("kafka.group.id").toString();
      process.awaitServing();
      ReferenceOutput.Run run = reference.run(deployment);
      sendUntilPredicting(run, deployment);
      TopicPartitionInfo frames = partition(admin, deployment.topics.frames());
      assertThat(frames.replicas()).hasSize(3);
      int leader = frames.leader().id();
      cluster.kill(leader);
      sendUntilPredicting(run, deployment);
      cluster.start(leader);
      await().until(() -> partition(admin, deployment.topics.frames()).isr().size() == 3);
      int coordinator =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group).coordinator().id();
      sendUntilPredicting(run, deployment);
      cluster.kill(coordinator);
      sendUntilPredicting(run, deployment);
      cluster.start(coordinator);
      finishAndCheck(run, process);
    }
  }

  /** Sends records, and returns while the predictor is still processing them. */
  private static void sendUntilPredicting(ReferenceOutput.Run run, TestDeployment deployment) {
    long before = committed(deployment, 0);
    run.send(PART);
    committed(deployment, before + 1);
    run.send(PART);
  }

  /** Returns the number of committed predictions, once it is at least this and a broker answers. */
  private static long committed(TestDeployment deployment, long least) {
    return await()
        .ignoreExceptions()
        .until(() -> deployment.committed(deployment.topics.predictions()), n -> n >= least);
  }

  private static void finishAndCheck(ReferenceOutput.Run run, PredictorProcess process)
      throws Exception {
    try {
      run.finishAndCheck();
    } catch (AssertionError | ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "\n" + process.output(), e);
    }
    process.signal("TERM");
    assertThat(process.exit(Duration.ofSeconds(30))).as(process.output()).isZero();
  }

  private static void awaitOutput(PredictorProcess process, String text) {
    try {
      await().until(() -> process.output().contains(text));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "\n" + process.output(), e);
    }
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

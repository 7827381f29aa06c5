package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.predictor.WireProxy.Action;
import io.framecast.topics.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guarantee: deleting the checkpoints topic does not change the predictions, scores and dead
 * letters. The predictor creates the topic again and restores streams from the frames.
 */
@Tag("proof")
class CheckpointsTopicDeletedIT {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 3;
  private static ReferenceOutput reference;

  @BeforeAll
  static void startReference() throws Exception {
    reference = new ReferenceOutput(STREAMS, 150, PARTITIONS);
  }

  @Test
  void aDeletionWhileThePredictorServesDoesNotChangeTheOutput() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX);
        PredictorProcess process = new PredictorProcess(deployment.settings()).awaitServing()) {
      ReferenceOutput.Run run = sendPart(deployment);
      delete(broker, deployment.topics.checkpoints());
      finishAndCheck(run, deployment, process);
      assertThat(process.output())
          .contains("expected topics [framecast.checkpoints], found none: they are created again");
    }
  }

  @Test
  void aDeletionWhileThePredictorIsStoppedDoesNotChangeTheOutput() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX)) {
      ReferenceOutput.Run run;
      try (PredictorProcess killed = new PredictorProcess(deployment.settings())) {
        killed.awaitServing();
        run = sendPart(deployment);
        killed.kill();
      }
      delete(broker, deployment.topics.checkpoints());
      try (PredictorProcess process = new PredictorProcess(deployment.settings())) {
        finishAndCheck(run, deployment, process);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeletionWhileThePredictorReadsCheckpointsDoesNotChangeTheOutput(boolean isRecreated)
      throws Exception {
    int port = EmbeddedBroker.freePort();
    int http = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launchBehind(port);
        WireProxy proxy = new WireProxy(port, broker.port());
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX)) {
      ReferenceOutput.Run run;
      try (PredictorProcess killed = new PredictorProcess(http, deployment.settings())) {
        killed.awaitServing();
        run = sendPart(deployment);
        killed.kill();
      }
      AtomicBoolean deleted = new AtomicBoolean();
      proxy.hook(
          request -> {
            if (request.api() == ApiKeys.FETCH
                && request.clientId().endsWith("-restore")
                && deleted.compareAndSet(false, true)) {
              delete(broker, deployment.topics.checkpoints());
              if (isRecreated) {
                createTopic(broker, deployment.topics.checkpoints());
              }
            }
            return Action.FORWARD;
          });
      try (PredictorProcess process = new PredictorProcess(http, deployment.settings())) {
        finishAndCheck(run, deployment, process);
        assertThat(process.output())
            .contains(
                isRecreated
                    ? "are gone before they were read"
                    : "expected topics [framecast.checkpoints], found none");
      }
    }
  }

  @Test
  void createsAnyOtherDeletedTopicAgain() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX);
        PredictorProcess process = new PredictorProcess(deployment.settings()).awaitServing()) {
      ReferenceOutput.Run run = sendPart(deployment);
      delete(broker, deployment.topics.scores());
      run.send(reference.size);
      deployment.read(deployment.topics.predictions(), reference.predictions);
      assertThat(deployment.read(deployment.topics.scores(), 1)).isNotEmpty();
      assertThat(process.output()).contains("expected topics [framecast.scores], found none");
    }
  }

  /** Sends part of the records, and returns while the predictor processes them. */
  private static ReferenceOutput.Run sendPart(TestDeployment deployment) throws Exception {
    ReferenceOutput.Run run = reference.run(deployment);
    run.send(reference.size / 3);
    deployment.read(deployment.topics.predictions(), 1);
    run.send(reference.size / 3);
    return run;
  }

  private static void delete(EmbeddedBroker broker, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  private static void createTopic(EmbeddedBroker broker, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      NewTopic empty = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty());
      admin.createTopics(List.of(empty)).all().get();
    }
  }

  private static void finishAndCheck(
      ReferenceOutput.Run run, TestDeployment deployment, PredictorProcess process)
      throws Exception {
    run.finishAndCheck();
    process.awaitServing();
    List<Event> primed =
        deployment.read(deployment.topics.events(), 0).stream()
            .map(record -> Event.parse(record.value()))
            .filter(event -> event.event().equals(Event.PRIMED))
            .toList();
    assertThat(primed).as(reference.where()).isNotEmpty();
    assertThat(primed).extracting(Event::stream).doesNotHaveDuplicates();
  }
}

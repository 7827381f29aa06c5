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
 * Guarantee: whoever reads predictions, scores and dead letters cannot tell that the checkpoints
 * were deleted. The topic is made again, and streams are built from the frames.
 */
@Tag("proof")
class CheckpointsTopicDeletedIT {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 3;
  private static Reference reference;

  @BeforeAll
  static void undisturbed() throws Exception {
    reference = new Reference(STREAMS, 150, PARTITIONS);
  }

  @Test
  void whileThePredictorServes() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX);
        PredictorProcess process = new PredictorProcess(installation.settings()).awaitServing()) {
      Reference.Run run = atWork(installation);
      delete(broker, installation.topics.checkpoints());
      endsAsExpected(run, installation, process);
      assertThat(process.output())
          .contains("expected topics [framecast.checkpoints], found none: they are created again");
    }
  }

  @Test
  void whileThePredictorIsAway() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX)) {
      Reference.Run run;
      try (PredictorProcess killed = new PredictorProcess(installation.settings())) {
        killed.awaitServing();
        run = atWork(installation);
        killed.kill();
      }
      delete(broker, installation.topics.checkpoints());
      try (PredictorProcess process = new PredictorProcess(installation.settings())) {
        endsAsExpected(run, installation, process);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whileThePredictorReadsThem(boolean somebodyMakesThemAgain) throws Exception {
    int port = EmbeddedBroker.freePort();
    int http = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launchBehind(port);
        WireProxy proxy = new WireProxy(port, broker.port());
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX)) {
      Reference.Run run;
      try (PredictorProcess killed = new PredictorProcess(http, installation.settings())) {
        killed.awaitServing();
        run = atWork(installation);
        killed.kill();
      }
      AtomicBoolean deleted = new AtomicBoolean();
      proxy.hook(
          request -> {
            if (request.api() == ApiKeys.FETCH
                && request.clientId().endsWith("-restore")
                && deleted.compareAndSet(false, true)) {
              delete(broker, installation.topics.checkpoints());
              if (somebodyMakesThemAgain) {
                make(broker, installation.topics.checkpoints());
              }
            }
            return Action.FORWARD;
          });
      try (PredictorProcess process = new PredictorProcess(http, installation.settings())) {
        endsAsExpected(run, installation, process);
        assertThat(process.output())
            .contains(
                somebodyMakesThemAgain
                    ? "are gone before they were read"
                    : "expected topics [framecast.checkpoints], found none");
      }
    }
  }

  @Test
  void anyOtherTopicIsMadeAgainToo() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX);
        PredictorProcess process = new PredictorProcess(installation.settings()).awaitServing()) {
      Reference.Run run = atWork(installation);
      delete(broker, installation.topics.scores());
      run.send(reference.size);
      installation.read(installation.topics.predictions(), reference.predictions);
      assertThat(installation.read(installation.topics.scores(), 1)).isNotEmpty();
      assertThat(process.output()).contains("expected topics [framecast.scores], found none");
    }
  }

  /** Returns in the middle of the footage. */
  private static Reference.Run atWork(Installation installation) throws Exception {
    Reference.Run run = reference.run(installation);
    run.send(reference.size / 3);
    installation.read(installation.topics.predictions(), 1);
    run.send(reference.size / 3);
    return run;
  }

  private static void delete(EmbeddedBroker broker, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  private static void make(EmbeddedBroker broker, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      NewTopic empty = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty());
      admin.createTopics(List.of(empty)).all().get();
    }
  }

  private static void endsAsExpected(
      Reference.Run run, Installation installation, PredictorProcess process) throws Exception {
    run.endsAsExpected();
    process.awaitServing();
    List<Event> primed =
        installation.read(installation.topics.events(), 0).stream()
            .map(record -> Event.parse(record.value()))
            .filter(event -> event.event().equals(Event.PRIMED))
            .toList();
    assertThat(primed).as(reference.where()).isNotEmpty();
    assertThat(primed).extracting(Event::stream).doesNotHaveDuplicates();
  }
}

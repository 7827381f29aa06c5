package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.predictor.WireProxy.Action;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/**
 * Kills one of two predictors in the middle of a transaction, and checks that the output does not
 * change.
 */
final class Takeover {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 4;
  private static final int TRANSACTION = 3; // the killed predictor's last one
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final ReferenceOutput reference = new ReferenceOutput(STREAMS, 150, PARTITIONS);

  Takeover() throws Exception {}

  /**
   * Returns the seconds from the kill to the first prediction for a partition of the killed
   * predictor.
   *
   * @param refused the requests that the broker never answers
   */
  double seconds(Set<ApiKeys> refused) throws Exception {
    int port = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launchBehind(port);
        WireProxy proxy = new WireProxy(port, broker.port());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX)) {
      Map<String, Object> settings = deployment.settings("framecast.partitions", "" + PARTITIONS);
      String group = settings.get("kafka.group.id").toString();
      try (PredictorProcess dying = started(settings);
          PredictorProcess living = started(settings)) {
        dying.awaitServing();
        living.awaitServing();
        String id = "-" + dying.port;
        Set<TopicPartition> taken =
            Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> partitions(admin, group, id), found -> found.size() == 2);
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> partitions(admin, group, "-" + living.port).size() == 2);
        CompletableFuture<Long> death = new CompletableFuture<>();
        AtomicInteger transactions = new AtomicInteger(TRANSACTION);
        proxy.hook(
            request -> {
              if (request.api() == ApiKeys.END_TXN
                  && request.clientId().endsWith(id)
                  && transactions.decrementAndGet() == 0) {
                dying.kill();
                death.complete(System.nanoTime());
                return Action.DROP;
              }
              return refused.contains(request.api()) ? Action.DROP : Action.FORWARD;
            });
        ReferenceOutput.Run run = reference.run(deployment);
        run.send(reference.size);
        long killed = death.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        awaitNextAnswer(broker, deployment, taken);
        double seconds = (System.nanoTime() - killed) / 1e9;
        run.finishAndCheck();
        return seconds;
      }
    }
  }

  private static PredictorProcess started(Map<String, Object> settings) {
    return PredictorProcess.asShipped(EmbeddedBroker.freePort(), settings);
  }

  /**
   * Returns the partitions that the group has assigned to the member with this client id suffix.
   */
  private static Set<TopicPartition> partitions(Admin admin, String group, String id)
      throws Exception {
    for (MemberDescription member :
        admin.describeConsumerGroups(List.of(group)).all().get().get(group).members()) {
      if (member.clientId().endsWith(id)) {
        return member.assignment().topicPartitions();
      }
    }
    return Set.of();
  }

  private void awaitNextAnswer(
      EmbeddedBroker broker, TestDeployment deployment, Set<TopicPartition> frames) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> answers =
          frames.stream()
              .map(p -> new TopicPartition(deployment.topics.predictions(), p.partition()))
              .toList();
      consumer.assign(answers);
      consumer.seekToEnd(answers); // to the killed predictor's open transaction
      Awaitility.await(reference.where())
          .atMost(PATIENCE)
          .until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
    }
  }
}

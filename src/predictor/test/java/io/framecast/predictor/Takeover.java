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
 * One of two predictors dies in the middle of a transaction, and whoever reads their answers cannot
 * tell.
 */
final class Takeover {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 4;
  private static final int TRANSACTION = 3; // of the one that dies, which is its last
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Reference reference = new Reference(STREAMS, 150, PARTITIONS);

  Takeover() throws Exception {}

  /**
   * From the kill to the other one's first answer for a stream of the dead one.
   *
   * @param refused what the broker answers nobody
   */
  double seconds(Set<ApiKeys> refused) throws Exception {
    int port = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launchBehind(port);
        WireProxy proxy = new WireProxy(port, broker.port());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX)) {
      Map<String, Object> settings = installation.settings("framecast.partitions", "" + PARTITIONS);
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
        Reference.Run run = reference.run(installation);
        run.send(reference.size);
        long killed = death.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        awaitNextAnswer(broker, installation, taken);
        double seconds = (System.nanoTime() - killed) / 1e9;
        run.endsAsExpected();
        return seconds;
      }
    }
  }

  private static PredictorProcess started(Map<String, Object> settings) {
    return PredictorProcess.asShipped(EmbeddedBroker.freePort(), settings);
  }

  /** Partitions that the group has given to the member whose client has an id like that. */
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
      EmbeddedBroker broker, Installation installation, Set<TopicPartition> frames) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> answers =
          frames.stream()
              .map(p -> new TopicPartition(installation.topics.predictions(), p.partition()))
              .toList();
      consumer.assign(answers);
      consumer.seekToEnd(answers); // to the dead one's open transaction
      Awaitility.await(reference.where())
          .atMost(PATIENCE)
          .until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
    }
  }
}

package io.framecast.console.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.UnreadableRecords;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ForecastFollowerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TOPIC = ViewRecords.TOPICS.forecasts();

  private final AtomicLong clock = new AtomicLong();
  private final ForecastDemand demand = new ForecastDemand(clock::get);
  private final TopicView view =
      new TopicView(
          ViewRecords.TOPICS,
          FrameLimits.DEFAULT,
          1 << 20,
          System::currentTimeMillis,
          new UnreadableRecords());

  @Test
  void readsForecastsOnlyWhileThereIsADemand() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch()) {
      Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrap());
      try (Admin admin = Admin.create(settings)) {
        TopicLayout.createMissing(
            admin, new TopicPlan(ViewRecords.TOPICS, 4, -1, FrameLimits.DEFAULT, true));
      }
      try (ForecastFollower follower = new ForecastFollower(settings, TOPIC, view, demand);
          KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
        follower.start();
        publish(producer, 2);
        await().atMost(PATIENCE).until(() -> view.counts().forecasts() == 1);

        clock.addAndGet(ForecastDemand.KEPT.toNanos());
        AtomicLong last = new AtomicLong();
        await("what is published is not read any more")
            .atMost(PATIENCE)
            .during(Duration.ofSeconds(1))
            .until(
                () -> {
                  publish(producer, 3);
                  long read = view.counts().forecasts();
                  return last.getAndSet(read) == read;
                });
        long paused = view.counts().forecasts();
        demand.note();
        await().atMost(PATIENCE).until(() -> view.counts().forecasts() > paused);
        assertThat(view.counts().unrecognized()).isZero();
      }
    }
  }

  private static void publish(KafkaProducer<byte[], byte[]> producer, int lead) throws Exception {
    ConsumerRecord<byte[], byte[]> forecast = ViewRecords.forecast("cam", 0, lead);
    producer
        .send(
            new ProducerRecord<>(
                TOPIC, 2, "cam".getBytes(UTF_8), forecast.value(), forecast.headers()))
        .get();
  }
}

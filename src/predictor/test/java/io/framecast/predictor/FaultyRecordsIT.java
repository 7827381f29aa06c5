package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameLimits;
import io.framecast.squares.World;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: a million mutated records do not end the predictor's process. Each record has one
 * result, each refused record has one dead letter, and the other streams' predictions stay
 * byte-identical. {@code mvn -Psoak verify} runs it, with {@code -Dtest.mutations=1000000}.
 */
@Tag("soak")
class FaultyRecordsIT {
  private static final int MUTATIONS = Integer.getInteger("test.mutations", 1_000_000);
  private static final int VICTIMS = 24;
  private static final int GOOD = 3;
  private static final int GOOD_EVERY = 200;
  private static final int PARTITIONS = 3;
  private static final int LARGEST_SIDE = 4_096;
  private static final int AHEAD = 20_000;

  private final long seed = Long.getLong("test.seed", System.nanoTime());
  private final String where = "seed " + seed;
  private final World world = new World(seed, World.Mode.BOUNCE, 1, 24, 40);
  private final Map<String, Integer> reasons = new TreeMap<>();
  private long refused;
  private long predicted;
  private int goodFrames;

  @Test
  void mutatedRecordsStopNothingLoseNothingAndDoNotChangeOtherStreams() throws Exception {
    Weights weights = Weights.initial(Configuration.squares(), 7);
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), "mutated.", weights);
        PredictorProcess predictor =
            PredictorProcess.asShipped(
                    EmbeddedBroker.freePort(),
                    deployment.settings(
                        "framecast.limits.height",
                        LARGEST_SIDE,
                        "framecast.limits.width",
                        LARGEST_SIDE,
                        "framecast.partitions",
                        PARTITIONS),
                    "-Xmx256m", // less than the largest frame needs
                    "-XX:+UseSerialGC")
                .awaitServing()) {
      long pid = predictor.pid();
      long begin = System.nanoTime();
      long sent = send(broker.bootstrap(), deployment, predictor);
      Awaitility.await(where)
          .atMost(Duration.ofMinutes(20))
          .until(() -> Http.counters(predictor.port).get("received") >= sent);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Map<String, Long> counters = Http.counters(predictor.port);
      System.out.println(
          String.format(
              Locale.ROOT,
              "%,d records in %.0f s, %.0f a second: %s",
              sent,
              seconds,
              sent / seconds,
              counters));
      assertThat(predictor.pid()).as(where).isEqualTo(pid);
      assertThat(Http.status(predictor.port, "/health/readiness")).as(where).isEqualTo(200);
      assertThat(counters.get("received")).as(where).isEqualTo(sent);
      assertThat(
              counters.get("predicted")
                  + counters.get("skipped")
                  + counters.get("duplicate")
                  + counters.get("refused")
                  + counters.get("ended"))
          .as("%s: %s", where, counters)
          .isEqualTo(sent);
      assertThat(counters).as(where).containsEntry("batches_aborted", 0L);
      checkDeadLetters(broker.bootstrap(), deployment);
      System.out.println(reasons);
      assertThat(predictor.output()).as(where).doesNotContain("ERROR");
      assertThat(refused).as(where).isEqualTo(counters.get("refused"));
      checkOtherStreams(broker.bootstrap(), deployment);
      assertThat(predicted).as(where).isEqualTo(counters.get("predicted"));
    }
  }

  /** Sends mutations, mixed with the frames of good streams, and returns how many. */
  private long send(String bootstrap, TestDeployment deployment, PredictorProcess predictor)
      throws Exception {
    FaultyRecords faulty = new FaultyRecords(new Random(seed), LARGEST_SIDE);
    AtomicReference<Exception> failure = new AtomicReference<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "linger.ms",
            20,
            "batch.size",
            256 << 10,
            "max.request.size",
            4 << 20);
    long sent = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      String topic = deployment.topics.frames();
      for (int i = 0; i < MUTATIONS; i++) {
        FaultyRecords.Faulty one = faulty.next("victim" + i % VICTIMS, System.currentTimeMillis());
        byte[] value = one.value();
        if (value != null && value.length > 900_000) {
          continue; // the broker's limit; another test covers the predictor's own
        }
        long time = Math.min(one.timestamp(), System.currentTimeMillis()); // brokers require it
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(topic, i % PARTITIONS, time, one.key(), value, one.headers());
        Future<?> ignored = producer.send(record, (at, e) -> failure.compareAndSet(null, e));
        sent++;
        if (i % GOOD_EVERY == 0) {
          for (int s = 0; s < GOOD; s++) {
            byte[] key = ("good" + s).getBytes(UTF_8);
            ignored = producer.send(new ProducerRecord<>(topic, s, key, good(s, goodFrames)));
            sent++;
          }
          goodFrames++;
        }
        if (i % AHEAD == AHEAD - 1) {
          long enough = sent - AHEAD;
          Awaitility.await(where)
              .atMost(Duration.ofMinutes(10))
              .until(() -> Http.counters(predictor.port).get("received") >= enough);
        }
      }
    }
    assertThat(failure.get()).as(where).isNull();
    return sent;
  }

  private byte[] good(int stream, int n) {
    return Encoding.PNG8.encode(world.noisy(stream, n));
  }

  private void checkDeadLetters(String bootstrap, TestDeployment deployment) {
    Set<String> places = new HashSet<>();
    read(
        bootstrap,
        deployment.topics.deadLetters(),
        letter -> {
          refused++;
          reasons.merge(
              HeaderText.text(letter.headers(), FrameHeaders.ERROR_CLASS), 1, Integer::sum);
          String place =
              HeaderText.text(letter.headers(), FrameHeaders.ORIGINAL_PARTITION)
                  + "@"
                  + HeaderText.text(letter.headers(), FrameHeaders.ORIGINAL_OFFSET);
          assertThat(places.add(place)).as("%s: %s", where, place).isTrue();
        });
  }

  private void checkOtherStreams(String bootstrap, TestDeployment deployment) throws Exception {
    Map<String, Integer> seen = new HashMap<>();
    FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
    try (Step step = new Step(deployment.weights);
        States states = new States(deployment.weights.configuration())) {
      read(
          bootstrap,
          deployment.topics.predictions(),
          record -> {
            predicted++;
            Prediction prediction = Prediction.of(record);
            if (prediction.stream().startsWith("good")) {
              int n = seen.merge(prediction.stream(), 1, Integer::sum) - 1;
              int s = Integer.parseInt(prediction.stream().substring(4));
              assertThat(prediction.framesSeen()).as(where).isEqualTo(n + 1);
              Frame next = step.next(states.of(s), decoded(decoder, good(s, n)));
              assertThat(prediction.value())
                  .as("%s: %s", where, prediction.source())
                  .isEqualTo(Encoding.PNG8.encode(next));
            }
          });
    }
    assertThat(seen.values()).as(where).hasSize(GOOD).containsOnly(goodFrames);
  }

  private static Frame decoded(FrameDecoder decoder, byte[] value) {
    try {
      return decoder.decode(value, null).frame();
    } catch (io.framecast.frames.RefusedFrameException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Holds the states of the good streams. */
  private static final class States implements AutoCloseable {
    private final Configuration configuration;
    private final Map<Integer, State> states = new HashMap<>();

    States(Configuration configuration) {
      this.configuration = configuration;
    }

    State of(int stream) {
      return states.computeIfAbsent(stream, s -> State.zero(configuration, 24, 40));
    }

    @Override
    public void close() {
      states.values().forEach(State::close);
    }
  }

  /** Reads all committed records one by one, since they do not fit into memory together. */
  private static void read(
      String bootstrap, String topic, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(to);
      }
    }
  }
}

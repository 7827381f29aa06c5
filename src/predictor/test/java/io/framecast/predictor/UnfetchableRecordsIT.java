package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.frames.FrameHeaders;
import io.framecast.squares.World;
import io.framecast.topics.HeaderText;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guarantee: records that a Kafka client cannot fetch cost at most themselves. They are small on
 * the broker and decompress to more than the heap, together or alone, or they are damaged.
 */
class UnfetchableRecordsIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final int PARTITIONS = 3;
  private static final String MARK = "what is to be damaged";

  private final World world = new World(11, World.Mode.BOUNCE, 1, 24, 40);

  @Tag("proof")
  @Test
  void recordsThatDecompressToMoreThanTheHeapLoseOnlyThemselves() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), "compressed.");
        KafkaProducer<byte[], byte[]> compressing = compressing(broker.bootstrap())) {
      Map<String, Object> settings = deployment.settings("framecast.partitions", PARTITIONS);
      int port = EmbeddedBroker.freePort();
      String[] heap = {"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};
      int unpacked;
      try (PredictorProcess predictor =
          PredictorProcess.asShipped(port, settings, heap).awaitServing()) {
        long pid = predictor.pid();
        sendFrames(deployment, 0, 5);
        unpacked = send(compressing, deployment.topics.frames());
        sendFrames(deployment, 5, 10);
        deployment.await(port, 10 * PARTITIONS + unpacked);
        send(compressing, deployment.topics.models());
        send(compressing, deployment.topics.checkpoints());
        sendFrames(deployment, 10, 15);
        deployment.await(port, 15 * PARTITIONS + unpacked);
        assertThat(predictor.pid()).isEqualTo(pid);
        assertThat(Http.status(port, "/health/readiness")).isEqualTo(200);
        assertThat(predictor.output()).doesNotContain(" ERROR ");
        predictor.kill();
      }
      try (PredictorProcess again =
          PredictorProcess.asShipped(port, settings, heap).awaitServing()) {
        sendFrames(deployment, 15, 20);
        try (PredictionCounter answers =
            new PredictionCounter(broker.bootstrap(), deployment.topics.predictions())) {
          answers.await(20 * PARTITIONS);
          answers.readToEnd();
          assertThat(answers.byStream().values()).hasSize(PARTITIONS).containsOnly(20L);
        }
        assertThat(again.output()).doesNotContain(" ERROR ");
      }
      List<ConsumerRecord<byte[], byte[]>> letters =
          deployment.read(deployment.topics.deadLetters(), unpacked);
      Set<String> places = new HashSet<>();
      List<String> reasons = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> letter : letters) {
        places.add(
            HeaderText.text(letter.headers(), FrameHeaders.ORIGINAL_PARTITION)
                + "@"
                + HeaderText.text(letter.headers(), FrameHeaders.ORIGINAL_OFFSET));
        reasons.add(HeaderText.text(letter.headers(), FrameHeaders.ERROR_MESSAGE));
      }
      assertThat(letters).hasSize(unpacked);
      assertThat(places).hasSize(unpacked);
      assertThat(reasons)
          .filteredOn(reason -> reason.startsWith("expected a record that the heap can hold"))
          .hasSize(1);
    }
  }

  @Test
  void aDamagedBatchLosesOnlyItsOwnRecords(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launchOn(EmbeddedBroker.freePort(), directory);
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), "damaged.")) {
      Map<String, Object> settings = deployment.settings("framecast.partitions", PARTITIONS);
      int port = EmbeddedBroker.freePort();
      try (PredictorProcess predictor = new PredictorProcess(port, settings).awaitServing()) {
        sendFrames(deployment, 0, 3);
        deployment.await(port, 3 * PARTITIONS);
        predictor.kill();
      }
      deployment.send(0, "other".getBytes(UTF_8), MARK.getBytes(UTF_8));
      deployment.flush();
      sendFrames(deployment, 3, 6);
      damage(directory.resolve(deployment.topics.frames() + "-0"));
      try (PredictorProcess predictor = new PredictorProcess(port, settings).awaitServing()) {
        deployment.await(port, 3 * PARTITIONS + 1);
        assertThat(predictor.output()).doesNotContain(" ERROR ");
      }
      try (PredictionCounter answers =
          new PredictionCounter(broker.bootstrap(), deployment.topics.predictions())) {
        answers.await(6 * PARTITIONS);
        assertThat(answers.byStream().values()).hasSize(PARTITIONS).containsOnly(6L);
      }
      List<ConsumerRecord<byte[], byte[]>> letters =
          deployment.read(deployment.topics.deadLetters(), 1);
      assertThat(letters).hasSize(1);
      assertThat(HeaderText.text(letters.get(0).headers(), FrameHeaders.ORIGINAL_OFFSET))
          .isEqualTo("3");
      assertThat(HeaderText.text(letters.get(0).headers(), FrameHeaders.ERROR_MESSAGE))
          .startsWith("expected a record that the Kafka client can read, found: Record batch");
    }
  }

  /** Changes a byte of the marked record in the broker's log file. */
  private static void damage(Path partition) throws Exception {
    Path segment = partition.resolve("00000000000000000000.log");
    int at = new String(Files.readAllBytes(segment), ISO_8859_1).indexOf(MARK);
    assertThat(at).isPositive();
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {'#'}), at);
    }
  }

  private void sendFrames(TestDeployment deployment, int from, int to) throws Exception {
    for (int n = from; n < to; n++) {
      for (int s = 0; s < PARTITIONS; s++) {
        deployment.send(s, ("cam" + s).getBytes(UTF_8), Encoding.PNG8.encode(world.noisy(s, n)));
      }
    }
    deployment.flush();
  }

  /** Sends compressible records, the last larger than the heap, and returns how many. */
  private static int send(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
    List<Future<?>> sent = new ArrayList<>();
    for (int size : new int[] {8, 40, 300}) {
      byte[] zeros = new byte[size * MEBIBYTE];
      for (int bytes = 0; bytes < 400 && (size < 300 || bytes == 0); bytes += size) {
        sent.add(producer.send(new ProducerRecord<>(topic, 0, "zeros".getBytes(UTF_8), zeros)));
      }
    }
    for (Future<?> one : sent) {
      one.get();
    }
    return sent.size();
  }

  private static KafkaProducer<byte[], byte[]> compressing(String bootstrap) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "compression.type",
            "zstd",
            "linger.ms",
            50,
            "max.request.size",
            400 * MEBIBYTE,
            "buffer.memory",
            800L * MEBIBYTE,
            "delivery.timeout.ms",
            300_000,
            "max.block.ms",
            300_000),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}

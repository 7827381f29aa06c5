package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static io.framecast.trainer.verify.StreamFixture.FILLED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.verify.StreamFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool against a broker; frames and predictions are written by hand. */
class VerifyIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static HandWrittenTopics topics;

  @TempDir private Path folder;
  private final String prefix = "t" + NUMBER.incrementAndGet();
  private final String frames = prefix + ".frames";
  private final String predictions = prefix + ".predictions";
  private final StreamFixture log = new StreamFixture(frames, 1, "cam", 10, 12);

  @BeforeAll
  static void start() {
    topics = HandWrittenTopics.launch();
  }

  @AfterAll
  static void stop() {
    topics.close();
  }

  @Test
  void whatHoldsIsOneLine() throws Exception {
    log.answeredFrames(3).in(Encoding.PNG8).frame(5).answered(0, 1, 2, FILLED, FILLED, 5);
    log.record("other", new byte[] {1}).record("cam", null).frame(6).frame(7).answered(6, 7);
    topics.create(3, frames, predictions);
    topics.send(log);
    // readers of committed records do not see this one
    topics.abort(log.predictions.get(1).toRecord(predictions));
    publish(log);
    assertThat(verify("cam"))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "0 cam: 5 predictions hold, from %s-1@0 to @7; 1 accepted frame between them has none\n",
                frames));
  }

  @Test
  void theFirstDifferenceIsNamedAndOnlyWhereItIsAskedAbout() throws Exception {
    log.answeredFrames(6).tamper(3, 130).tamper(4, 130);
    topics.create(3, frames, predictions);
    topics.send(log);
    publish(log);
    String difference =
        String.format(
            Locale.ROOT,
            "1 %s-1@3: expected the 608 bytes that %s gives after the last 4 frames, found 608 that differ at byte 130\n",
            frames,
            StreamFixture.WEIGHTS.version());
    assertThat(verify("cam")).isEqualTo(difference);
    assertThat(verify("cam", "--from", 3)).isEqualTo(difference);
    assertThat(verify("cam", "--to", 2)).startsWith("0 cam: 3 predictions hold");
    assertThat(verify("cam", "--from", 5, "--to", 5))
        .isEqualTo(
            String.format(Locale.ROOT, "0 cam: 1 prediction holds, from %s-1@5 to @5\n", frames));
  }

  @Test
  void reportsWhatIsMissingInOneSentence() throws Exception {
    log.answeredFrames(4);
    assertThat(verify("cam"))
        .isEqualTo(
            String.format(
                Locale.ROOT, "1 topic %s does not exist at %s\n", frames, topics.bootstrap()));
    topics.create(3, frames, predictions);
    topics.send(log);
    publish(log);
    assertThat(verify("unknown"))
        .isEqualTo(
            String.format(
                Locale.ROOT, "1 expected predictions of unknown in %s, found none\n", predictions));
    assertThat(verify("cam", "--from", 4))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "1 expected predictions of cam in %s after frames 4 to the newest, found none\n",
                predictions));
    assertThat(
            run(
                "verify",
                "--bootstrap",
                topics.bootstrap(),
                "--stream",
                "cam",
                "--frames-topic",
                frames,
                "--predictions-topic",
                predictions))
        .startsWith("1 " + frames + "-1@0: expected a prediction of known weights (")
        .endsWith(
            "found one of " + StreamFixture.WEIGHTS.version() + "; --weights FILE adds some\n");
    topics.delete(new TopicPartition(frames, 1), 2);
    assertThat(verify("cam"))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "1 cam: expected the frames of 4 predictions in %s, found that it has lost them: none can be checked\n",
                frames));
  }

  @Test
  void aBrokerThatDoesNotAnswerIsOneSentence() throws Exception {
    Path config = Files.writeString(folder.resolve("kafka"), "default.api.timeout.ms=1000");
    String address = "127.0.0.1:" + EmbeddedBroker.freePort();
    assertThat(run("verify", "--bootstrap", address, "--stream", "cam", "--kafka-config", config))
        .startsWith("1 Kafka broker " + address + " did not answer within 1 s: ")
        .hasLineCount(1);
  }

  @Test
  void theEnvironmentMayHaveTheSettingsOfItsClients() throws Exception {
    String address = "127.0.0.1:" + EmbeddedBroker.freePort();
    assertThat(
            process(
                Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS", address,
                    "KAFKA_DEFAULT_API_TIMEOUT_MS", "1000",
                    "KAFKA_HEAP_OPTS", "-Xmx1g")))
        .startsWith("1 Kafka broker " + address + " did not answer within 1 s: ")
        .hasLineCount(1);
    assertThat(
            process(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", address, "KAFKA_SECURITY_PROTOCOL", "SECRET")))
        .startsWith("2 KAFKA_SECURITY_PROTOCOL: expected what a Kafka client takes, found: ")
        .hasLineCount(1);
  }

  private static String process(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TrainerCli.class.getName(),
                "verify",
                "--stream",
                "cam")
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() + " " + said;
  }

  @Test
  void findsVersionsInTheRegistry() throws Exception {
    log.answeredFrames(3);
    String models = prefix + ".models";
    topics.create(3, frames, predictions, models);
    topics.send(log);
    publish(log);
    new ModelRegistry(topics.settings(), Topics.withPrefix(prefix + "."))
        .publish(StreamFixture.WEIGHTS.toBytes());
    assertThat(
            run(
                "verify",
                "--bootstrap",
                topics.bootstrap(),
                "--stream",
                "cam",
                "--frames-topic",
                frames,
                "--predictions-topic",
                predictions,
                "--models-topic",
                models))
        .startsWith("0 cam: 3 predictions hold");
  }

  @Test
  void recordsThatAreNoPredictionsArePassedOver() throws Exception {
    log.answeredFrames(2);
    topics.create(3, frames, predictions);
    topics.send(log);
    byte[] cam = "cam".getBytes(UTF_8);
    ProducerRecord<byte[], byte[]> good = log.predictions.get(1).toRecord(predictions);
    topics.publish(
        List.of(
            new ProducerRecord<>(predictions, 0, cam, new byte[1]),
            new ProducerRecord<>(predictions, 1, cam, null),
            new ProducerRecord<>(predictions, 1, cam, new byte[1], good.headers()),
            new ProducerRecord<>(predictions, 2, cam, new byte[1], good.headers())));
    publish(new StreamFixture("elsewhere", 1, "cam", 10, 12).answeredFrames(1));
    assertThat(verify("cam"))
        .startsWith(
            String.format(
                Locale.ROOT,
                "1 expected predictions of cam in %s, found none; 5 records of ",
                predictions));
    publish(log);
    String[] lines = verify("cam").split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[0])
        .isEqualTo(
            String.format(Locale.ROOT, "0 cam: 2 predictions hold, from %s-1@0 to @1", frames));
    assertThat(lines[1])
        .startsWith(
            String.format(
                Locale.ROOT,
                "5 records of %s are no predictions: skipped, the first at ",
                predictions))
        .contains(": expected ", "found ");
  }

  @Test
  void aRecordThatReplacesAPredictionIsAMismatch() throws Exception {
    log.answeredFrames(3).tamper(1, 0);
    topics.create(3, frames, predictions);
    topics.send(log);
    publish(log);
    assertThat(verify("cam"))
        .startsWith(
            String.format(
                Locale.ROOT,
                "1 %s-1@1: expected its prediction, found only a record at %s-1@1 that is none: expected ",
                frames,
                predictions));
  }

  @Test
  void predictionsThatAreNotInOnePartitionHaveNoOrder() throws Exception {
    log.answeredFrames(2);
    topics.create(3, frames, predictions);
    topics.send(log);
    publish(log);
    ProducerRecord<byte[], byte[]> one = log.predictions.get(1).toRecord(predictions);
    topics.publish(
        List.of(new ProducerRecord<>(predictions, 2, one.key(), one.value(), one.headers())));
    assertThat(verify("cam"))
        .startsWith(String.format(Locale.ROOT, "1 %s-1@", frames))
        .contains("expected its prediction in " + predictions, " as others, found it in ");
  }

  @Test
  void framesOfOneKeyInTwoPartitionsAreTwoStreams() throws Exception {
    log.answeredFrames(3);
    StreamFixture other = new StreamFixture(frames, 2, "cam", 24, 40).answeredFrames(2);
    topics.create(3, frames, predictions);
    topics.send(log);
    topics.send(other);
    publish(log);
    publish(other);
    assertThat(verify("cam"))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "0 cam: 3 predictions hold, from %s-1@0 to @2, and 2 predictions hold, from %s-2@0 to @1\n",
                frames,
                frames));
  }

  @Test
  void predictionsMayHaveBeenCopiedToATopicOfOnePartition() throws Exception {
    log.answeredFrames(3);
    topics.create(3, frames);
    topics.send(log);
    topics.create(1, predictions);
    List<ProducerRecord<byte[], byte[]>> copies = new ArrayList<>();
    for (Prediction prediction : log.predictions) {
      ProducerRecord<byte[], byte[]> r = prediction.toRecord(predictions);
      copies.add(new ProducerRecord<>(predictions, 0, r.key(), r.value(), r.headers()));
    }
    topics.publish(copies);
    assertThat(verify("cam")).startsWith("0 cam: 3 predictions hold");
  }

  private String verify(String stream, Object... more) throws Exception {
    Path weights = Files.write(folder.resolve("weights"), StreamFixture.WEIGHTS.toBytes());
    List<Object> all = new ArrayList<>(List.of("verify", "--bootstrap", topics.bootstrap()));
    all.addAll(List.of("--stream", stream, "--weights", weights));
    all.addAll(List.of("--frames-topic", frames, "--predictions-topic", predictions));
    all.addAll(List.of(more));
    return run(all.toArray());
  }

  private void publish(StreamFixture log) throws Exception {
    topics.publish(log.predictions.stream().map(one -> one.toRecord(predictions)).toList());
  }
}

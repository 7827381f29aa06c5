package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import io.framecast.trainer.verify.StreamFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool against a broker with a topic of forecasts. */
class VerifyForecastsIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static HandWrittenTopics topics;

  @TempDir private Path folder;
  private final String prefix = "t" + NUMBER.incrementAndGet();
  private final String frames = prefix + ".frames";
  private final String predictions = prefix + ".predictions";
  private final String forecasts = prefix + ".forecasts";
  private final StreamFixture log = new StreamFixture(frames, 1, "cam", 10, 12).ahead(3);

  @BeforeAll
  static void start() {
    topics = HandWrittenTopics.launch();
  }

  @AfterAll
  static void stop() {
    topics.close();
  }

  @Test
  void theyAreCountedBesideThePredictions() throws Exception {
    log.answeredFrames(4);
    StreamFixture other = new StreamFixture(frames, 2, "cam", 24, 40).answeredFrames(2);
    topics.create(3, frames, predictions, forecasts);
    topics.send(log);
    topics.send(other);
    publish(log);
    publish(other);
    assertThat(verify(forecasts))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "0 cam: 4 predictions and 8 forecasts hold, from %s-1@0 to @3, and 2 predictions hold, from %s-2@0 to @1\n",
                frames,
                frames));
  }

  @Test
  void theFirstDifferenceIsNamed() throws Exception {
    log.answeredFrames(3);
    log.forecasts.get(3).value()[130] ^= 1;
    topics.create(3, frames, predictions, forecasts);
    topics.send(log);
    publish(log);
    assertThat(verify(forecasts))
        .startsWith("1 " + frames + "-1@1: forecast of lead 3: expected the 608 bytes that ")
        .hasLineCount(1);
  }

  @Test
  void forecastsOfAPartitionWithoutPredictionsAreAMismatch() throws Exception {
    log.answeredFrames(2);
    StreamFixture other = new StreamFixture(frames, 2, "cam", 24, 40).ahead(2).answeredFrames(1);
    other.predictions.clear();
    topics.create(3, frames, predictions, forecasts);
    topics.send(log);
    topics.send(other);
    publish(log);
    publish(other);
    assertThat(verify(forecasts))
        .isEqualTo(
            "1 "
                + frames
                + "-2@0: forecast of lead 2: expected a prediction of its frame too, found none\n");
  }

  @Test
  void retentionMayHaveRemovedOlderRecordsOfEachTopic() throws Exception {
    log.answeredFrames(5);
    topics.create(3, frames, predictions, forecasts);
    topics.send(log);
    publish(log);
    topics.delete(new TopicPartition(predictions, 1), 2);
    assertThat(verify(forecasts))
        .startsWith("0 cam: 3 predictions and 6 forecasts hold")
        .contains("; 4 forecasts cannot be checked");
    topics.delete(new TopicPartition(forecasts, 1), 7);
    assertThat(verify(forecasts))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "0 cam: 3 predictions and 3 forecasts hold, from %s-1@2 to @4\n",
                frames));
  }

  @Test
  void recordsThatAreNoForecastsArePassedOver() throws Exception {
    log.answeredFrames(2);
    topics.create(3, frames, predictions, forecasts);
    topics.send(log);
    publish(log);
    byte[] cam = "cam".getBytes(UTF_8);
    topics.publish(List.of(new ProducerRecord<>(forecasts, 0, cam, new byte[1])));
    String[] lines = verify(forecasts).split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).startsWith("0 cam: 2 predictions and 4 forecasts hold");
    assertThat(lines[1])
        .startsWith("1 record of " + forecasts + " is no forecast: skipped, the first at ");
  }

  @Test
  void theUsualTopicIsReadIfItExistsAndAnotherOneMustExist() throws Exception {
    log.ahead(1).answeredFrames(2);
    topics.create(3, frames, predictions);
    topics.send(log);
    publish(log);
    String alone =
        String.format(Locale.ROOT, "0 cam: 2 predictions hold, from %s-1@0 to @1\n", frames);
    assertThat(verify()).isEqualTo(alone);
    assertThat(verify(forecasts))
        .isEqualTo(
            String.format(
                Locale.ROOT, "1 topic %s does not exist at %s\n", forecasts, topics.bootstrap()));
    topics.create(3, forecasts, Topics.DEFAULT.forecasts());
    assertThat(verify(forecasts)).isEqualTo(alone);
    byte[] cam = "cam".getBytes(UTF_8);
    topics.publish(List.of(new ProducerRecord<>(Topics.DEFAULT.forecasts(), 0, cam, new byte[1])));
    assertThat(verify()).startsWith(alone + "1 record of framecast.forecasts is no forecast");
  }

  private String verify() throws Exception {
    return verify(List.of());
  }

  private String verify(String forecastsTopic) throws Exception {
    return verify(List.of("--forecasts-topic", forecastsTopic));
  }

  private String verify(List<String> more) throws Exception {
    Path weights = Files.write(folder.resolve("weights"), StreamFixture.WEIGHTS.toBytes());
    List<Object> all = new ArrayList<>(List.of("verify", "--bootstrap", topics.bootstrap()));
    all.addAll(List.of("--stream", "cam", "--weights", weights));
    all.addAll(List.of("--frames-topic", frames, "--predictions-topic", predictions));
    all.addAll(more);
    return run(all.toArray());
  }

  private void publish(StreamFixture stream) throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Prediction one : stream.predictions) {
      records.add(one.toRecord(predictions));
    }
    for (Prediction one : stream.forecasts) {
      records.add(one.toRecord(forecasts));
    }
    topics.publish(records);
  }
}

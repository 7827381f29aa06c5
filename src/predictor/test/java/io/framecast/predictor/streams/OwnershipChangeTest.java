package io.framecast.predictor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Tests that changes of the owner at random moments do not change the committed output. */
class OwnershipChangeTest {
  private static final long TTL = 1_000_000;

  @AutoClose private final Workers workers = new Workers(CameraRecords.WEIGHTS, 2);

  @ParameterizedTest
  @ArgumentsSource(Seeds.class)
  void ownersAndMemoryLimitsDoNotChangeAByteOfTheOutput(long seed) {
    Random random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> log = randomLog(random);
    int horizons = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(5);
    StreamFactory plenty =
        CameraRecords.factory(rules(5 + random.nextInt(40), 20 + random.nextInt(200), horizons));
    StreamFactory smallMemoryFactory = CameraRecords.smallMemoryFactory(plenty.settings(), 15_000);
    try (TestPartition undisturbed = new TestPartition(log, plenty, workers);
        TestPartition disturbed = new TestPartition(log, smallMemoryFactory, workers)) {
      while (!undisturbed.isAtEnd()) {
        undisturbed.read(1 + random.nextInt(30), true);
      }
      int owners = 0;
      while (!disturbed.isAtEnd()) {
        boolean goes = random.nextInt(4) == 0;
        disturbed.read(1 + random.nextInt(30), !goes);
        if (goes) {
          owners++;
          disturbed.assign(random.nextBoolean() ? smallMemoryFactory : plenty);
        }
      }
      disturbed.assign(plenty);
      List<RecordResult> expected = undisturbed.results();
      assertThat(owners).as("seed " + seed).isPositive();
      assertThat(disturbed.restoreOutput().events()).as("seed " + seed).isEmpty();
      assertThat(disturbed.results()).as("seed " + seed).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        assertSame(disturbed.results().get(i), expected.get(i), "seed " + seed + ", record " + i);
      }
      assertThat(disturbed.checkpointsByStream())
          .as("checkpoints follow from the log, seed " + seed)
          .isEqualTo(undisturbed.checkpointsByStream());
      assertThat(smallMemoryFactory.cache().spilled()).isPositive();
    } finally {
      smallMemoryFactory.cache().close();
    }
  }

  static void assertSame(RecordResult found, RecordResult expected, String where) {
    assertThat(found.outcome()).as(where).isEqualTo(expected.outcome());
    assertThat(found.filled()).as(where).isEqualTo(expected.filled());
    assertThat(found.event()).as(where).isEqualTo(expected.event());
    List<ProducerRecord<byte[], byte[]>> ours = readable(found);
    List<ProducerRecord<byte[], byte[]>> theirs = readable(expected);
    assertThat(ours).as(where).hasSameSizeAs(theirs);
    for (int k = 0; k < theirs.size(); k++) {
      ProducerRecord<byte[], byte[]> a = ours.get(k);
      ProducerRecord<byte[], byte[]> b = theirs.get(k);
      assertThat(a.topic()).as(where).isEqualTo(b.topic());
      assertThat(a.partition()).as(where).isEqualTo(b.partition());
      assertThat(a.key()).as(where).isEqualTo(b.key());
      assertThat(a.value()).as(where + " to " + a.topic()).isEqualTo(b.value());
      assertThat(a.headers()).as(where).isEqualTo(b.headers());
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> readable(RecordResult answer) {
    return answer.records().stream()
        .filter(r -> !r.topic().equals(Topics.DEFAULT.checkpoints()))
        .toList();
  }

  @Test
  void checkpointsAStreamAtItsFirstFrameEveryNFramesAndWhenItFallsBehind() {
    CameraRecords slow = new CameraRecords("slow", 0, 10, 12, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    log.add(slow.numbered(0));
    for (int n = 1; n < 90; n++) {
      log.add(new CameraRecords("quick", 0, 10, 12, 1).after(slow).numbered(n - 1));
      slow.skip();
    }
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(rules(30, 50)), workers)) {
      partition.read(7, true);
      assertThat(partition.streams().metadata(7))
          .hasToString("replay=0 streams=2 unsaved=0:" + hash("slow") + ",1:" + hash("quick"));
      partition.readTo(log.size());
      assertThat(partition.checkpoints())
          .extracting(r -> new String(r.key(), UTF_8))
          .containsExactly("slow", "quick", "quick", "slow", "quick", "quick");
      CommitMetadata position = partition.streams().metadata(90);
      assertThat(position.replay()).isGreaterThan(60);
      assertThat(position.streams()).isEqualTo(2);
    }
  }

  @Test
  void anEndedStreamLeavesNoCheckpoints() {
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      log.add(n == 5 ? camera.record(null) : camera.numbered(n));
    }
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(rules(3, 50)), workers)) {
      partition.read(6, true);
      assertThat(partition.streams().size()).isZero();
      assertThat(partition.checkpoints().get(partition.checkpoints().size() - 1).value()).isNull();
      partition.assign(CameraRecords.factory(rules(3, 50)));
      assertThat(partition.streams().size()).isZero();
      partition.read(2, true);
      assertThat(new WrittenRecords(partition.results()).predictions())
          .extracting(Prediction::framesSeen)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 1L, 2L);
      assertThat(new WrittenRecords(partition.results()).events()).isEmpty();
    }
  }

  @Test
  void aDamagedCheckpointResetsItsStreamWithOneEventAndAffectsNoOther() throws Exception {
    for (int kind = 0; kind < 7; kind++) {
      List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
      try (TestPartition partition =
          new TestPartition(log, CameraRecords.factory(rules(3, 50)), workers)) {
        partition.read(30, true);
        ConsumerRecord<byte[], byte[]> last = lastOf("cam0", partition.checkpoints());
        // the broker has compacted the topic
        partition.checkpoints().removeIf(one -> Arrays.equals(one.key(), last.key()));
        append(damaged(last.value(), kind), last, partition);
        partition.assign(CameraRecords.factory(rules(3, 50)));
        partition.readTo(log.size());
        partition.assign(CameraRecords.factory(rules(3, 50)));
        List<Event> events = partition.restoreOutput().events();
        assertThat(events).as("kind " + kind).hasSize(1);
        assertThat(events.get(0).event()).isEqualTo("reset");
        assertThat(events.get(0).stream()).isEqualTo("cam0");
        assertThat(events.get(0).reason()).contains("expected").contains("found");
        List<Prediction> after = new WrittenRecords(partition.results()).predictions();
        assertThat(after).hasSize(40);
        assertThat(after.stream().filter(p -> p.stream().equals("cam1")))
            .extracting(Prediction::framesSeen)
            .last()
            .isEqualTo(20L);
        assertThat(after.stream().filter(p -> p.stream().equals("cam0")))
            .extracting(Prediction::framesSeen)
            .last()
            .isEqualTo(5L);
      }
    }
  }

  @Test
  void skipsAnInvalidCheckpointIfAnEarlierOneExists() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 40);
    for (int frames : new int[] {1, 3, 30, 47}) { // one checkpoint, or more
      for (int kind = 0; kind < 8; kind++) {
        String where = "kind " + kind + " after " + frames;
        try (TestPartition undisturbed =
                new TestPartition(log, CameraRecords.factory(rules(3, 50)), workers);
            TestPartition partition =
                new TestPartition(log, CameraRecords.factory(rules(3, 50)), workers)) {
          undisturbed.readTo(log.size());
          partition.read(frames, true);
          ConsumerRecord<byte[], byte[]> last = lastOf("cam0", partition.checkpoints());
          boolean isBirth = CheckpointFormat.read(last.value()).content() == null;
          byte[] value =
              kind == 7 || isBirth ? "null".getBytes(UTF_8) : damaged(last.value(), kind);
          append(value, last, partition);
          append(value, last, partition);
          partition.assign(CameraRecords.factory(rules(3, 50)));
          while (partition.isReplaying()) {
            partition.read(7, true);
          }
          byte[] newest = lastOf("cam0", partition.checkpoints()).value();
          assertThat(CheckpointFormat.read(newest).offset())
              .as("it is written again")
              .isNotNegative();
          partition.readTo(log.size());
          partition.assign(CameraRecords.factory(rules(3, 50)));
          assertThat(partition.restoreOutput().events()).as(where).isEmpty();
          List<RecordResult> expected = undisturbed.results();
          assertThat(partition.results()).as(where).hasSameSizeAs(expected);
          for (int i = 0; i < expected.size(); i++) {
            assertSame(partition.results().get(i), expected.get(i), where + ", record " + i);
          }
        }
      }
    }
  }

  @Test
  void resetsAStreamIfTheFramesSinceItsEarlierCheckpointAreGone() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 40);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(rules(3, 50)), workers)) {
      partition.read(47, true);
      append("null".getBytes(UTF_8), lastOf("cam0", partition.checkpoints()), partition);
      partition.deleteBefore(46);
      partition.assign(CameraRecords.factory(rules(3, 50)));
      partition.readTo(log.size());
      List<Event> events = partition.restoreOutput().events();
      assertThat(events)
          .filteredOn(event -> event.stream().equals("cam0"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.event()).isEqualTo("reset");
                assertThat(event.reason()).contains("found that the log begins at 46");
              });
    }
  }

  private static void append(
      byte[] value, ConsumerRecord<byte[], byte[]> last, TestPartition partition) {
    int offset = partition.checkpoints().size();
    partition.checkpoints().add(new ConsumerRecord<>(last.topic(), 0, offset, last.key(), value));
  }

  private static byte[] damaged(byte[] good, int kind) throws Exception {
    byte[] bad = good.clone();
    switch (kind) {
      case 0 -> bad[good.length / 2] ^= 4;
      case 1 -> bad = Arrays.copyOf(good, good.length / 3);
      case 2 -> bad[5] = 2; // a newer format
      case 3 -> bad = withOther(good, new Frame(9, 12, 1, new float[9 * 12]), 0);
      case 4 -> bad = withOther(good, new Frame(10, 12, 1, new float[120]), Float.NaN);
      case 5 -> bad = withStateThatIsNotFinite(good);
      default -> bad = new byte[] {1, 2, 3};
    }
    return bad;
  }

  /**
   * Returns the checkpoint with a last number of its state that is not finite, and a right
   * checksum.
   */
  private static byte[] withStateThatIsNotFinite(byte[] good) {
    byte[] bad = good.clone();
    ByteBuffer bytes = ByteBuffer.wrap(bad);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putFloat(bad.length - Float.BYTES, Float.NaN);
    CRC32C checksum = new CRC32C();
    checksum.update(bad, 10, bad.length - 10);
    bytes.order(ByteOrder.BIG_ENDIAN).putInt(6, (int) checksum.getValue());
    return bad;
  }

  /** Returns the checkpoint with another last frame and another number in its prediction. */
  private static byte[] withOther(byte[] good, Frame last, float predicted) throws Exception {
    Checkpoint checkpoint = CheckpointFormat.read(good);
    Content content = checkpoint.content();
    float[] prediction = content.prediction().clone();
    prediction[0] = predicted;
    List<RecentFrame> recent = new ArrayList<>(content.recent());
    recent.set(recent.size() - 1, new RecentFrame(0, null, Encoding.NPY_F4.encode(last)));
    return CheckpointFormat.write(
        new Checkpoint(
            checkpoint.offset(),
            checkpoint.timestamp(),
            checkpoint.latest(),
            checkpoint.sequence(),
            checkpoint.counts(),
            checkpoint.model(),
            new Content(
                content.height(),
                content.width(),
                content.framesSeen(),
                content.published(),
                prediction,
                recent,
                content.state(),
                content.forecasts())));
  }

  @Test
  void resetsStreamsWithAnEventIfRetentionDeletedTheirFrames() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(rules(1_000, 1_000)), workers)) {
      partition.read(30, true);
      partition.deleteBefore(21);
      partition.assign(CameraRecords.factory(rules(1_000, 1_000)));
      partition.readTo(log.size());
      assertThat(partition.restoreOutput().events())
          .extracting(Event::event)
          .containsExactly("reset", "reset");
      assertThat(partition.restoreOutput().events().get(0).reason())
          .matches(
              "expected the frames of partition 0 from offset [01] on, found that the log begins at"
                  + " 21; stream reset");
      assertThat(new WrittenRecords(partition.results()).predictions())
          .extracting(Prediction::framesSeen)
          .last()
          .isEqualTo(10L);
    }
  }

  @Test
  void rebuildsLostCheckpointsFromTheLogByteForByte() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
    StreamFactory factory = CameraRecords.factory(rules(7, 1_000));
    List<RecordResult> expected;
    try (TestPartition undisturbed = new TestPartition(log, factory, workers)) {
      undisturbed.readTo(log.size());
      expected = undisturbed.results();
    }
    try (TestPartition partition = new TestPartition(log, factory, workers)) {
      partition.read(30, true);
      partition.checkpoints().clear();
      partition.assign(factory);
      partition.readTo(log.size());
      assertThat(partition.restoreOutput().events())
          .extracting(Event::reason)
          .containsOnly(
              "expected its checkpoint, found none: built from the 15 frames that the log still"
                  + " holds");
      for (int i = 0; i < expected.size(); i++) {
        assertThat(partition.results().get(i).records().get(0).value())
            .isEqualTo(expected.get(i).records().get(0).value());
      }
      partition.assign(factory);
      assertThat(partition.restoreOutput().events()).as("reported once").hasSize(2);
    }
  }

  @Test
  void aCheckpointOfAnotherModelPrimesTheStreamWithItsLastFrames() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
    Weights others = CameraRecords.OTHERS;
    try (TestPartition partition =
            new TestPartition(log, CameraRecords.factory(rules(5, 1_000)), workers);
        Workers theirs = new Workers(others, 1);
        TestPartition next =
            new TestPartition(log, CameraRecords.factory(others, rules(5, 1_000)), theirs)) {
      partition.read(30, true);
      next.continueFrom(partition);
      next.readTo(log.size());
      assertThat(next.restoreOutput().events())
          .extracting(Event::event)
          .containsExactly("swap", "swap");
      List<Prediction> predictions = new WrittenRecords(next.results()).predictions();
      assertThat(predictions).extracting(Prediction::model).containsOnly(others.version());
      Prediction last = predictions.get(predictions.size() - 1);
      assertThat(last.framesSeen()).isBetween(15L, 20L);
      assertThat(last.value())
          .isEqualTo(CameraRecords.direct(others, log, last.stream(), (int) last.framesSeen()));
    }
  }

  @Test
  void evictsAStreamAfterTheTtlWithAnEvent() {
    StreamSettings shortly =
        new StreamSettings(4, 30, 1_000, 15, Duration.ofMillis(20), OptionalInt.empty(), 1);
    CameraRecords gone = new CameraRecords("gone", 0, 10, 12, 0);
    CameraRecords lagging = new CameraRecords("lagging", 0, 10, 12, 1);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    log.add(gone.at(0, 1_000));
    for (int n = 0; n < 3_000; n++) {
      log.add(lagging.after(n == 0 ? gone : lagging).at(n, 10 + n % 2));
      if (n == 0) {
        lagging.setTime(5_000);
        log.add(lagging.record(new byte[0])); // refused, but its timestamp counts
      }
    }
    StreamFactory factory = CameraRecords.factory(shortly);
    try (TestPartition partition = new TestPartition(log, factory, workers)) {
      partition.read(3, true);
      Awaitility.await()
          .until(
              () -> {
                partition.read(1, true);
                return partition.streams().size() == 1;
              });
      assertThat(partition.streams().view("lagging")).isNotNull();
      assertThat(lastOf("gone", partition.checkpoints()).value()).isNull();
      assertThat(partition.evictions().get(0))
          .isEqualTo(
              new Event(
                  "eviction",
                  "gone",
                  "framecast.frames-0@0",
                  "expected a frame within 0.02s, found none; the stream is forgotten"));
    }
  }

  @Test
  void processesALateFrameUnderOverloadWithoutPublishingItsPrediction() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(1, 20);
    StreamSettings latest =
        new StreamSettings(4, 30, 1_000, 15, Duration.ofMillis(TTL), OptionalInt.of(5), 1);
    try (TestPartition partition = new TestPartition(log, CameraRecords.factory(latest), workers)) {
      partition.streams().updateLogEnd(20);
      partition.readTo(log.size());
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.outcomes().subList(0, 14)).containsOnly(Outcome.SKIPPED);
      assertThat(written.outcomes().subList(14, 20)).containsOnly(Outcome.PREDICTED);
      assertThat(written.predictions()).extracting(Prediction::framesSeen).first().isEqualTo(15L);
      assertThat(written.scores()).as("of published predictions only").hasSize(5);
    }
  }

  private static ConsumerRecord<byte[], byte[]> lastOf(
      String stream, List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .filter(r -> new String(r.key(), UTF_8).equals(stream))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static String hash(String stream) {
    return Integer.toHexString(stream.hashCode());
  }

  static StreamSettings rules(int frames, int records) {
    return rules(frames, records, 1);
  }

  private static StreamSettings rules(int frames, int records, int horizons) {
    return new StreamSettings(
        4, frames, records, 15, Duration.ofMillis(TTL), OptionalInt.empty(), horizons);
  }

  static List<ConsumerRecord<byte[], byte[]>> randomLog(Random random) {
    return PartitionLogs.randomLog(random, 400, TTL);
  }
}

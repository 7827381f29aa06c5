package io.framecast.predictor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.framecast.topics.Event;
import io.framecast.topics.PredictionScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Restores streams by what an earlier owner committed beside its offset. */
class RestoreFromMetadataTest {
  private static final int CHECKPOINT_FRAMES = 12;
  private final Workers workers = new Workers(CameraRecords.WEIGHTS, 1);

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void noFrameIsScoredWhosePredecessorHasNoPrediction() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(latest(5)), workers)) {
      partition.streams().updateLogEnd(log.size());
      partition.read(20, true);
      assertThat(new WrittenRecords(partition.results()).predictions()).isEmpty();
      partition.assign(CameraRecords.factory(all())); // killed, and started again with other rules
      partition.readTo(log.size());
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.predictions()).hasSize(20);
      assertThat(written.scores())
          .extracting(PredictionScore::source)
          .hasSize(18)
          .doesNotContain("framecast.frames-0@20", "framecast.frames-0@21");
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Seeds.class)
  void aRestartDuringOverloadChangesNoOutput(long seed) {
    Random random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(3, 60);
    List<String> expected;
    try (TestPartition undisturbed =
        new TestPartition(log, CameraRecords.factory(latest(5)), workers)) {
      expected = run(undisturbed, log, new Random(seed), 0);
    }
    try (TestPartition restarted =
        new TestPartition(log, CameraRecords.factory(latest(5)), workers)) {
      assertThat(run(restarted, log, new Random(seed), 1 + random.nextInt(4)))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  /** Reads with ends of the log that are near or far; returns the published records. */
  private static List<String> run(
      TestPartition partition,
      List<ConsumerRecord<byte[], byte[]>> log,
      Random random,
      int turnsOfAnOwner) {
    for (int turn = 1; partition.committed() < log.size(); turn++) {
      int records = 1 + random.nextInt(9);
      boolean isFar = random.nextBoolean();
      if (turnsOfAnOwner > 0 && turn % turnsOfAnOwner == 0) {
        partition.assign();
        while (partition.isReplaying()) {
          partition.read(5, true);
        }
      }
      partition.streams().updateLogEnd(isFar ? log.size() + 10 : 0);
      partition.read(records, true);
    }
    List<String> published = new ArrayList<>();
    WrittenRecords written = new WrittenRecords(partition.results());
    written.predictions().forEach(p -> published.add(p.source() + " " + p.framesSeen()));
    written.scores().forEach(score -> published.add(score.source() + " " + score.mse()));
    return published;
  }

  @Test
  void framesThatAreGoneResetOnlyTheStreamsThatNeedThem() {
    // the idle stream ends with a frame after which it is due for a checkpoint
    int frames = 2 * CHECKPOINT_FRAMES - Math.floorMod("idle".hashCode(), CHECKPOINT_FRAMES);
    CameraRecords idle = new CameraRecords("idle", 0, 10, 12, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < frames; n++) {
      log.add(idle.numbered(n));
    }
    CameraRecords busy = new CameraRecords("busy", 0, 10, 12, 1).after(idle);
    for (int n = 0; n < 50; n++) {
      log.add(busy.numbered(n));
    }
    try (TestPartition partition = new TestPartition(log, CameraRecords.factory(all()), workers)) {
      partition.readTo(frames + 30);
      long replay = partition.streams().metadata(partition.committed()).replay();
      assertThat(replay).as("only busy has unsaved frames").isGreaterThan(frames);
      partition.deleteBefore(replay + 1);
      partition.assign(CameraRecords.factory(all()));
      partition.readTo(log.size());
      assertThat(partition.restoreOutput().events())
          .extracting(Event::stream, Event::event)
          .containsExactly(tuple("busy", "reset"));
      assertThat(partition.streams().view("idle").frames()).isEqualTo(frames);
    }
  }

  @Test
  void framesOfManyStreamsThatAreGoneDoNotResetAStreamThatNeedsNone() {
    int frames = 2 * CHECKPOINT_FRAMES - Math.floorMod("idle".hashCode(), CHECKPOINT_FRAMES);
    CameraRecords camera = new CameraRecords("idle", 0, 10, 12, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < frames; n++) {
      log.add(camera.numbered(n));
    }
    Set<String> busy = new HashSet<>();
    for (int stream = 0; stream < DirtyStreams.MAX_FIRST; stream++) {
      String id = "busy" + stream;
      camera = new CameraRecords(id, 0, 10, 12, stream).after(camera);
      log.add(camera.numbered(0));
      log.add(camera.numbered(1));
      if (Math.floorMod(id.hashCode() + 2, CHECKPOINT_FRAMES) != 0) {
        busy.add(id); // no checkpoint is due after its two frames
      }
    }
    try (TestPartition partition = new TestPartition(log, CameraRecords.factory(all()), workers)) {
      partition.readTo(log.size());
      partition.deleteBefore(log.size());
      partition.assign(CameraRecords.factory(all()));
      partition.readTo(log.size());
      assertThat(partition.restoreOutput().events())
          .extracting(Event::stream)
          .containsExactlyInAnyOrderElementsOf(busy);
      assertThat(partition.streams().view("idle").frames()).isEqualTo(frames);
    }
  }

  @Test
  void aCheckpointOfWhichOnlyLaterPartsAreLeftResetsItsStreamAndIsRemoved() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(1, 20);
    StreamFactory inParts = CameraRecords.smallMemoryFactory(all(), 10 << 20);
    try (TestPartition partition = new TestPartition(log, inParts, workers)) {
      partition.readTo(15);
      Set<String> parts = keys(partition.checkpoints());
      assertThat(parts).as("parts of a checkpoint").hasSizeGreaterThan(1);
      partition.checkpoints().removeIf(record -> key(record).equals("cam0"));
      partition.assign(inParts);
      while (partition.isReplaying()) {
        partition.read(7, true);
      }
      assertThat(partition.restoreOutput().events())
          .extracting(Event::event)
          .containsExactly("reset");
      Set<String> removed = new HashSet<>();
      partition.checkpoints().stream()
          .filter(record -> record.value() == null)
          .forEach(record -> removed.add(key(record)));
      assertThat(removed).isEqualTo(parts);
    }
  }

  private static Set<String> keys(List<ConsumerRecord<byte[], byte[]>> records) {
    Set<String> keys = new HashSet<>();
    records.forEach(record -> keys.add(key(record)));
    return keys;
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8).replace('\0', '0');
  }

  private static StreamSettings all() {
    return OwnershipChangeTest.rules(CHECKPOINT_FRAMES, 1_000);
  }

  private static StreamSettings latest(int lag) {
    return new StreamSettings(
        4, CHECKPOINT_FRAMES, 1_000, 15, Duration.ofDays(1), OptionalInt.of(lag), 1);
  }
}

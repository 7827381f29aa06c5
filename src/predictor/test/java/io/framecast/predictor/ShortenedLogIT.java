package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.service.Service;
import io.framecast.squares.World;
import io.framecast.topics.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guarantee: if the frames log loses its end and new frames take those offsets, each frame in the
 * log has one prediction. Streams do not continue with states of lost frames.
 */
class ShortenedLogIT {
  private static final int STREAMS = 3;
  private static final int BEFORE = 20; // frames of each stream
  private static final int SINCE = 30;
  private static final long KEPT = 15; // offsets of each partition
  private static final int BATCH_HEADER = 12; // base offset and length

  private final World world = new World(3, World.Mode.BOUNCE, 1, 24, 40);
  private final FrameSender sender = new FrameSender(world, STREAMS);
  private EmbeddedBroker broker;
  private TestDeployment before;
  @TempDir Path directory;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.launchOn(EmbeddedBroker.freePort(), directory);
    before = new TestDeployment(broker.bootstrap(), "shortened.");
  }

  @AfterEach
  void stop() {
    before.close();
    broker.close();
  }

  @Test
  void aTruncationWhileThePredictorIsStoppedLosesNoPrediction() throws Exception {
    try (Service predictor = predictor(before)) {
      serve(predictor);
    }
    truncateLogs();
    try (TestDeployment after = new TestDeployment(broker.bootstrap(), "shortened.")) {
      sender.send(after, SINCE);
      after.flush();
      try (Service predictor = predictor(after)) {
        assertThat(predictor.isReady()).isTrue();
        checkEachFrameIsPredictedOnce(after);
      }
    }
  }

  @Test
  void aTruncationWhileThePredictorServesLosesNoPrediction() throws Exception {
    try (Service predictor = predictor(before)) {
      serve(predictor);
      truncateLogs();
      try (TestDeployment after = new TestDeployment(broker.bootstrap(), "shortened.")) {
        sender.send(after, SINCE);
        checkEachFrameIsPredictedOnce(after);
      }
    }
  }

  private static Service predictor(TestDeployment deployment) {
    return deployment.predictor("framecast.checkpoint.frames", 7);
  }

  private void serve(Service predictor) throws Exception {
    assertThat(predictor.isReady()).isTrue();
    for (int frame = 0; frame < BEFORE; frame++) {
      sender.send(before, 1);
      before.flush(); // a separate batch, so that the log can be cut at any offset
    }
    assertThat(before.read(before.topics.predictions(), sender.sent())).hasSize(sender.sent());
  }

  private void checkEachFrameIsPredictedOnce(TestDeployment after) throws Exception {
    List<Prediction> predictions =
        after.read(after.topics.predictions(), STREAMS * (BEFORE + SINCE)).stream()
            .map(Prediction::of)
            .toList();
    assertThat(predictions).hasSize(STREAMS * (BEFORE + SINCE));
    Map<String, Long> seen = new HashMap<>();
    Map<String, Long> sequences = new HashMap<>();
    for (Prediction prediction : predictions) {
      long sequence = prediction.sequence() - 1;
      assertThat(sequence)
          .as("the frame of " + prediction.source())
          .isEqualTo(sequences.merge(prediction.stream(), 0L, (last, one) -> last + 1));
      long framesSeen = prediction.framesSeen();
      long last = seen.getOrDefault(prediction.stream(), 0L);
      if (sequence == BEFORE) { // of a state without lost frames
        assertThat(framesSeen).as(prediction.stream()).isBetween(1L, KEPT + 1);
      } else {
        assertThat(framesSeen).as(prediction.source().toString()).isEqualTo(last + 1);
      }
      seen.put(prediction.stream(), framesSeen);
    }
    assertThat(seen).hasSize(STREAMS);
  }

  /** Restarts the broker without the last frames of each partition, as after a lost disk. */
  private void truncateLogs() throws IOException {
    broker.stop();
    int cut = 0;
    try (Stream<Path> logs = Files.list(directory)) {
      for (Path log :
          logs.filter(p -> p.getFileName().toString().startsWith(before.topics.frames() + "-"))
              .toList()) {
        cut += cut(log) ? 1 : 0;
      }
    }
    assertThat(cut).as("partitions that had more than %d frames", KEPT).isPositive();
    broker.start();
  }

  private static boolean cut(Path partition) throws IOException {
    Path segment = null;
    try (Stream<Path> files = Files.list(partition)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".log")) {
          assertThat(segment).as("one segment").isNull();
          segment = file;
        } else if (name.endsWith("index") || name.endsWith(".snapshot")) {
          Files.delete(file); // Kafka rebuilds it from the segment
        }
      }
    }
    try (FileChannel log =
        FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(BATCH_HEADER);
      for (long at = 0; at < log.size(); ) {
        log.read(header.clear(), at);
        if (header.getLong(0) >= KEPT) {
          log.truncate(at);
          return true;
        }
        at += BATCH_HEADER + header.getInt(Long.BYTES);
      }
    }
    return false;
  }
}

package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.OffsetRange;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.rounds.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainIT {
  private static final int STREAMS = 16;
  private static final int STEPS = 60;

  /** Small, so that a round takes seconds. */
  private static final Weights PARENT = Weights.initial(SmallModel.CONFIGURATION, 3);

  private static RecordedFrames frames;
  private static Manifest manifest;

  @TempDir private Path folder;

  @BeforeAll
  static void film() throws Exception {
    frames = new RecordedFrames();
    frames.record(5, 1, STREAMS, 0, 60);
    try (LogReader log = new LogReader(Map.of("bootstrap.servers", frames.bootstrap()))) {
      Map<TopicPartition, Long> middle = log.ends(Topics.DEFAULT.frames());
      frames.record(6, 2, STREAMS, 60, 210);
      List<OffsetRange> old = new ArrayList<>();
      List<OffsetRange> fresh = new ArrayList<>();
      log.ends(Topics.DEFAULT.frames())
          .forEach(
              (partition, end) -> {
                old.add(new OffsetRange(partition.partition(), 0, middle.get(partition)));
                fresh.add(new OffsetRange(partition.partition(), middle.get(partition), end));
              });
      ClipReader clips = new ClipReader(log, Topics.DEFAULT.frames(), FrameLimits.DEFAULT, 1);
      List<String> reservoir =
          clips.sample(old, stream -> !stream.equals("sim-1"), 30, 7).stream()
              .map(IndexedClip::first)
              .map(RecordPosition::toString)
              .toList();
      assertThat(reservoir).hasSizeBetween(15, 30);
      manifest = manifest(fresh, reservoir);
    }
  }

  private static Manifest manifest(List<OffsetRange> fresh, List<String> reservoir) {
    return new Manifest(
        Topics.DEFAULT.frames(),
        fresh,
        reservoir,
        PARENT.version(),
        77,
        STEPS,
        0.005,
        1,
        500,
        25,
        512,
        512,
        1 << 20,
        0);
  }

  @AfterAll
  static void stop() {
    frames.close();
  }

  /** As the service begins it, with one processor; the other runs have all of them. */
  @Test
  void resumingAKilledRoundGivesTheSameBytes() throws Exception {
    Path whole = folder.resolve("whole.safetensors");
    assertThat(retrain(whole, json(manifest))).startsWith("0 ").contains("step 60 of 60");
    Path saved = folder.resolve("saved");
    Path killed = folder.resolve("killed.safetensors");
    Process process = process(killed, saved);
    await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(saved));
    process.destroyForcibly().waitFor();
    assertThat(killed).doesNotExist();
    process = process(killed, saved);
    assertThat(process.waitFor()).isZero();
    assertThat(Weights.read(killed).version()).isEqualTo(Weights.read(whole).version());

    Weights learned = Weights.read(whole);
    assertThat(learned.provenance())
        .containsEntry("parent", PARENT.version())
        .containsEntry("manifest", manifest.toJson());
    // the weights file is a manifest, too
    Path again = folder.resolve("again.safetensors");
    assertThat(retrain(again, whole)).startsWith("0 ");
    assertThat(Weights.read(again).version()).isEqualTo(learned.version());
  }

  private Process process(Path out, Path saved) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:ActiveProcessorCount=1",
            "-cp",
            System.getProperty("java.class.path"),
            TrainerCli.class.getName(),
            "retrain",
            "--until-input-ends",
            "--bootstrap",
            frames.bootstrap(),
            "--manifest",
            json(manifest).toString(),
            "--parent",
            parent().toString(),
            "--saved",
            saved.toString(),
            "--out",
            out.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("process.log").toFile())
        .start();
  }

  @Test
  void reportsClipsThatTheLogNoLongerHolds() throws Exception {
    Manifest gone = manifest(manifest.fresh(), List.of(Topics.DEFAULT.frames() + "-0@100000"));
    assertThat(retrain(folder.resolve("none"), json(gone)))
        .isEqualTo(
            "1 expected the 1 older clips of the manifest in framecast.frames, found 0: the log no"
                + " longer holds all\n");
  }

  @Test
  void rejectsARoundWithTooFewClips() throws Exception {
    OffsetRange first = manifest.fresh().get(0);
    Manifest small =
        manifest(
            List.of(new OffsetRange(first.partition(), first.from(), first.from() + 40)),
            List.of());
    assertThat(retrain(folder.resolve("none"), json(small)))
        .startsWith("1 expected at least 64 clips in which something moves, found ");
  }

  @Test
  void rejectsWeightsThatAreNotTheParent() throws Exception {
    Path other = folder.resolve("other.safetensors");
    Weights initial = Weights.initial(SmallModel.CONFIGURATION, 1);
    Files.write(other, initial.toBytes());
    assertThat(
            run(
                "retrain",
                "--bootstrap",
                frames.bootstrap(),
                "--manifest",
                json(manifest),
                "--parent",
                other,
                "--out",
                folder.resolve("none")))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "2 --parent: expected version %s, as the manifest says, found %s\n",
                manifest.parent(),
                initial.version()));
  }

  @Test
  void rejectsWeightsWithoutAManifest() throws Exception {
    assertThat(retrain(folder.resolve("none"), parent()))
        .contains("expected weights with a manifest, found " + PARENT.version());
  }

  private String retrain(Path out, Path manifest) throws Exception {
    return run(
        "retrain",
        "--bootstrap",
        frames.bootstrap(),
        "--manifest",
        manifest,
        "--parent",
        parent(),
        "--out",
        out);
  }

  private Path parent() throws Exception {
    return Files.write(folder.resolve("parent.safetensors"), PARENT.toBytes());
  }

  private Path json(Manifest manifest) throws Exception {
    return Files.write(folder.resolve("manifest.json"), manifest.toJson().getBytes(UTF_8));
  }
}

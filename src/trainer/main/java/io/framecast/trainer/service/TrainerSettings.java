package io.framecast.trainer.service;

import io.framecast.frames.FrameLimits;
import io.framecast.service.InvalidSettingException;
import io.framecast.service.SettingReader;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.framecast.trainer.rounds.TrainingClips;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds all settings under {@code framecast.*} that the trainer reads.
 *
 * @param weights a weights file that predictors serve while no version is promoted; null for the
 *     shipped weights
 * @param plan the topics, and how the trainer creates missing ones
 * @param directory for the files of a running round
 * @param rounds how to retrain
 * @param gate what a challenger must pass
 */
public record TrainerSettings(
    @Nullable Path weights, TopicPlan plan, Path directory, Rounds rounds, GateSettings gate) {

  /**
   * Settings of a round of retraining.
   *
   * @param every the longest time between rounds
   * @param pause the shortest time after a rejected round; it doubles each time
   * @param sequences that a round trains on, each of the frames of one clip
   * @param fresh new clips that a round waits for after drift
   * @param records of the frames topic that a round looks at for new clips, the newest ones
   * @param rate peak learning rate
   * @param threads for training
   * @param heldOut percent of streams that are for evaluation only
   * @param memory bytes that the process of a round may use
   */
  public record Rounds(
      Duration every,
      Duration pause,
      int sequences,
      int fresh,
      int records,
      double rate,
      int threads,
      int heldOut,
      long memory) {}

  /**
   * Settings of the gate.
   *
   * @param alpha the probability that a version that is no better passes
   * @param margin of skill that may be lost on the golden clips
   * @param golden {@code squares}, {@code none}, or a .npy file of clips of {@value
   *     io.framecast.trainer.clips.IndexedClip#FRAMES} frames, one after the other
   */
  public record GateSettings(double alpha, double margin, String golden) {}

  /** Returns the names of the topics. */
  public Topics topics() {
    return plan.topics();
  }

  /** Returns the limits of a frame. */
  public FrameLimits limits() {
    return plan.limits();
  }

  /** Reads them; throws {@link InvalidSettingException} for an unknown name or unusable value. */
  public static TrainerSettings read(SettingReader reader) {
    String directory =
        Path.of(System.getProperty("java.io.tmpdir"), "framecast-trainer-" + reader.port())
            .toString();
    TrainerSettings settings =
        new TrainerSettings(
            reader.file("weights", "a weights file (safetensors)", UsableWeights::read),
            reader.topicPlan(false),
            reader.directory("trainer.directory", directory),
            new Rounds(
                reader.duration("round.every", Duration.ofHours(24)),
                reader.duration("round.pause", Duration.ofSeconds(30)),
                reader.number("round.sequences", 1_500, TrainingClips.MIN_CLIPS, 1_000_000),
                reader.number("round.fresh", 150, 1, 100_000),
                reader.number("round.records", 50_000, 100, 10_000_000),
                reader.fraction("round.rate", 0.005),
                reader.number("round.threads", 1, 1, 1_024),
                reader.number("held-out", 25, 1, 99),
                reader.bytes("round.memory", SettingReader.machineMemory() / 4 * 3, 1 << 20)),
            new GateSettings(
                reader.fraction("gate.alpha", 0.05),
                reader.fraction("gate.margin", 0.1),
                reader.fileOr(
                    "gate.golden",
                    "squares",
                    Set.of("squares", "none"),
                    "squares, none or a .npy file of clips",
                    GoldenClips::read)));
    reader.requireValid();
    return settings;
  }
}

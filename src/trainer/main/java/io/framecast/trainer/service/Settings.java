package io.framecast.trainer.service;

import io.framecast.frames.Limits;
import io.framecast.service.RefusedSettingException;
import io.framecast.service.SettingReader;
import io.framecast.topics.Topics;
import io.micronaut.context.env.Environment;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything under {@code framecast.*} that the trainer reads.
 *
 * @param weights a weights file, null for those that are shipped: what predictors serve with while
 *     no version is promoted
 * @param topics names
 * @param partitions of a frames topic that is yet to be made
 * @param replication of topics that are yet to be made, -1 leaves it to the broker
 * @param limits of a frame
 * @param directory where a round is written down while it lasts
 * @param rounds how they are
 * @param gate what a challenger must pass
 */
public record Settings(
    @Nullable Path weights,
    Topics topics,
    int partitions,
    int replication,
    Limits limits,
    Path directory,
    Rounds rounds,
    GateSettings gate) {

  /**
   * Of a round.
   *
   * @param every how long after the last one another begins by itself
   * @param pause how long after one that led to nothing the next may begin; it doubles each time
   * @param sequences that are learned, each of a clip's frames
   * @param fresh new clips that a round waits for when skill has fallen
   * @param records of the frames topic that are looked at for new clips, the newest ones
   * @param rate peak learning rate
   * @param threads that learn
   * @param heldOut percent of streams that are only judged by
   */
  public record Rounds(
      Duration every,
      Duration pause,
      int sequences,
      int fresh,
      int records,
      double rate,
      int threads,
      int heldOut) {}

  /**
   * Of a challenger.
   *
   * @param alpha how often one that is no better may pass
   * @param margin of skill on the golden clips
   * @param golden {@code squares}, {@code none}, or a .npy file of clips of {@value
   *     io.framecast.trainer.clips.LoggedClip#FRAMES} frames, one after the other
   */
  public record GateSettings(double alpha, double margin, String golden) {}

  /** Throws {@link RefusedSettingException} for a name nobody reads and for an unusable value. */
  public static Settings read(Environment environment, int port) {
    SettingReader reader = new SettingReader(environment);
    String weights = reader.text("weights", "");
    String directory =
        Path.of(System.getProperty("java.io.tmpdir"), "framecast-trainer-" + port).toString();
    Settings settings =
        new Settings(
            weights.isEmpty() ? null : Path.of(weights),
            reader.topics(),
            reader.number("partitions", 8, 1, 10_000),
            reader.number("replication", -1, -1, 100),
            reader.limits(),
            Path.of(reader.text("trainer.directory", directory)),
            new Rounds(
                reader.duration("round.every", Duration.ofHours(24)),
                reader.duration("round.pause", Duration.ofSeconds(30)),
                reader.number("round.sequences", 1_500, 4, 1_000_000),
                reader.number("round.fresh", 150, 1, 100_000),
                reader.number("round.records", 50_000, 100, 10_000_000),
                reader.fraction("round.rate", 0.005),
                reader.number("round.threads", 1, 1, 1_024),
                reader.number("held-out", 25, 1, 99)),
            new GateSettings(
                reader.fraction("gate.alpha", 0.05),
                reader.fraction("gate.margin", 0.1),
                reader.text("gate.golden", "squares")));
    reader.refuseUnread();
    return settings;
  }
}

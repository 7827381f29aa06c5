package io.framecast.predictor.settings;

import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.predictor.streams.StreamSettings;
import io.framecast.service.InvalidSettingException;
import io.framecast.service.SettingReader;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Holds every setting under {@code framecast.*}. Each may also be an environment variable: {@code
 * FRAMECAST_MAX_FILL} for {@code framecast.max-fill}.
 *
 * @param weights a weights file; null for the shipped weights
 * @param plan the topics, and how missing ones are created
 * @param rules the settings of streams
 * @param stateMemory the bytes of memory that all streams may use
 * @param stateDirectory the directory to which streams beyond that memory are spilled
 * @param workMemory the bytes of off-heap memory that workers may use beside the states
 * @param workers the number of threads that compute
 * @param swapShare the percentage of the workers' time that swaps may use
 */
public record PredictorSettings(
    @Nullable Path weights,
    TopicPlan plan,
    StreamSettings rules,
    long stateMemory,
    Path stateDirectory,
    long workMemory,
    int workers,
    int swapShare) {

  private static final int QUARTER = 4;

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingException for an unknown name or an unusable value
   */
  public static PredictorSettings read(SettingReader reader) {
    StreamSettings rules = rules(reader);
    PredictorSettings settings =
        new PredictorSettings(
            reader.file("weights", "a weights file (safetensors)", Weights::read),
            reader.topicPlan(rules.horizons() > 1),
            rules,
            reader.bytes("state.memory", SettingReader.machineMemory() / QUARTER, 1 << 20),
            reader.directory("state.directory", System.getProperty("java.io.tmpdir")),
            reader.bytes("work.memory", SettingReader.machineMemory() / QUARTER, 1 << 26),
            reader.number("workers", Runtime.getRuntime().availableProcessors(), 1, 1_024),
            reader.number("swap.share", 20, 0, 100));
    reader.requireKafka(
        "group.protocol",
        "classic",
        "the settings of a takeover and the static members of the group need it; leave the setting out");
    reader.requireValid();
    return settings;
  }

  /** Returns the names of the topics. */
  public Topics topics() {
    return plan.topics();
  }

  /** Returns the limits of a frame. */
  public FrameLimits limits() {
    return plan.limits();
  }

  private static StreamSettings rules(SettingReader reader) {
    StreamSettings r = StreamSettings.DEFAULT;
    boolean latest = reader.oneOf("overload", "all", "latest").equals("latest");
    int lag = reader.number("overload.lag", 100, 0, Integer.MAX_VALUE);
    return new StreamSettings(
        reader.number("max-fill", r.maxFill(), 0, 1_000),
        reader.number("checkpoint.frames", r.checkpointFrames(), 1, Integer.MAX_VALUE),
        reader.number("checkpoint.records", r.checkpointRecords(), 1, Integer.MAX_VALUE),
        reader.number("priming.frames", r.primingFrames(), 1, 1_000),
        reader.duration("stream.ttl", r.ttl()),
        latest ? OptionalInt.of(lag) : OptionalInt.empty(),
        reader.number("horizons", r.horizons(), 1, StreamSettings.MAX_HORIZONS));
  }
}

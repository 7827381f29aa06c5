package io.framecast.predictor.settings;

import com.sun.management.OperatingSystemMXBean;
import io.framecast.frames.Limits;
import io.framecast.predictor.streams.StreamSettings;
import io.framecast.service.InvalidSettingException;
import io.framecast.service.SettingReader;
import io.framecast.topics.Topics;
import io.micronaut.context.env.Environment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Everything under {@code framecast.*}. Each may also be an environment variable: {@code
 * FRAMECAST_MAX_FILL} for {@code framecast.max-fill}.
 *
 * @param weights a weights file, null for those that are shipped
 * @param topics names
 * @param partitions of a frames topic that is yet to be made
 * @param replication of topics that are yet to be made, -1 leaves it to the broker
 * @param limits of a frame
 * @param rules of streams
 * @param stateMemory bytes that all streams may take in memory
 * @param stateDirectory where streams go beyond that
 * @param workers threads that compute
 * @param swapShare percent of their time that swaps may take
 */
public record PredictorSettings(
    @Nullable Path weights,
    Topics topics,
    int partitions,
    int replication,
    Limits limits,
    StreamSettings rules,
    long stateMemory,
    Path stateDirectory,
    int workers,
    int swapShare) {

  private static final int QUARTER = 4;

  /** Throws {@link InvalidSettingException} for a name nobody reads and for an unusable value. */
  public static PredictorSettings read(Environment environment) {
    SettingReader reader = new SettingReader(environment);
    String weights = reader.text("weights", "");
    PredictorSettings settings =
        new PredictorSettings(
            weights.isEmpty() ? null : Path.of(weights),
            reader.topics(),
            reader.number("partitions", 8, 1, 10_000),
            reader.number("replication", -1, -1, 100),
            reader.limits(),
            rules(reader),
            reader.bytes("state.memory", machineMemory() / QUARTER, 1 << 20),
            Path.of(reader.text("state.directory", System.getProperty("java.io.tmpdir"))),
            reader.number("workers", Runtime.getRuntime().availableProcessors(), 1, 1_024),
            reader.number("swap.share", 20, 0, 100));
    reader.refuseUnread();
    return settings;
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
        latest ? OptionalInt.of(lag) : OptionalInt.empty());
  }

  /** As the process may use it: a container's, where it runs in one. */
  private static long machineMemory() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}

package io.framecast.console.settings;

import io.framecast.frames.FrameLimits;
import io.framecast.service.InvalidSettingException;
import io.framecast.service.SettingReader;
import io.framecast.topics.Topics;
import java.net.URI;

/**
 * The settings that the console reads under {@code framecast.*}.
 *
 * @param topics the names of the topics
 * @param limits the limits of a frame
 * @param group the predictors' consumer group
 * @param memory the most bytes of images in memory
 * @param browsers the most browsers at once
 * @param browsersPerAddress the most browsers of one address at once
 * @param predictors the predictors' URL: every address of the host name is asked
 * @param trainer the trainer's URL
 */
public record ConsoleSettings(
    Topics topics,
    FrameLimits limits,
    String group,
    long memory,
    int browsers,
    int browsersPerAddress,
    URI predictors,
    URI trainer) {

  private static final long LEAST_MEMORY = 8L << 20;

  /** Throws {@link InvalidSettingException} for an unknown name and for an invalid value. */
  public static ConsoleSettings read(SettingReader reader) {
    ConsoleSettings settings =
        new ConsoleSettings(
            reader.topics(),
            reader.limits(),
            reader.text("group", "framecast-predictor"),
            reader.bytes("console.memory", 64L << 20, LEAST_MEMORY),
            reader.number("console.browsers", 100, 1, 100_000),
            reader.number("console.browsers-per-address", 20, 1, 100_000),
            reader.address("console.predictors", "http://127.0.0.1:8081"),
            reader.address("console.trainer", "http://127.0.0.1:8082"));
    reader.requireValid();
    return settings;
  }
}

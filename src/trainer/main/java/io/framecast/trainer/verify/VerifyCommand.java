package io.framecast.trainer.verify;

import static java.util.Objects.requireNonNull;

import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.StreamId;
import io.framecast.topics.Topics;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.options.BrokerOptions;
import io.framecast.trainer.options.RegistryOptions;
import io.framecast.trainer.verify.StreamVerifier.VerifiedTopics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Verifies published predictions and forecasts from the log alone. */
@Command(
    name = "verify",
    description = {
      "Verifies published predictions of one stream from the log alone, and forecasts if there are"
          + " any. Each must have exactly the pixels that the weights that it names predict from a"
          + " zero state over the last framecast-frames-seen frames of the stream. (A CPU with other"
          + " instructions may round differently.)",
      "Records of the stream's key that are no predictions or forecasts are skipped and counted. One"
          + " that names a frame without a prediction, or the next lead after a frame's forecasts, is"
          + " a mismatch.",
      "Exit code 0 if all match; 1 for the first mismatch, or if something is missing; 2 for wrong"
          + " usage."
    },
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Option(names = "--stream", required = true, description = "the stream's id")
  private String stream = "";

  @Option(
      names = "--from",
      paramLabel = "OFFSET",
      description =
          "check predictions that follow the frame at this offset of the frames topic, as in"
              + " framecast-source, and later ones (default: the first)")
  private long from;

  @Option(
      names = "--to",
      paramLabel = "OFFSET",
      description = "and no later ones than of the frame at this offset (default: the last)")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "weights that the predictions may name; may be repeated (default: the shipped)")
  private List<Path> weights = new ArrayList<>();

  @Option(names = "--frames-topic", description = "(default: framecast.frames)")
  private String frames = Topics.DEFAULT.frames();

  @Option(names = "--predictions-topic", description = "(default: framecast.predictions)")
  private String predictions = Topics.DEFAULT.predictions();

  @Option(
      names = "--forecasts-topic",
      description = "(default: framecast.forecasts, if there is such a topic)")
  private @Nullable String forecasts;

  @Option(
      names = "--models-topic",
      description = "registry for versions without a --weights file (default: framecast.models)")
  private String models = Topics.DEFAULT.models();

  @Option(
      names = "--max-fill",
      description = "the service's framecast.max-fill (default: ${DEFAULT-VALUE})")
  private int maxFill = 4;

  @Option(
      names = "--limits-height",
      description = "the service's framecast.limits.height (default: ${DEFAULT-VALUE})")
  private int height = FrameLimits.DEFAULT.maxHeight();

  @Option(
      names = "--limits-width",
      description = "the service's framecast.limits.width (default: ${DEFAULT-VALUE})")
  private int width = FrameLimits.DEFAULT.maxWidth();

  @Option(
      names = "--limits-bytes",
      description = "the service's framecast.limits.bytes (default: enough for that size)")
  private @Nullable Integer bytes;

  @Override
  public Integer call() {
    AcceptanceSettings acceptance = acceptance();
    List<Weights> known = new ArrayList<>();
    weights.forEach(file -> known.add(Weights.read(file)));
    if (known.isEmpty()) {
      known.add(Weights.shipped());
    }
    try (KnownWeights versions = new KnownWeights(known, this::registered);
        LogReader log = new LogReader(broker.settings())) {
      VerificationReport report =
          new StreamVerifier(log, topics(log), stream)
              .check(versions, acceptance, new SourceRange(from, to));
      System.out.println(stream + ": " + report);
      return 0;
    } catch (MismatchException e) {
      System.out.println(e.getMessage());
      return 1;
    }
  }

  private VerifiedTopics topics(LogReader log) {
    String named = forecasts;
    if (named == null) {
      String usual = Topics.DEFAULT.forecasts();
      named = log.ask(() -> log.hasTopic(usual)) ? usual : null;
    }
    return new VerifiedTopics(frames, predictions, named);
  }

  private @Nullable Weights registered(String version) {
    try {
      byte[] file = RegistryOptions.registry(broker, models).file(version);
      return WeightsGuard.use(version, () -> Weights.parse(file));
    } catch (InvalidModelException e) {
      return null;
    }
  }

  /** Reads the options. Wrong usage has an exit code of its own, so that scripts can tell. */
  private AcceptanceSettings acceptance() {
    try {
      StreamId.of(StreamId.bytes(stream));
      expect(from >= 0 && from <= to, "--from and --to", "0 <= from <= to", from + " and " + to);
      expect(maxFill >= 0, "--max-fill", "0 or more", maxFill);
      FrameLimits limits =
          bytes == null ? FrameLimits.ofSize(height, width) : new FrameLimits(height, width, bytes);
      return new AcceptanceSettings(limits, maxFill);
    } catch (RefusedFrameException | IllegalArgumentException e) {
      throw new ParameterException(
          requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static void expect(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(option + ": expected " + expected + ", found " + found);
    }
  }
}

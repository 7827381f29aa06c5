package io.framecast.trainer.verify;

import static java.util.Objects.requireNonNull;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Limits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.StreamId;
import io.framecast.topics.Topics;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.options.BrokerOptions;
import io.framecast.trainer.options.RegistryOptions;
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

/** Published predictions, checked from the log alone. */
@Command(
    name = "verify",
    description = {
      "Checks published predictions of one stream from the log alone: each must be what the weights"
          + " that it names give from a zero state over the stream's last framecast-frames-seen"
          + " frames, byte for byte. (A CPU with other instructions may round differently.)",
      "Records of the stream's key that are no predictions are passed over and counted, unless one"
          + " names a frame that has no other.",
      "Exit code 0 where all hold; 1 with the first difference, or with what is missing to check;"
          + " 2 for wrong usage."
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
      names = "--models-topic",
      description = "where versions are that no file has (default: framecast.models)")
  private String models = Topics.DEFAULT.models();

  @Option(
      names = "--max-fill",
      description = "the service's framecast.max-fill (default: ${DEFAULT-VALUE})")
  private int maxFill = 4;

  @Option(
      names = "--limits-height",
      description = "the service's framecast.limits.height (default: ${DEFAULT-VALUE})")
  private int height = Limits.DEFAULT.maxHeight();

  @Option(
      names = "--limits-width",
      description = "the service's framecast.limits.width (default: ${DEFAULT-VALUE})")
  private int width = Limits.DEFAULT.maxWidth();

  @Option(
      names = "--limits-bytes",
      description = "the service's framecast.limits.bytes (default: ${DEFAULT-VALUE})")
  private int bytes = Limits.DEFAULT.maxBytes();

  @Override
  public Integer call() {
    AcceptanceSettings acceptance = acceptance();
    List<Weights> known = new ArrayList<>();
    weights.forEach(file -> known.add(Weights.read(file)));
    if (known.isEmpty()) {
      known.add(Weights.shipped());
    }
    try (KnownWeights versions = new KnownWeights(known, this::registered);
        LogReader log = new LogReader(broker.bootstrap(), broker.settings())) {
      Report report =
          new PublishedPredictions(log, frames, predictions, stream)
              .check(versions, acceptance, new SourceRange(from, to));
      System.out.println(stream + ": " + report);
      return 0;
    } catch (MismatchException e) {
      System.out.println(e.getMessage());
      return 1;
    }
  }

  private @Nullable Weights registered(String version) {
    try {
      byte[] file = RegistryOptions.registry(broker, models).file(version);
      return WeightsGuard.use(version, () -> Weights.parse(file));
    } catch (RefusedModelException e) {
      return null;
    }
  }

  /** Wrong usage, not a difference: who runs this in a script must be able to tell them apart. */
  private AcceptanceSettings acceptance() {
    try {
      StreamId.of(StreamId.bytes(stream));
      expect(from >= 0 && from <= to, "--from and --to", "0 <= from <= to", from + " and " + to);
      expect(maxFill >= 0, "--max-fill", "0 or more", maxFill);
      return new AcceptanceSettings(new Limits(height, width, bytes), maxFill);
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

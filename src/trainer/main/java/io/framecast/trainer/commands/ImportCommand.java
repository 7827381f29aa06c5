package io.framecast.trainer.commands;

import io.framecast.convlstm.NetworkTable;
import io.framecast.convlstm.Scaling;
import io.framecast.convlstm.Weights;
import io.framecast.topics.UserFacingException;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.PlainFiles;
import io.framecast.trainer.keras.KerasImport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the network of a Keras file as weights. */
@Command(
    name = "import",
    description = "Writes the network of a Keras file (.h5 or .keras) as a weights file.",
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {

  /** A file of 4 MB takes less than a second. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Parameters(paramLabel = "FILE", description = "Keras file: a whole model, not only weights")
  private Path file = Path.of("");

  @Option(names = "--out", required = true, description = "weights file to write")
  private Path out = Path.of("");

  @Option(
      names = "--outputs-are-horizons",
      description = "the network's output channels are predictions 1, 2, ... frames ahead")
  private boolean outputsAreHorizons;

  @Option(
      names = "--input-scale",
      split = ",",
      defaultValue = "1",
      description = "the network reads scale * pixel + offset: one number, or one a channel")
  private List<Float> inputScale = List.of();

  @Option(names = "--input-offset", split = ",", defaultValue = "0", description = "see above")
  private List<Float> inputOffset = List.of();

  @Option(
      names = "--output-scale",
      split = ",",
      defaultValue = "1",
      description = "a prediction is scale * output + offset")
  private List<Float> outputScale = List.of();

  @Option(names = "--output-offset", split = ",", defaultValue = "0", description = "see above")
  private List<Float> outputOffset = List.of();

  @Override
  public Integer call() throws InterruptedException {
    PlainFiles.requireWritable(out);
    PlainFiles.requireOther(out, file);
    if (Files.isDirectory(file) || !Files.exists(file)) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "%s: expected a Keras file (.h5 or .keras), found %s; check the path",
              file,
              Files.isDirectory(file) ? "a directory" : "no such file"));
    }
    Weights weights = read();
    PlainFiles.write(out, weights.toBytes());
    System.out.print(NetworkTable.of(weights.configuration()));
    System.out.println(
        "A streaming step after frame t gives the last output of Keras' predict(frames[0..t]).");
    System.out.println(out + ": version " + weights.version());
    return 0;
  }

  private static Scaling scaling(String names, List<Float> scale, List<Float> offset) {
    try {
      return new Scaling(scale, offset);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(names + ": " + e.getMessage(), e);
    }
  }

  /** Reads the file on a thread of its own: a forged file must not keep the command for ever. */
  private Weights read() throws InterruptedException {
    KerasImport.Options options =
        new KerasImport.Options(
            outputsAreHorizons,
            scaling("--input-scale, --input-offset", inputScale, inputOffset),
            scaling("--output-scale, --output-offset", outputScale, outputOffset));
    FutureTask<Weights> reading = new FutureTask<>(() -> KerasImport.read(file, options));
    Thread thread = new Thread(reading, "import");
    thread.setDaemon(true);
    thread.start();
    try {
      return reading.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String problem =
          e.getCause() instanceof UserFacingException known
              ? String.valueOf(known.getMessage())
              : "expected a Keras file, found " + e.getCause();
      throw new InvalidInputException(file + ": " + problem, e);
    } catch (TimeoutException e) {
      throw new InvalidInputException(
          file + ": expected a file that can be read in " + LIMIT.toSeconds() + " s", e);
    }
  }
}

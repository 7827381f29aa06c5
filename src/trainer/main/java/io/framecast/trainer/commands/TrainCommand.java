package io.framecast.trainer.commands;

import static io.framecast.trainer.files.InvalidInputException.requireOption;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Count;
import io.framecast.trainer.digits.DigitImages;
import io.framecast.trainer.digits.MovingDigits;
import io.framecast.trainer.files.PlainFiles;
import io.framecast.trainer.learning.Batches;
import io.framecast.trainer.learning.ClipBatches;
import io.framecast.trainer.learning.SquaresBatches;
import io.framecast.trainer.learning.TrainableNetwork;
import io.framecast.trainer.learning.TrainingConfig;
import io.framecast.trainer.learning.TrainingLoop;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a network on generated moving squares or digits. */
@Command(
    name = "train",
    description =
        "Trains a network on generated moving squares or digits. A network with a forecaster, or one of several"
            + " leads, learns all its leads.",
    mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {

  /** The source of the frames. */
  enum ClipSource {
    SQUARES,
    /** Moving MNIST. */
    DIGITS
  }

  private static final int PROBE_STEPS = 30;
  private static final int MAX_FRAMES = 100;

  @Option(names = "--preset", defaultValue = "squares", description = "${COMPLETION-CANDIDATES}")
  private Preset preset = Preset.SQUARES;

  @Option(names = "--source", defaultValue = "squares", description = "${COMPLETION-CANDIDATES}")
  private ClipSource source = ClipSource.SQUARES;

  @Option(
      names = "--seed",
      required = true,
      description = "seed; the same seed and steps give the same result")
  private long seed;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "approximate duration (default 10)")
  private double minutes;

  @Option(names = "--steps", description = "number of updates, instead of --minutes")
  private @Nullable Integer steps;

  @Option(names = "--clips", defaultValue = "6", description = "new clips a batch (default 6)")
  private int clips;

  @Option(
      names = "--streams",
      defaultValue = "2",
      description = "streams that continue from batch to batch, beside the clips (default 2)")
  private int streams;

  @Option(
      names = "--digits",
      description = "images of digits in the IDX format, for --source digits (Moving MNIST)")
  private @Nullable Path digits;

  @Option(
      names = "--frames",
      defaultValue = "15",
      description = "frames that the network reads of a sequence (default 15)")
  private int frames;

  @Option(
      names = "--ahead",
      defaultValue = "10",
      description = "frames that a forecaster learns to predict after them (default 10)")
  private int ahead;

  @Option(
      names = "--speed",
      defaultValue = "1",
      description = "pixels a frame of squares (default 1)")
  private int speed;

  @Option(
      names = "--optimiser",
      defaultValue = "adam",
      description = "${COMPLETION-CANDIDATES} (default adam)")
  private TrainingConfig.Optimiser optimiser = TrainingConfig.Optimiser.ADAM;

  @Option(names = "--rate", description = "peak learning rate (adam 0.005, adadelta 1)")
  private @Nullable Double rate;

  @Option(names = "--from", description = "weights to start from instead of the preset's initial")
  private @Nullable Path from;

  @Option(names = "--out", required = true, description = "weights file to write")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    check();
    Weights start =
        from == null ? Weights.initial(preset.configuration(), seed) : Weights.read(from);
    OneChannel.require(start);
    double peak = rate != null ? rate : optimiser == TrainingConfig.Optimiser.ADAM ? 0.005 : 1.0;
    int updates = steps != null ? steps : estimateSteps(start, peak);
    long started = System.nanoTime();
    TrainingConfig plan = plan(peak, updates);
    try (TrainableNetwork network = new TrainableNetwork(start, plan)) {
      double loss = new TrainingLoop(network, batches(start.configuration()), seed).run(updates);
      double minutesTaken = (System.nanoTime() - started) / 60e9;
      Weights trained = network.weights(provenance(start, plan, loss, minutesTaken));
      PlainFiles.write(out, trained.toBytes());
      System.out.printf(
          Locale.ROOT,
          "%s: version %s, BCE %.5f after %s in %.1f min, %.1f sequences/s%n",
          out,
          trained.version(),
          loss,
          Count.of(updates, "step"),
          minutesTaken,
          updates * (clips + (digits == null ? streams : 0)) / minutesTaken / 60);
    }
    return 0;
  }

  private TrainingConfig plan(double peak, int updates) {
    return new TrainingConfig(optimiser, peak, updates, 1, seed, cores(), ahead);
  }

  private Batches batches(Configuration configuration) {
    int leads = configuration.forecaster().isEmpty() ? configuration.leads() : ahead;
    int times = frames + leads - 1;
    if (digits == null) {
      return new SquaresBatches(configuration, seed, clips, streams, times, speed);
    }
    MovingDigits moving = new MovingDigits(DigitImages.read(digits), seed);
    return new ClipBatches(n -> moving.clip(n, times), clips, configuration.patch());
  }

  /**
   * Converts minutes to steps by timing some. The provenance has the steps, so a run can be
   * repeated.
   */
  private int estimateSteps(Weights start, double peak) {
    TrainingConfig plan = plan(peak, 2 * PROBE_STEPS);
    try (TrainableNetwork probe = new TrainableNetwork(start, plan)) {
      double seconds =
          TrainingLoop.secondsPerStep(probe, batches(start.configuration()), PROBE_STEPS);
      return (int) Math.max(1, minutes * 60 / seconds);
    }
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private Map<String, String> provenance(
      Weights start, TrainingConfig plan, double loss, double minutesTaken) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("source", source.name().toLowerCase(Locale.ROOT));
    provenance.put("seed", Long.toString(seed));
    if (digits == null) {
      provenance.put("speed", Integer.toString(speed));
      provenance.put("streams", Integer.toString(streams));
    } else {
      provenance.put("digits", String.valueOf(digits.getFileName()));
    }
    if (!start.configuration().forecaster().isEmpty()) {
      provenance.put("ahead", Integer.toString(ahead));
    }
    provenance.put("frames", Integer.toString(frames));
    provenance.put("parent", from == null ? "initial" : start.version());
    provenance.put("optimiser", plan.optimiser().name().toLowerCase(Locale.ROOT));
    provenance.put("rate", Double.toString(plan.rate()));
    provenance.put("steps", Integer.toString(plan.steps()));
    provenance.put("clips", Integer.toString(clips));
    provenance.put("threads", Integer.toString(plan.threads()));
    provenance.put("commit", GitCommit.current());
    provenance.put("loss", String.format(Locale.ROOT, "%.6f", loss));
    provenance.put("minutes", String.format(Locale.ROOT, "%.1f", minutesTaken));
    return provenance;
  }

  private void check() {
    PlainFiles.requireWritable(out);
    requireOption(
        steps == null || (steps > 0 && steps <= 10_000_000), "--steps", "1 to 10000000", steps);
    requireOption(minutes > 0 && minutes <= 100_000, "--minutes", "up to 100000", minutes);
    requireOption(clips >= 1 && clips <= 256, "--clips", "1 to 256", clips);
    requireOption(streams >= 0 && streams <= 256, "--streams", "0 to 256", streams);
    requireOption(
        (source == ClipSource.DIGITS) == (digits != null),
        "--digits",
        "a file with --source digits, and none without",
        digits);
    requireOption(frames >= 2 && frames <= MAX_FRAMES, "--frames", "2 to " + MAX_FRAMES, frames);
    requireOption(ahead >= 1 && ahead <= MAX_FRAMES, "--ahead", "1 to " + MAX_FRAMES, ahead);
    requireOption(speed >= 1 && speed <= 3, "--speed", "1 to 3", speed);
    requireOption(rate == null || (rate > 0 && rate <= 10), "--rate", "a number up to 10", rate);
  }
}

package io.framecast.trainer.commands;

import static io.framecast.trainer.files.InvalidInputException.requireOption;

import io.framecast.convlstm.Weights;
import io.framecast.squares.Clip;
import io.framecast.squares.Scene;
import io.framecast.trainer.digits.DigitImages;
import io.framecast.trainer.digits.MovingDigits;
import io.framecast.trainer.evaluation.Filmstrip;
import io.framecast.trainer.evaluation.LeadEvaluation;
import io.framecast.trainer.evaluation.LeadReport;
import io.framecast.trainer.files.PlainFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints how good forecasts of several frames are, lead by lead. */
@Command(
    name = "evaluate-leads",
    description =
        "Scores forecasts of several frames by lead, on bouncing squares or on moving digits. A forecaster gives"
            + " them; other networks read their own predictions.",
    mixinStandardHelpOptions = true)
public final class EvaluateLeadsCommand implements Callable<Integer> {

  private static final int MAX_CLIPS = 100_000;
  private static final int MAX_FRAMES = 100;

  @Option(names = "--weights", description = "weights file (default: the shipped ones)")
  private @Nullable Path weights;

  @Option(names = "--seen", defaultValue = "10", description = "frames that are read (default 10)")
  private int seen;

  @Option(names = "--ahead", defaultValue = "10", description = "frames to forecast (default 10)")
  private int ahead;

  @Option(names = "--clips", defaultValue = "200", description = "clips to score (default 200)")
  private int clips;

  @Option(names = "--seed", defaultValue = "7", description = "generator seed (default 7)")
  private long seed;

  @Option(
      names = "--speed",
      defaultValue = "1",
      description = "pixels a frame of squares (default 1)")
  private int speed;

  @Option(
      names = "--digits",
      description = "images in the IDX format, for moving digits instead of squares")
  private @Nullable Path digits;

  @Option(names = "--json", description = "file for the same figures")
  private @Nullable Path json;

  @Option(names = "--png", description = "file for a picture: truth, forecast, error")
  private @Nullable Path png;

  @Override
  public Integer call() {
    requireOption(clips >= 1 && clips <= MAX_CLIPS, "--clips", "1 to " + MAX_CLIPS, clips);
    requireOption(seen >= 1 && seen <= MAX_FRAMES, "--seen", "1 to " + MAX_FRAMES, seen);
    requireOption(ahead >= 1 && ahead <= MAX_FRAMES, "--ahead", "1 to " + MAX_FRAMES, ahead);
    requireOption(speed >= 1 && speed <= 3, "--speed", "1 to 3", speed);
    PlainFiles.requireWritable(json);
    PlainFiles.requireWritable(png);
    Weights read = weights == null ? Weights.shipped() : Weights.read(weights);
    OneChannel.require(read);
    LongFunction<Clip> source = source();
    LeadEvaluation evaluation =
        LeadEvaluation.of(read, source, clips, seen, ahead, System.err::println);
    System.out.print(LeadReport.table(evaluation));
    if (json != null) {
      PlainFiles.write(json, LeadReport.json(evaluation).getBytes(StandardCharsets.UTF_8));
    }
    if (png != null) {
      PlainFiles.write(png, Filmstrip.forecasts(read, source, seen, ahead));
    }
    return 0;
  }

  private LongFunction<Clip> source() {
    int length = seen + ahead - 1;
    if (digits == null) {
      return n -> Clip.of(Scene.bounce(seed, n, speed), length);
    }
    MovingDigits moving = new MovingDigits(DigitImages.read(digits), seed);
    return n -> moving.clip(n, length);
  }
}

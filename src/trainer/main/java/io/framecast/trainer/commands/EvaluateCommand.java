package io.framecast.trainer.commands;

import static io.framecast.trainer.files.InvalidInputException.requireOption;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.evaluation.Evaluation;
import io.framecast.trainer.evaluation.EvaluationReport;
import io.framecast.trainer.evaluation.Filmstrip;
import io.framecast.trainer.files.PlainFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints a table of the model and every baseline. */
@Command(
    name = "evaluate",
    description = "Scores weights and every baseline on moving squares of a seed.",
    mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {

  private static final int MAX_CLIPS = 100_000;

  @Option(names = "--weights", description = "weights file (default: the shipped ones)")
  private @Nullable Path weights;

  @Option(names = "--clips", defaultValue = "200", description = "clips to score (default 200)")
  private int clips;

  @Option(names = "--seed", defaultValue = "7", description = "generator seed (default 7)")
  private long seed;

  @Option(names = "--speed", defaultValue = "1", description = "pixels a frame (default 1)")
  private int speed;

  @Option(names = "--json", description = "file for the same figures")
  private @Nullable Path json;

  @Option(names = "--png", description = "file for a picture: truth, prediction, error")
  private @Nullable Path png;

  @Override
  public Integer call() {
    requireOption(clips >= 1 && clips <= MAX_CLIPS, "--clips", "1 to " + MAX_CLIPS, clips);
    requireOption(speed >= 1 && speed <= 3, "--speed", "1 to 3", speed);
    PlainFiles.requireWritable(json);
    PlainFiles.requireWritable(png);
    Weights read = weights == null ? Weights.shipped() : Weights.read(weights);
    OneChannel.require(read);
    Evaluation evaluation = Evaluation.of(read, seed, clips, speed, System.err::println);
    System.out.print(EvaluationReport.table(evaluation));
    if (json != null) {
      PlainFiles.write(json, EvaluationReport.json(evaluation).getBytes(StandardCharsets.UTF_8));
    }
    if (png != null) {
      PlainFiles.write(png, Filmstrip.png(read, seed, speed));
    }
    return 0;
  }
}

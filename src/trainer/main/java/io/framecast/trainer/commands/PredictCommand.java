package io.framecast.trainer.commands;

import static io.framecast.trainer.files.InvalidInputException.requireOption;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Count;
import io.framecast.frames.Frame;
import io.framecast.frames.NpyFrames;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.NpyFiles;
import io.framecast.trainer.files.PlainFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Predicts after the frames of a file, with the step that serves. */
@Command(
    name = "predict",
    description = "Predicts the next frame after each frame of a .npy file, as the service does.",
    mixinStandardHelpOptions = true)
public final class PredictCommand implements Callable<Integer> {

  private static final int MAX_ROLL_OUT = 100_000;

  @Option(names = "--weights", required = true, description = "weights file")
  private Path weights = Path.of("");

  @Option(names = "--frames", required = true, description = ".npy, (T, H, W) or (T, H, W, C)")
  private Path frames = Path.of("");

  @Option(names = "--out", required = true, description = ".npy to write, one prediction a frame")
  private Path out = Path.of("");

  @Option(
      names = "--rollout",
      defaultValue = "0",
      description = "number of frames further ahead, as the service forecasts them (default 0)")
  private int rollOut;

  @Override
  public Integer call() {
    requireOption(
        rollOut >= 0 && rollOut <= MAX_ROLL_OUT, "--rollout", "0 to " + MAX_ROLL_OUT, rollOut);
    PlainFiles.requireWritable(out);
    PlainFiles.requireOther(out, frames);
    Weights read = Weights.read(weights);
    NpyFrames seen = NpyFiles.read(frames);
    Frame first = seen.frames().get(0);
    int channels = read.configuration().channels();
    if (!first.isConvertibleTo(channels)) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "%s: expected frames of %s, grey or RGB, found %d",
              frames,
              Count.of(channels, "channel"),
              first.channels()));
    }
    List<Frame> inputs = seen.frames().stream().map(frame -> frame.withChannels(channels)).toList();
    List<Frame> predictions = new ArrayList<>();
    try (Step step = new Step(read);
        State state = State.zero(read.configuration(), first.height(), first.width())) {
      int last = inputs.size() - 1;
      for (Frame frame : inputs.subList(0, last)) {
        predictions.add(step.next(state, frame));
      }
      predictions.addAll(step.forecast(state, inputs.get(last), 1 + rollOut));
    }
    PlainFiles.write(out, new NpyFrames(predictions, seen.withChannels()).encode());
    System.out.println(
        out + ": " + Count.of(predictions.size(), "prediction") + " of " + read.version());
    return 0;
  }
}

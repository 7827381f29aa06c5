package io.framecast.trainer.evaluation;

import static io.framecast.trainer.files.InvalidInputException.requireOption;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.framecast.convlstm.Weights;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.PlainFiles;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures whether a change of weights makes predictions worse for a while. It chose the default of
 * {@code priming.frames}; the README has its figures and the command that repeats them.
 */
@Command(
    name = "swap",
    description =
        "Compares the states with which new weights may take over streams: a state primed with the"
            + " last frames, as in the service, the old state, and a zero state.")
final class SwapExperiment {
  private static final int MOST = 10_000;

  @Option(names = "--from", description = "weights before (default: the shipped ones)")
  private @Nullable Path from;

  @Option(names = "--to", required = true, description = "weights after")
  private Path to = Path.of("");

  @Option(names = "--priming", defaultValue = "45", description = "priming.frames (default 45)")
  private int priming;

  @Option(names = "--streams", defaultValue = "64", description = "bouncing streams (default 64)")
  private int streams;

  @Option(names = "--seed", defaultValue = "7", description = "generator seed (default 7)")
  private long seed;

  @Option(names = "--json", description = "file for the losses of every frame")
  private @Nullable Path json;

  @Option(names = "--png", description = "file for a picture of the losses before and after")
  private @Nullable Path png;

  /** Runs with these options. */
  static void run(String... options) {
    CommandLine.populateCommand(new SwapExperiment(), options).run();
  }

  private void run() {
    requireOption(streams >= 1 && streams <= MOST, "--streams", "1 to " + MOST, streams);
    requireOption(priming >= 1 && priming <= 100, "--priming", "1 to 100", priming);
    Weights old = from == null ? Weights.shipped() : Weights.read(from);
    Weights next = Weights.read(to);
    for (Weights weights : new Weights[] {old, next}) {
      if (weights.configuration().channels() != 1) {
        throw new InvalidInputException(
            "expected networks of 1 channel, as squares have, found "
                + weights.configuration().channels());
      }
    }
    SwapComparison comparison = SwapComparison.of(old, next, priming, streams, seed);
    print(comparison);
    if (json != null) {
      PlainFiles.write(json, json(comparison).getBytes(UTF_8));
    }
    if (png != null) {
      PlainFiles.write(png, SwapChart.png(comparison));
    }
  }

  private void print(SwapComparison comparison) {
    System.out.printf(
        "%d bouncing streams of seed %d, from %s to %s, primed with %d frames; BCE a pixel%n",
        streams, seed, comparison.from(), comparison.to(), priming);
    System.out.printf(
        "%-26s %12s %12s %12s %13s %16s%n",
        "", "first frame", "mean of 30", "mean, of own", "worst, of own", "frames within 5%");
    SwapComparison.Line own = comparison.line(SwapComparison.OWN);
    for (SwapComparison.Line line : comparison.lines()) {
      System.out.printf(Locale.ROOT, "%-26s %12.5f %12.5f", line.name(), line.first(), line.mean());
      if (!line.name().equals(SwapComparison.OLD)) {
        System.out.printf(
            Locale.ROOT,
            " %12.3f %13.3f %16s",
            line.mean() / own.mean(),
            SwapComparison.worstRatio(line, own),
            SwapComparison.withinBar(line, own) + " of " + SwapComparison.WINDOW);
      }
      System.out.println();
    }
  }

  private static String json(SwapComparison comparison) {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("from", comparison.from());
    root.put("to", comparison.to());
    root.put("priming", comparison.priming());
    root.put("streams", comparison.streams());
    ObjectNode lines = root.putObject("bce");
    for (SwapComparison.Line line : comparison.lines()) {
      line.bce().forEach(lines.putArray(line.name())::add);
    }
    return root.toPrettyString() + "\n";
  }
}

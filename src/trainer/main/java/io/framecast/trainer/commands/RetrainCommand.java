package io.framecast.trainer.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.convlstm.Weights;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.PlainFiles;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.options.BrokerOptions;
import io.framecast.trainer.options.RegistryOptions;
import io.framecast.trainer.rounds.InvalidRoundException;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.RetrainingJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One round of retraining, as its manifest says. */
@Command(
    name = "retrain",
    description = {
      "Does a round of retraining as a manifest says, from the frames in the log.",
      "The same manifest gives the same file for as long as the log holds its frames."
    },
    mixinStandardHelpOptions = true)
public final class RetrainCommand implements Callable<Integer> {
  private static final int SAID_EVERY = 10;

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Option(
      names = "--manifest",
      required = true,
      paramLabel = "FILE",
      description = "the manifest in JSON, or weights that a round led to")
  private Path manifest = Path.of("");

  @Option(
      names = "--parent",
      paramLabel = "FILE",
      description = "weights to start from (default: the manifest's parent in the registry)")
  private @Nullable Path parent;

  @Option(names = "--models-topic", description = "(default: framecast.models)")
  private String models = Topics.DEFAULT.models();

  @Option(
      names = "--saved",
      paramLabel = "FILE",
      description = "where the round is written down, to go on with it where it was broken off")
  private @Nullable Path saved;

  @Option(names = "--out", required = true, description = "weights file to write")
  private Path out = Path.of("");

  @Option(
      names = "--until-input-ends",
      description = "end with whoever began it: when the standard input ends")
  private boolean untilInputEnds;

  @Override
  public Integer call() {
    if (untilInputEnds) {
      endWithInput();
    }
    Manifest round = manifest();
    Weights start = parent(round);
    if (!start.version().equals(round.parent())) {
      throw new InvalidInputException(
          "--parent: expected version %s, as the manifest says, found %s"
              .formatted(round.parent(), start.version()));
    }
    try (LogReader log = new LogReader(broker.bootstrap(), broker.settings())) {
      Weights learned =
          log.answered(
              () ->
                  new RetrainingJob(
                          round,
                          start,
                          new ClipReader(
                              log, round.topic(), round.limits(), start.configuration().channels()),
                          saved)
                      .learn(RetrainCommand::say));
      PlainFiles.write(out, learned.toBytes());
      System.out.println(out + ": version " + learned.version());
    }
    return 0;
  }

  private static void say(int step, int steps, double loss) {
    if (step % SAID_EVERY == 0 || step == steps) {
      System.out.printf(Locale.ROOT, "step %d of %d, loss %.5f%n", step, steps, loss);
    }
  }

  private Manifest manifest() {
    byte[] bytes = PlainFiles.bytes(manifest, Weights.MOST_BYTES);
    boolean json = bytes.length > 0 && bytes[0] == '{';
    try {
      return json ? Manifest.parse(new String(bytes, UTF_8)) : Manifest.of(Weights.parse(bytes));
    } catch (InvalidRoundException e) {
      throw new InvalidInputException(manifest + ": " + e.getMessage(), e);
    }
  }

  private Weights parent(Manifest round) {
    if (parent != null) {
      return Weights.read(parent);
    }
    ModelRegistry registry = RegistryOptions.registry(broker, models);
    return Weights.parse(
        LogReader.answered(broker.bootstrap(), () -> registry.file(round.parent())));
  }

  /** A round that nobody waits for any more is not to go on. */
  private static void endWithInput() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is said there
                }
              } catch (IOException e) {
                // as good as its end
              }
              Runtime.getRuntime().halt(1);
            },
            "until input ends");
    thread.setDaemon(true);
    thread.start();
  }
}

package io.framecast.trainer.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.convlstm.Weights;
import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.PlainFiles;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.options.BrokerOptions;
import io.framecast.trainer.options.RegistryOptions;
import io.framecast.trainer.rounds.InvalidRoundException;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.RetrainingJob;
import io.framecast.trainer.rounds.TrainingClips;
import io.framecast.trainer.rounds.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Repeats a round of retraining as its manifest says. */
@Command(
    name = "retrain",
    description = {
      "Retrains as a manifest says, from the frames in the log.",
      "The same manifest gives the same file for as long as the log holds its frames."
    },
    mixinStandardHelpOptions = true)
public final class RetrainCommand implements Callable<Integer> {
  private static final int STEPS_PER_LINE = 10;
  private static final long MAX_CLIPS_BYTES = 256L << 20;

  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Option(
      names = "--manifest",
      required = true,
      paramLabel = "FILE",
      description = "the manifest in JSON, or weights that a round produced")
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
      description = "file for snapshots, from which an interrupted round resumes")
  private @Nullable Path saved;

  @Option(names = "--out", required = true, description = "weights file to write")
  private Path out = Path.of("");

  @Option(
      names = "--until-input-ends",
      description = "end when the standard input ends, as it does with the process that began this")
  private boolean untilInputEnds;

  /** The service has already found the clips; this file carries them over. */
  @Option(names = "--clips", paramLabel = "FILE", hidden = true)
  private @Nullable Path clipsFile;

  /** The service has the broker's password, and writes it into no file. */
  @Option(names = "--settings-from-input", hidden = true)
  private boolean settingsFromInput;

  /** The service reads the progress; people read sentences. */
  @Option(names = "--json-progress", hidden = true)
  private boolean jsonProgress;

  @Override
  public Integer call() throws IOException {
    if (settingsFromInput) {
      broker.receive(System.in);
    }
    if (untilInputEnds) {
      exitWhenInputEnds();
    }
    PlainFiles.requireWritable(out);
    PlainFiles.requireWritable(saved);
    Manifest round = manifest();
    Weights start = parent(round);
    if (!start.version().equals(round.parent())) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "--parent: expected version %s, as the manifest says, found %s",
              round.parent(),
              start.version()));
    }
    try (LogReader log = new LogReader(broker.settings())) {
      int channels = start.configuration().channels();
      ClipReader clips = new ClipReader(log, round.topic(), round.limits(), channels);
      Weights trained =
          log.ask(
              () ->
                  new RetrainingJob(round, start, clips, saved)
                      .train(trainingClips(round, clips), this::print));
      PlainFiles.write(out, trained.toBytes());
      System.out.println(out + ": version " + trained.version());
    }
    return 0;
  }

  private TrainingClips trainingClips(Manifest round, ClipReader clips) {
    return clipsFile != null && Files.exists(clipsFile)
        ? TrainingClips.parse(
            PlainFiles.text(clipsFile, MAX_CLIPS_BYTES, "a list of clips in JSON"))
        : TrainingClips.find(round, clips);
  }

  private void print(TrainingProgress progress) {
    int step = progress.step();
    if (step % STEPS_PER_LINE == 0 || step == progress.steps()) {
      System.out.println(jsonProgress ? progress.toJson() : progress.sentence());
    }
  }

  private Manifest manifest() {
    byte[] bytes =
        PlainFiles.bytes(manifest, Weights.MAX_FILE_BYTES, "a manifest (JSON) or a weights file");
    boolean json = bytes.length > 0 && bytes[0] == '{';
    try {
      return json
          ? Manifest.parse(new String(bytes, UTF_8))
          : Manifest.of(PlainFiles.parse(manifest, bytes, Weights::parse));
    } catch (InvalidRoundException e) {
      throw new InvalidInputException(manifest + ": " + e.getMessage(), e);
    }
  }

  private Weights parent(Manifest round) {
    if (parent != null) {
      return Weights.read(parent);
    }
    ModelRegistry registry = RegistryOptions.registry(broker, models);
    byte[] file =
        LogReader.ask(
            broker.bootstrap(), KafkaClientSettings.PATIENCE, () -> registry.file(round.parent()));
    return WeightsGuard.use(round.parent(), () -> Weights.parse(file));
  }

  /** Ends this process with the one that began it, which holds the other end of its input. */
  private static void exitWhenInputEnds() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // only the end of the input matters
                }
              } catch (IOException e) {
                // the same as its end
              }
              Runtime.getRuntime().halt(1);
            },
            "exit when input ends");
    thread.setDaemon(true);
    thread.start();
  }
}

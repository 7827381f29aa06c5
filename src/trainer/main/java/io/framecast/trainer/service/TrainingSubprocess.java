package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.options.BrokerOptions;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.TrainingProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running process of a round: the command {@code retrain}, which repeats a round by hand too.
 *
 * <p>It has its own memory and the lowest priority, so that a predictor on the same machine keeps
 * its cores. It ends when the trainer ends. What it needs is in a directory, so the next trainer
 * can resume it; only the settings of Kafka clients, with the credentials, come on its input.
 */
final class TrainingSubprocess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingSubprocess.class);
  private static final long MIN_HEAP = 1_500L << 20;
  private static final int HEAP_SHARE = 8;
  private static final String MAIN = "io.framecast.trainer.TrainerCli";
  private static final long OUTPUT_MILLIS = 2_000;
  private static final Path NICE = Path.of("/usr/bin/nice");

  private final TrainingDirectory directory;
  private final Manifest manifest;
  private final Process process;
  private final Thread reader;
  private volatile TrainingProgress progress;
  private final FailureReason failure = new FailureReason();

  /**
   * What a finished process leaves.
   *
   * @param weights the challenger; null if there is none
   * @param failure why there is none
   */
  record Result(@Nullable Weights weights, String failure) {}

  private TrainingSubprocess(TrainingDirectory directory, Manifest manifest, Process process) {
    this.directory = directory;
    this.manifest = manifest;
    this.process = process;
    this.progress = new TrainingProgress(0, manifest.steps(), Double.NaN, null);
    reader = new Thread(this::readOutput, "framecast-training-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the round that is in the directory, from its last snapshot if there is one.
   *
   * @param clients settings of Kafka clients
   * @param memory bytes that it may use
   */
  static TrainingSubprocess start(
      TrainingDirectory directory, Manifest manifest, Map<String, Object> clients, long memory) {
    try {
      directory.removeResult();
      List<String> command = jvm(directory, manifest.threads(), memory);
      command.addAll(arguments(directory, String.valueOf(clients.get("bootstrap.servers"))));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectErrorStream(true);
      builder.environment().remove("FRAMECAST_LOG_FORMAT"); // our log repeats its lines
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(manifest.threads()));
      Process process = builder.start();
      send(clients, process);
      return new TrainingSubprocess(directory, manifest, process);
    } catch (IOException e) {
      throw new UncheckedIOException("a round cannot be started in " + directory.path(), e);
    }
  }

  /**
   * Sends the credentials, which are in no file. The input stays open: its end ends the process.
   */
  private static void send(Map<String, Object> clients, Process process) {
    try {
      BrokerOptions.send(clients, process.getOutputStream());
    } catch (IOException e) {
      LOG.debug("the process ended before it read its settings; its result says why", e);
    }
  }

  private static List<String> jvm(TrainingDirectory directory, int threads, long memory) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "19"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ActiveProcessorCount=" + threads);
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx" + (MIN_HEAP + memory / HEAP_SHARE));
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + memory);
    // a crash leaves nothing but files of the round
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + directory.path().resolve(TrainingDirectory.CRASH));
    command.add("-XX:ReplayDataFile=" + directory.path().resolve(TrainingDirectory.REPLAY));
    command.add("-XX:HeapDumpPath=" + directory.path().resolve(TrainingDirectory.HEAP));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    return command;
  }

  private static List<String> arguments(TrainingDirectory directory, String bootstrap) {
    List<String> command = new ArrayList<>(List.of("retrain"));
    command.addAll(List.of("--until-input-ends", "--settings-from-input", "--json-progress"));
    command.addAll(List.of("--bootstrap", bootstrap));
    Map<String, String> files =
        Map.of(
            "--manifest", TrainingDirectory.MANIFEST,
            "--parent", TrainingDirectory.PARENT,
            "--clips", TrainingDirectory.CLIPS,
            "--saved", TrainingDirectory.SNAPSHOTS,
            "--out", TrainingDirectory.CHALLENGER);
    files.forEach(
        (option, file) ->
            command.addAll(List.of(option, directory.path().resolve(file).toString())));
    return command;
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        TrainingProgress reported = TrainingProgress.parse(line);
        if (reported != null) {
          progress = reported;
          LOG.debug("round: {}", line);
        } else {
          failure.add(line);
          LOG.info("round: {}", line);
        }
      }
    } catch (IOException e) {
      LOG.debug("the output of the round cannot be read any more", e);
    }
  }

  Manifest manifest() {
    return manifest;
  }

  TrainingProgress progress() {
    return progress;
  }

  boolean isDone(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Returns the result of a process that is done. */
  Result result() throws InterruptedException {
    reader.join(OUTPUT_MILLIS); // its last lines may still be on their way
    if (process.exitValue() != 0) {
      return new Result(null, failure.sentence(process.exitValue()));
    }
    try {
      return new Result(directory.challenger(), "");
    } catch (InvalidModelException | EvaluationMemoryException e) {
      return new Result(null, String.valueOf(e.getMessage()));
    }
  }

  /** Ends the process; the next trainer can resume the round. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(); // until then it may still write into the directory
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.rounds.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts the process of a round: the command {@code retrain}, which repeats a round by hand too. It
 * has its own memory and the lowest priority, so that a predictor on the same machine keeps its
 * cores.
 */
final class TrainingLauncher {
  private static final String MAIN = "io.framecast.trainer.TrainerCli";
  private static final Path NICE = Path.of("/usr/bin/nice");

  private final TrainingDirectory directory;
  private final Map<String, Object> clients;

  /**
   * Launches in a directory.
   *
   * @param clients settings of Kafka clients
   */
  TrainingLauncher(Path directory, Map<String, Object> clients) {
    this.directory = new TrainingDirectory(directory);
    this.clients = clients;
  }

  /** Starts a new round. */
  TrainingSubprocess start(ClipSelector.PlannedRound round, Weights parent) {
    directory.write(round, parent);
    return start(round.manifest());
  }

  /** Starts the round that is in the directory, from its last snapshot if there is one. */
  TrainingSubprocess start(Manifest manifest) {
    try {
      directory.writeClient(clients);
      ProcessBuilder builder = new ProcessBuilder(command(manifest.threads()));
      builder.redirectErrorStream(true);
      builder.environment().remove("FRAMECAST_LOG_FORMAT"); // our log repeats its lines
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(manifest.threads()));
      return new TrainingSubprocess(directory, manifest, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("a round cannot be started in " + directory.path(), e);
    }
  }

  private List<String> command(int threads) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "19"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ActiveProcessorCount=" + threads);
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx1500m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "retrain"));
    command.addAll(List.of("--until-input-ends", "--json-progress"));
    command.addAll(List.of("--bootstrap", String.valueOf(clients.get("bootstrap.servers"))));
    addFile(command, "--kafka-config", TrainingDirectory.CLIENT);
    addFile(command, "--manifest", TrainingDirectory.MANIFEST);
    addFile(command, "--parent", TrainingDirectory.PARENT);
    addFile(command, "--clips", TrainingDirectory.CLIPS);
    addFile(command, "--saved", TrainingDirectory.SNAPSHOTS);
    addFile(command, "--out", TrainingDirectory.CHALLENGER);
    return command;
  }

  private void addFile(List<String> command, String option, String file) {
    command.addAll(List.of(option, directory.path().resolve(file).toString()));
  }

  /** Returns the manifest of the interrupted round; null if there is none. */
  @Nullable Manifest findInterrupted() {
    return directory.findInterrupted();
  }

  /** Removes the files of a round that is over, so that it is not resumed. */
  void cleanUp() {
    directory.cleanUp();
  }
}

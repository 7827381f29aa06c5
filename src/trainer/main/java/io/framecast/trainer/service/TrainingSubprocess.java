package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.TrainingProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running process of a round. It ends when the trainer ends. What it needs is in a directory,
 * so the next trainer can resume it.
 */
final class TrainingSubprocess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingSubprocess.class);
  private static final int MAX_LINE = 2_000;

  private final TrainingDirectory directory;
  private final Manifest manifest;
  private final Process process;
  private volatile TrainingProgress progress;
  private volatile String lastOutput = "";

  /**
   * What a finished process leaves.
   *
   * @param weights the challenger; null if there is none
   * @param lastOutput why there is none
   */
  record Result(@Nullable Weights weights, String lastOutput) {}

  TrainingSubprocess(TrainingDirectory directory, Manifest manifest, Process process) {
    this.directory = directory;
    this.manifest = manifest;
    this.process = process;
    this.progress = new TrainingProgress(0, manifest.steps(), Double.NaN);
    Thread reader = new Thread(this::readOutput, "framecast-training-output");
    reader.setDaemon(true);
    reader.start();
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
          lastOutput = line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
          LOG.info("round: {}", lastOutput);
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
  Result result() {
    if (process.exitValue() != 0) {
      return new Result(null, lastOutput);
    }
    try {
      return new Result(directory.challenger(), lastOutput);
    } catch (InvalidModelException e) {
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

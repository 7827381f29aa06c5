package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.rounds.Manifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A round in a process of its own: the same command that repeats a round by hand, with its own
 * memory and the lowest priority, so that a predictor on the same machine keeps its cores. It ends
 * with whoever began it. What it needs lies in a directory: a trainer that finds a round there that
 * was broken off goes on with it.
 */
final class TrainingSubprocess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingSubprocess.class);
  private static final String MAIN = "io.framecast.trainer.TrainerCli";
  private static final Pattern PROGRESS =
      Pattern.compile("step (\\d{1,9}) of (\\d{1,9}), loss ([-\\d.]{1,20})");
  private static final int MOST_SAID = 2_000;

  private final Path directory;
  private final Manifest manifest;
  private final Process process;
  private volatile Progress progress;
  private volatile String said = "";

  /** How far it has come. */
  record Progress(int step, int steps, double loss) {
    static final Progress NONE = new Progress(0, 0, Double.NaN);
  }

  private TrainingSubprocess(Path directory, Manifest manifest, Process process) {
    this.directory = directory;
    this.manifest = manifest;
    this.process = process;
    this.progress = new Progress(0, manifest.steps(), Double.NaN);
    Thread listener = new Thread(this::listen, "framecast-learning");
    listener.setDaemon(true);
    listener.start();
  }

  /** Begins a round. */
  static TrainingSubprocess begin(
      Path directory, Manifest manifest, Weights parent, Map<String, Object> clients) {
    write(directory, "parent.safetensors", parent.toBytes());
    write(directory, "manifest.json", manifest.toJson().getBytes(StandardCharsets.UTF_8));
    return start(directory, manifest, clients);
  }

  /** The round that was broken off in this directory; null where there is none. */
  static @Nullable Manifest brokenOff(Path directory) {
    try {
      return Manifest.parse(Files.readString(directory.resolve("manifest.json")));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | RuntimeException e) {
      LOG.warn("what is in {} is no round: {}", directory, e.getMessage());
      return null;
    }
  }

  /** Goes on with it. */
  static TrainingSubprocess start(Path directory, Manifest manifest, Map<String, Object> clients) {
    Properties properties = new Properties();
    clients.forEach((name, value) -> properties.setProperty(name, String.valueOf(value)));
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
      write(directory, "client.properties", text.toString().getBytes(StandardCharsets.UTF_8));
      Files.deleteIfExists(directory.resolve("challenger.safetensors"));
      ProcessBuilder builder = new ProcessBuilder(command(directory, manifest, clients));
      builder.redirectErrorStream(true);
      builder.environment().remove("FRAMECAST_LOG_FORMAT"); // its lines are told in ours
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(manifest.threads()));
      return new TrainingSubprocess(directory, manifest, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("a round cannot be begun in " + directory, e);
    }
  }

  private static List<String> command(
      Path directory, Manifest manifest, Map<String, Object> clients) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
      command.addAll(List.of("/usr/bin/nice", "-n", "19"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ActiveProcessorCount=" + manifest.threads());
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx1500m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "retrain"));
    command.add("--until-input-ends");
    command.addAll(List.of("--bootstrap", String.valueOf(clients.get("bootstrap.servers"))));
    for (String option :
        List.of(
            "kafka-config=client.properties",
            "manifest=manifest.json",
            "parent=parent.safetensors",
            "saved=saved",
            "out=challenger.safetensors")) {
      int cut = option.indexOf('=');
      command.add("--" + option.substring(0, cut));
      command.add(directory.resolve(option.substring(cut + 1)).toString());
    }
    return command;
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher step = PROGRESS.matcher(line);
        if (step.matches()) {
          progress =
              new Progress(
                  Integer.parseInt(step.group(1)),
                  Integer.parseInt(step.group(2)),
                  Double.parseDouble(step.group(3)));
          LOG.debug("{}", line);
        } else {
          said = line.length() > MOST_SAID ? line.substring(0, MOST_SAID) : line;
          LOG.info("round: {}", said);
        }
      }
    } catch (IOException e) {
      LOG.debug("the round says nothing more", e);
    }
  }

  Manifest manifest() {
    return manifest;
  }

  Progress progress() {
    return progress;
  }

  boolean isDone(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** What came of it once it is done; null where nothing did, and {@link #said} says why. */
  @Nullable Weights learned() {
    if (process.exitValue() != 0) {
      return null;
    }
    Path file = directory.resolve("challenger.safetensors");
    try {
      return WeightsGuard.use("of this round", () -> Weights.read(file));
    } catch (RefusedModelException e) {
      said = String.valueOf(e.getMessage());
      return null;
    }
  }

  /** What it said last that was not how far it had come. */
  String said() {
    return said;
  }

  /** A round is over: nothing of it is left to go on with. */
  static void forget(Path directory) {
    try {
      for (String name :
          List.of("manifest.json", "saved", "parent.safetensors", "challenger.safetensors")) {
        Files.deleteIfExists(directory.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a round's files cannot be removed from " + directory, e);
    }
  }

  /** Ends the process; the round can be gone on with. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(); // until then it may still write into the directory
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Path directory, String name, byte[] bytes) {
    try {
      Files.createDirectories(directory);
      Path part = directory.resolve(name + ".part");
      Files.write(part, bytes);
      Files.move(part, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("expected to write to " + directory, e);
    }
  }
}

package io.framecast.sim;

import io.framecast.frames.Encoding;
import io.framecast.squares.Scene;
import io.framecast.squares.World;
import io.framecast.topics.BuildVersion;
import io.framecast.topics.KafkaEnvironment;
import io.framecast.topics.Topics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the simulator as a program that sends frames of moving squares to a broker. */
@Command(
    name = "producer-sim",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Sends frames of moving squares to a Kafka topic, until Ctrl-C.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0: all frames were sent", "1: the broker failed", "2: wrong usage"})
public final class ProducerSim implements Callable<Integer> {
  @Option(
      names = "--bootstrap",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}",
      description = "Broker, HOST:PORT (default: KAFKA_BOOTSTRAP_SERVERS, or localhost:9092).")
  private String bootstrap = "";

  @Option(names = "--topic", description = "Topic of the frames (default: ${DEFAULT-VALUE}).")
  private String topic = Topics.DEFAULT.frames();

  @Option(names = "--streams", description = "Number of cameras (default: ${DEFAULT-VALUE}).")
  private int streams = 8;

  @Option(
      names = "--fps",
      description =
          "Frames per second of each camera; 0: as fast as the broker accepts them (default:"
              + " ${DEFAULT-VALUE}).")
  private double fps = 10;

  @Option(
      names = "--speed",
      description = "Highest speed of a square, pixels per frame (default: ${DEFAULT-VALUE}).")
  private int speed = 1;

  @Option(
      names = "--seed",
      description = "Seed of all frames and faults (default: ${DEFAULT-VALUE}).")
  private long seed = 7;

  @Option(
      names = "--mode",
      description =
          "clips: a new scene every 15 frames; bounce: squares turn at the border (default: clips).")
  private World.Mode mode = World.Mode.CLIPS;

  @Option(
      names = "--encoding",
      converter = EncodingNames.class,
      description = "png, png16, npy (f4), npy-u1 or jpeg (default: png).")
  private Encoding encoding = Encoding.PNG8;

  @Option(names = "--height", description = "Rows (default: ${DEFAULT-VALUE}).")
  private int height = Scene.SIDE;

  @Option(names = "--width", description = "Columns (default: ${DEFAULT-VALUE}).")
  private int width = Scene.SIDE;

  @Option(
      names = "--prefix",
      description = "Stream ids are this and a number (default: ${DEFAULT-VALUE}).")
  private String prefix = "sim-";

  @Option(
      names = "--first-stream",
      description = "Number of the first camera (default: ${DEFAULT-VALUE}).")
  private long firstStream;

  @Option(names = "--frames", description = "Stop after this number of frames of each stream.")
  private long frames = SendRate.NO_END;

  @Option(names = "--seconds", description = "Stop after this time.")
  private double seconds = SendRate.NO_LIMIT.toSeconds();

  @Option(names = "--end", description = "Send a null value at the end, which ends each stream.")
  private boolean end;

  @Option(names = "--drop", description = "Probability that a frame is not sent.")
  private double drop;

  @Option(names = "--repeat", description = "Probability that a frame is sent twice.")
  private double repeat;

  @Option(names = "--corrupt", description = "Probability that a frame is corrupt.")
  private double corrupt;

  @Option(
      names = "--wait",
      description = "Seconds to wait for broker and topic (default: ${DEFAULT-VALUE}).")
  private int wait = 30;

  @Option(
      names = "-K",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the Kafka client; may be repeated. The environment may also hold settings:"
              + " linger.ms is KAFKA_LINGER_MS.")
  private Map<String, String> kafka = new HashMap<>();

  @Spec private @Nullable CommandSpec spec;

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Simulator running;
  private volatile int code;

  public static void main(String[] args) {
    // before the first logger; the name is unique, because the demo contains other programs
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "producer-sim-logback.xml");
    }
    ProducerSim program = new ProducerSim();
    Runtime.getRuntime().addShutdownHook(new Thread(program::endOnSignal, "on signal"));
    program.code = program.run(new PrintWriter(System.err, true, StandardCharsets.UTF_8), args);
    program.over.countDown();
    System.exit(program.code);
  }

  /** Runs the program without its exit; returns the exit code. */
  int run(PrintWriter err, String... args) {
    CommandLine line = new CommandLine(this);
    line.getCommandSpec().version(BuildVersion.current().line("producer-sim"));
    return line.setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(false)
        .setParameterExceptionHandler(
            (e, arguments) -> {
              err.println(e.getMessage() + " (--help lists all options)");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              err.println(e.getMessage());
              return e instanceof IllegalArgumentException
                  ? CommandLine.ExitCode.USAGE
                  : CommandLine.ExitCode.SOFTWARE;
            })
        .execute(args);
  }

  @Override
  public Integer call() throws InterruptedException {
    CameraSet cameras;
    SendRate pace;
    Map<String, String> settings;
    try {
      World world = new World(seed, mode, speed, height, width);
      cameras =
          new CameraSet(
              world,
              prefix,
              firstStream,
              streams,
              encoding,
              new FaultInjection(drop, repeat, corrupt));
      pace = new SendRate(fps, frames, Duration.ofNanos(Math.round(seconds * 1e9)), end);
      if (wait < 1) {
        throw new IllegalArgumentException("expected to wait at least 1 second, found " + wait);
      }
      kafka.putIfAbsent(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
      settings = KafkaEnvironment.merge(kafka, System.getenv());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command(), e.getMessage(), e);
    }
    try (Producer<byte[], byte @Nullable []> producer =
            ProducerConnection.open(bootstrap, topic, settings, Duration.ofSeconds(wait));
        Simulator simulator = new Simulator(cameras, pace, topic, producer)) {
      running = simulator;
      watch(simulator);
    }
    return CommandLine.ExitCode.OK;
  }

  private void watch(Simulator simulator) throws InterruptedException {
    ProgressLine progress = new ProgressLine(command().getErr(), streams);
    simulator.start();
    try {
      while (!simulator.awaitEnd(progress.pause())) {
        progress.show(simulator.total());
      }
    } finally {
      progress.end(simulator.total());
    }
  }

  /** Stops on a signal: the last records are sent, and the exit code is the usual one. */
  private void endOnSignal() {
    Simulator simulator = running;
    if (simulator == null) {
      return;
    }
    simulator.stop();
    try {
      if (over.await(10, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CommandLine command() {
    if (spec == null) {
      throw new IllegalStateException("picocli did not set the command");
    }
    return spec.commandLine();
  }
}

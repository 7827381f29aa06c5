package io.framecast.demo;

import io.framecast.frames.Encoding;
import io.framecast.sim.CameraSet;
import io.framecast.sim.FaultInjection;
import io.framecast.squares.Scene;
import io.framecast.squares.World;
import io.framecast.topics.BuildVersion;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The demo: it runs the broker, the services and the simulator in one process, until the time or
 * the scenario is over or until Ctrl-C, and then prints an account of every frame. Exit code 0: the
 * account balances and the scenario succeeded. 1: it did not, or the demo failed. 2: an option is
 * wrong.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: every frame has its prediction, and the story succeeded",
      "1: that is not so, or a failure at run time",
      "2: wrong usage"
    })
public final class Demo implements Callable<Integer> {
  @Option(names = "--seconds", description = "How long cameras send frames; 0: until Ctrl-C.")
  private double seconds;

  @Option(names = "--streams", description = "Number of cameras.")
  private int streams = 8;

  @Option(names = "--fps", description = "Frames per second of each camera.")
  private double fps = 10;

  @Option(names = "--speed", description = "Highest speed of a square, pixels per frame.")
  private int speed = 1;

  @Option(names = "--seed", description = "Seed of all frames.")
  private long seed = 7;

  @Option(
      names = "--mode",
      description = "clips: a new scene every 15 frames; bounce: squares turn at the border.")
  private World.Mode mode = World.Mode.CLIPS;

  @Option(
      names = "--story",
      description =
          "drift: the squares' speed changes once, and the skill has to recover; none: nothing"
              + " changes by itself.")
  private String story = "none";

  @Option(names = "--drift", description = "The speed to which the story drift changes.")
  private int drift = 2;

  @Option(
      names = "--http",
      description =
          "HTTP port of the predictor; the console has the one before, the trainer the next.")
  private int http = Addresses.HTTP;

  @Option(names = "--asked-at", description = "When the command was given, ISO 8601.")
  private Instant commandTime = Instant.now();

  @Option(names = "--log", description = "The file of the services' logs.")
  private Path log = Path.of("demo.log");

  @Option(
      names = "--verdict",
      description = "A file for the verdict of a demo that fails; empty after one that does not.")
  private @Nullable Path verdict;

  @Spec private @Nullable CommandSpec spec;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile int code;

  public static void main(String[] arguments) {
    Demo demo = new Demo();
    Runtime.getRuntime().addShutdownHook(new Thread(demo::endOnSignal, "on-signal"));
    demo.code = demo.execute(new PrintStream(System.err, true, StandardCharsets.UTF_8), arguments);
    demo.over.countDown();
    System.exit(demo.code);
  }

  /** Runs the demo; returns the exit code. */
  int execute(PrintStream err, String... arguments) {
    CommandLine line = new CommandLine(this);
    line.getCommandSpec().version(BuildVersion.current().line("demo"));
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Instant.class, Instant::parse)
        .setParameterExceptionHandler(
            (e, given) -> {
              return fail(err, e, CommandLine.ExitCode.USAGE);
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              return fail(err, e, CommandLine.ExitCode.SOFTWARE);
            })
        .execute(arguments);
  }

  private int fail(PrintStream err, Exception failure, int exitCode) {
    err.println("demo: " + failure.getMessage());
    try {
      writeVerdict(String.valueOf(failure.getMessage()));
    } catch (IOException e) {
      err.println("demo: --verdict: the file cannot be written: " + e);
    }
    return exitCode;
  }

  private void writeVerdict(String failure) throws IOException {
    if (verdict != null) {
      Files.writeString(verdict, failure);
    }
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    DemoOptions options = options();
    Addresses addresses = Addresses.choose(http);
    System.setProperty("logback.configurationFile", "demo-logback.xml");
    System.setProperty("demo.log", log.toString());
    // initializes logging before several threads use it
    LoggerFactory.getLogger(Demo.class).info("the demo starts");
    Summary summary = new DemoRun(addresses, options, stop).run(commandTime);
    writeVerdict(summary.exitCode() == 0 ? "" : summary.verdict());
    return summary.exitCode();
  }

  private DemoOptions options() {
    expect(seconds >= 0 && seconds < 1e9, "--seconds: expected 0 or more, found " + seconds);
    // frames that are sent without a pause would not be predicted in time
    expect(fps > 0 && fps <= 1000, "--fps: expected above 0, at most 1000, found " + fps);
    expect(http > 1 && http < 65535, "--http: expected a port between two others, found " + http);
    expect(!Files.isDirectory(log), "--log: expected a file to write, found the directory " + log);
    expect(drift >= 1 && drift <= 3, "--drift: expected a speed of 1 to 3, found " + drift);
    // the build passes an empty story by default
    boolean hasScenario = story.equals("drift");
    expect(
        hasScenario || story.equals("none") || story.isEmpty(),
        "--story: expected drift or none, found \"" + story + "\"");
    expect(
        !hasScenario || drift != speed,
        "--drift: expected another speed than --speed has, found " + drift + " twice");
    expect(
        !hasScenario || seconds == 0,
        "--seconds cannot be combined with --story: a story ends by itself");
    try {
      World world = new World(seed, mode, speed, Scene.SIDE, Scene.SIDE);
      CameraSet cameras =
          new CameraSet(world, "sim-", 0, streams, Encoding.PNG8, FaultInjection.NONE);
      Duration limit = Duration.ofNanos(Math.round(seconds * 1e9));
      return new DemoOptions(cameras, drift, fps, limit, hasScenario);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private void expect(boolean isValid, String sentence) {
    if (!isValid) {
      throw invalid(sentence);
    }
  }

  private ParameterException invalid(@Nullable String sentence) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
  }

  /** Ends the demo on Ctrl-C as its time would: with the account and its exit code. */
  private void endOnSignal() {
    stop.countDown();
    try {
      if (over.await(60, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

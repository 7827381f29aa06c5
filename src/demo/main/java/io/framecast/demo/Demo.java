package io.framecast.demo;

import io.framecast.frames.Encoding;
import io.framecast.sim.Cameras;
import io.framecast.sim.Faults;
import io.framecast.squares.Scene;
import io.framecast.squares.World;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The demo: a broker, a predictor, a trainer, a console and cameras in one process, until the time
 * or the story is over or Ctrl-C; then an account of every frame. Exit code 0 says that it balances
 * and the story went well, 1 that it does not or could not be played, 2 that an option is wrong.
 */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false)
public final class Demo implements Callable<Integer> {
  @Option(names = "--seconds", description = "How long the cameras film; 0: until Ctrl-C.")
  private double seconds;

  @Option(names = "--streams", description = "Cameras.")
  private int streams = 8;

  @Option(names = "--fps", description = "Frames per second of each camera.")
  private double fps = 10;

  @Option(names = "--speed", description = "Highest speed of a square, pixels per frame.")
  private int speed = 1;

  @Option(names = "--seed", description = "Of everything that is filmed.")
  private long seed = 7;

  @Option(
      names = "--mode",
      description = "clips: a new scene every 15 frames; bounce: squares turn at the border.")
  private World.Mode mode = World.Mode.CLIPS;

  @Option(
      names = "--story",
      description =
          "drift: the squares' speed changes once, and the skill is to come back; none: nothing"
              + " happens by itself.")
  private String story = "none";

  @Option(names = "--drift", description = "The other speed: the story's, and that of the key d.")
  private int drift = 2;

  @Option(
      names = "--http",
      description =
          "Port of the predictor's HTTP; the console's is the one before, the trainer's the next.")
  private int http = Addresses.HTTP;

  @Option(names = "--asked-at", description = "When the command was given, ISO 8601.")
  private Instant askedAt = Instant.now();

  @Option(names = "--log", description = "Where the services' logs go.")
  private Path log = Path.of("demo.log");

  @Spec private @Nullable CommandSpec spec;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile int code;

  public static void main(String[] arguments) {
    Demo demo = new Demo();
    Runtime.getRuntime().addShutdownHook(new Thread(demo::endOnSignal, "on signal"));
    demo.code = demo.run(arguments);
    demo.over.countDown();
    System.exit(demo.code);
  }

  private int run(String... arguments) {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    return new CommandLine(this)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Instant.class, Instant::parse)
        .setParameterExceptionHandler(
            (e, given) -> {
              err.println("demo: " + e.getMessage());
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              err.println("demo: " + e.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    Script script = script();
    System.setProperty("logback.configurationFile", "demo-logback.xml");
    System.setProperty("demo.log", log.toString());
    return new Play(Addresses.choose(http), script, askedAt, stop).run();
  }

  private Script script() {
    expect(seconds >= 0 && seconds < 1e9, "--seconds: expected 0 or more, found " + seconds);
    // what is sent as fast as it can be is not answered in time
    expect(fps > 0 && fps <= 1000, "--fps: expected above 0, at most 1000, found " + fps);
    expect(http > 1 && http < 65535, "--http: expected a port between two others, found " + http);
    expect(drift >= 1 && drift <= 3, "--drift: expected a speed of 1 to 3, found " + drift);
    // as the build gives it, a story that nobody asked for is empty
    boolean told = story.equals("drift");
    expect(
        told || story.equals("none") || story.isEmpty(),
        "--story: expected drift or none, found \"" + story + "\"");
    expect(
        !told || drift != speed,
        "--drift: expected another speed than --speed has, found " + drift + " twice");
    expect(
        !told || seconds == 0,
        "--seconds: expected none with a story, which ends by itself, found " + seconds);
    try {
      World calm = new World(seed, mode, speed, Scene.SIDE, Scene.SIDE);
      Cameras cameras = new Cameras(calm, "sim-", 0, streams, Encoding.PNG8, Faults.NONE);
      Duration limit = Duration.ofNanos(Math.round(seconds * 1e9));
      return new Script(cameras, drift, fps, limit, told);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private void expect(boolean good, String sentence) {
    if (!good) {
      throw refused(sentence);
    }
  }

  private ParameterException refused(@Nullable String sentence) {
    if (spec == null) {
      throw new IllegalStateException("expected picocli to have set the command, found none");
    }
    return new ParameterException(spec.commandLine(), sentence);
  }

  /** Ctrl-C ends it as its time would, with the account and its exit code. */
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

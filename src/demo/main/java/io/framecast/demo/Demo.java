package io.framecast.demo;

import io.framecast.frames.Encoding;
import io.framecast.sim.Cameras;
import io.framecast.sim.Faults;
import io.framecast.sim.Pace;
import io.framecast.squares.Scene;
import io.framecast.squares.World;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The demo: a broker, a predictor and cameras in one process, until the time is over or Ctrl-C;
 * then an account of every frame. Exit code 0 says that it balances.
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

  @Option(names = "--http", description = "Port of the predictor's HTTP.")
  private int http = Addresses.HTTP;

  @Option(names = "--asked-at", description = "When the command was given, ISO 8601.")
  private Instant askedAt = Instant.now();

  @Option(names = "--log", description = "Where the services' logs go.")
  private Path log = Path.of("demo.log");

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile int code = CommandLine.ExitCode.SOFTWARE;

  public static void main(String[] arguments) {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code =
        new CommandLine(new Demo())
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
    System.exit(code);
  }

  @Override
  public Integer call() throws InterruptedException {
    Cameras cameras =
        new Cameras(
            new World(seed, mode, speed, Scene.SIDE, Scene.SIDE),
            "sim-",
            0,
            streams,
            Encoding.PNG8,
            Faults.NONE);
    Duration limit = Duration.ofNanos(Math.round(seconds * 1e9));
    Pace pace = new Pace(fps, Pace.NO_END, limit.isZero() ? Pace.NO_LIMIT : limit, false);
    System.setProperty("logback.configurationFile", "demo-logback.xml");
    System.setProperty("demo.log", log.toString());
    Addresses addresses = Addresses.choose(http);
    Runtime.getRuntime().addShutdownHook(new Thread(this::endOnSignal, "on signal"));
    try {
      code = play(addresses, cameras, pace, limit);
    } finally {
      over.countDown();
    }
    return code;
  }

  private int play(Addresses addresses, Cameras cameras, Pace pace, Duration limit)
      throws InterruptedException {
    try (Stage stage = new Stage(new Screen(addresses))) {
      stage.show(new View("starting", Duration.ZERO, limit, List.of(), Latency.UNKNOWN));
      try (Cast cast = Cast.assembled(addresses);
          Watch watch = Watch.started(addresses.bootstrap())) {
        while (!cast.serves() && !stop.await(20, TimeUnit.MILLISECONDS)) {
          cast.expectPredictor();
        }
        if (stop.getCount() > 0) {
          cast.roll(cameras, pace);
        }
        Instant start = Instant.now();
        while (!stop.await(stage.pause().toMillis(), TimeUnit.MILLISECONDS)
            && !cast.filmed(Duration.ZERO)) {
          cast.expectPredictor();
          watch.expectAlive();
          show(stage, "live", start, limit, watch);
        }
        cast.cut();
        show(stage, "ending", start, limit, watch);
        Summary summary = Finale.of(addresses.bootstrap(), watch, askedAt);
        show(stage, "ended", start, limit, watch);
        stage.end(summary.lines());
        return summary.exitCode();
      }
    }
  }

  private static void show(Stage stage, String phase, Instant start, Duration limit, Watch watch) {
    Duration time = Duration.between(start, Instant.now());
    stage.show(new View(phase, time, limit, watch.rows(), watch.latency()));
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

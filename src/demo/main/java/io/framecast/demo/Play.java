package io.framecast.demo;

import io.framecast.sim.Cameras;
import io.framecast.sim.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One performance: {@code starting -> live -> ending -> ended}.
 *
 * @param limit how long the cameras film, zero for until stopped
 * @param askedAt when somebody asked for it
 * @param stop ends it before its time
 */
record Play(
    Addresses addresses,
    Cameras cameras,
    double fps,
    Duration limit,
    Instant askedAt,
    CountDownLatch stop) {
  private static final long TICK_MILLIS = 25;

  /** Shows it, and its account at the end; returns the exit code. */
  int run() throws InterruptedException {
    Pace pace = new Pace(fps, Pace.NO_END, limit.isZero() ? Pace.NO_LIMIT : limit, false);
    try (Stage stage = new Stage(new Screen(addresses))) {
      stage.show(new View("starting", Duration.ZERO, limit, List.of(), Latency.UNKNOWN, List.of()));
      try (Cast cast = Cast.assembled(addresses);
          Watch watch = Watch.started(addresses.bootstrap())) {
        awaitServing(cast);
        Instant start = Instant.now();
        if (!stopped()) {
          cast.roll(cameras, pace);
          follow(stage, cast, watch, start);
        }
        show("ending", stage, watch, start);
        cast.cut();
        Summary summary = Finale.of(addresses.bootstrap(), watch, askedAt);
        show("ended", stage, watch, start);
        stage.end(summary.lines());
        return summary.exitCode();
      }
    }
  }

  private void awaitServing(Cast cast) throws InterruptedException {
    while (!cast.serves() && !stopped()) {
      cast.expectPredictor();
      tick();
    }
  }

  private void follow(Stage stage, Cast cast, Watch watch, Instant start)
      throws InterruptedException {
    Instant due = start;
    while (!stopped() && !cast.filmed(Duration.ZERO)) {
      cast.expectPredictor();
      watch.expectAlive();
      if (!Instant.now().isBefore(due)) {
        show("live", stage, watch, start);
        due = Instant.now().plus(stage.pause());
      }
      tick();
    }
  }

  private void show(String phase, Stage stage, Watch watch, Instant start) {
    Duration now = Duration.between(start, Instant.now());
    Duration time = limit.isZero() || now.compareTo(limit) < 0 ? now : limit;
    stage.show(new View(phase, time, limit, watch.rows(), watch.latency(), watch.pairs()));
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void tick() throws InterruptedException {
    boolean ignored = stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
  }
}

package io.framecast.demo;

import io.framecast.demo.story.News;
import io.framecast.demo.story.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One performance: {@code starting -> live -> ending -> ended}. One thread. */
final class Play {
  private static final long TICK_MILLIS = 25;

  private final Addresses addresses;
  private final Script script;
  private final Instant askedAt;
  private final CountDownLatch stop;
  private Instant start = Instant.EPOCH;
  private String learning = "";
  private String filmed = "";

  /**
   * One that nobody sees yet.
   *
   * @param askedAt when somebody asked for it
   * @param stop ends it before its time
   */
  Play(Addresses addresses, Script script, Instant askedAt, CountDownLatch stop) {
    this.addresses = addresses;
    this.script = script;
    this.askedAt = askedAt;
    this.stop = stop;
  }

  /** Shows it, and its account at the end; returns the exit code. */
  int run() throws InterruptedException {
    try (Stage stage = new Stage(addresses, key())) {
      stage.show(View.starting(script.limit()));
      Dial dial = new Dial(script.calmSpeed());
      // a story that somebody has a hand in would be another one
      try (Cast cast = Cast.assembled(addresses, script.story() ? null : dial);
          Watch watch = Watch.started(addresses.bootstrap())) {
        awaitServing(cast);
        start = Instant.now();
        Outcome story = stopped() ? null : film(stage, cast, watch, dial);
        Summary summary = Finale.of(addresses.bootstrap(), watch, askedAt, story);
        show("ended", stage, watch);
        stage.end(summary.lines());
        return summary.exitCode();
      }
    }
  }

  /** What may be pressed: in a story nothing, which would be another one with it. */
  private String key() {
    return script.story()
        ? ""
        : "%c: speed %d or %d".formatted(Director.KEY, script.calmSpeed(), script.nextSpeed());
  }

  private void awaitServing(Cast cast) throws InterruptedException {
    while (!cast.serves() && !stopped()) {
      cast.expectAll();
      tick();
    }
  }

  private @Nullable Outcome film(Stage stage, Cast cast, Watch watch, Dial dial)
      throws InterruptedException {
    try (Filming filming = Filming.begun(script, addresses.bootstrap())) {
      Director director = new Director(script, filming, watch.chronicle(), dial, start);
      Instant due = start;
      while (!stopped() && !filming.isOver() && !director.isOver(Instant.now())) {
        cast.expectAll();
        watch.expectAlive();
        director.turn(Instant.now(), stage.key(), news -> tell(stage, news));
        filmed = director.line(Instant.now());
        if (!Instant.now().isBefore(due)) {
          show("live", stage, watch);
          due = Instant.now().plus(stage.pause());
        }
        tick();
      }
      filmed = director.line(Instant.now());
      show("ending", stage, watch);
      return director.outcome();
    }
  }

  private void tell(Stage stage, News news) {
    Duration time = Duration.between(start, Instant.ofEpochMilli(news.at()));
    learning = Screen.said(time, news.text());
    stage.tell(learning);
  }

  private void show(String phase, Stage stage, Watch watch) {
    Duration now = Duration.between(start, Instant.now());
    Duration limit = script.limit();
    stage.show(
        new View(
            phase,
            limit.isZero() || now.compareTo(limit) < 0 ? now : limit,
            limit,
            watch.rows(),
            watch.latency(),
            watch.pairs(),
            watch.chronicle().live(),
            learning,
            filmed));
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void tick() throws InterruptedException {
    boolean ignored = stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
  }
}

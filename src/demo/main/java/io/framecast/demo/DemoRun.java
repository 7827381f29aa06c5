package io.framecast.demo;

import io.framecast.demo.drift.DriftScenario;
import io.framecast.demo.drift.ScenarioResult;
import io.framecast.demo.drift.TimedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the demo once: starts the services, sends frames, and audits the topics. One thread. */
final class DemoRun {
  private static final long TICK_MILLIS = 25;
  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(5);

  private final Addresses addresses;
  private final DemoOptions options;
  private final CountDownLatch stop;
  private final TerminalView view = new TerminalView();

  DemoRun(Addresses addresses, DemoOptions options, CountDownLatch stop) {
    this.addresses = addresses;
    this.options = options;
    this.stop = stop;
  }

  /**
   * Runs until the time or the scenario is over, or until it is stopped.
   *
   * @param commandTime when the command was given
   * @return the account
   */
  Summary run(Instant commandTime) throws InterruptedException {
    view.print(addresses.lines());
    SpeedSetting speed = new SpeedSetting(options.speed());
    // the page cannot change the speed during a scenario
    try (DemoServices services =
            DemoServices.start(addresses, options.hasScenario() ? null : speed);
        TopicObserver observer = TopicObserver.start(addresses.bootstrap())) {
      while (!services.isReady() && !isStopped()) {
        services.requireRunning();
        tick();
      }
      ScenarioResult result = isStopped() ? null : sendFrames(services, observer, speed);
      Summary summary = FinalAudit.run(addresses.bootstrap(), observer, commandTime, result);
      view.print(List.of(""));
      view.print(summary.lines());
      return summary;
    }
  }

  /** Returns how the scenario went, null without one. */
  private @Nullable ScenarioResult sendFrames(
      DemoServices services, TopicObserver observer, SpeedSetting speed)
      throws InterruptedException {
    try (SimulatorRun simulator = SimulatorRun.start(options, addresses.bootstrap())) {
      Instant start = Instant.now();
      DriftScenario scenario = options.hasScenario() ? scenario(observer, start) : null;
      Instant nextStatus = start;
      boolean hasPredictions = false;
      while (!isStopped() && !simulator.isOver() && !isOver(scenario)) {
        services.requireRunning();
        observer.requireRunning();
        handleEvents(observer, scenario, start);
        Instant now = Instant.now();
        if (scenario != null && scenario.isTimeToChange(now.toEpochMilli())) {
          speed.speed(options.driftSpeed());
          scenario.onChange(now.toEpochMilli());
        }
        simulator.setSpeed(speed.speed());
        boolean isFirst = !hasPredictions && observer.firstPrediction() != null;
        if (isFirst || !now.isBefore(nextStatus)) {
          hasPredictions |= isFirst;
          printStatus(observer, start, statusOf(scenario, simulator, now));
          nextStatus = now.plus(STATUS_INTERVAL);
        }
        tick();
      }
      printStatus(observer, start, statusOf(scenario, simulator, Instant.now()));
      return scenario == null ? null : scenario.result();
    }
  }

  private DriftScenario scenario(TopicObserver observer, Instant start) {
    return new DriftScenario(
        observer.history(), options.speed(), options.driftSpeed(), start.toEpochMilli());
  }

  private static boolean isOver(@Nullable DriftScenario scenario) {
    return scenario != null && scenario.isOver(System.currentTimeMillis());
  }

  private void handleEvents(
      TopicObserver observer, @Nullable DriftScenario scenario, Instant start) {
    for (TimedEvent event : observer.history().drainEvents()) {
      if (scenario != null) {
        scenario.onEvent(event);
      }
      if (event.isFromTrainer()) {
        Instant time = Instant.ofEpochMilli(event.at());
        view.printEvent(Duration.between(start, time), event.text());
      }
    }
  }

  private static String statusOf(
      @Nullable DriftScenario scenario, SimulatorRun simulator, Instant now) {
    return scenario == null
        ? "speed " + simulator.speed()
        : scenario.statusLine(now.toEpochMilli());
  }

  private void printStatus(TopicObserver observer, Instant start, String speed) {
    Instant now = Instant.now();
    view.printStatus(Duration.between(start, now), observer.stats(now), speed);
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  private void tick() throws InterruptedException {
    boolean ignored = stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
  }
}

package io.framecast.trainer.service;

import io.framecast.service.UnreadableRecordsMeter;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the trainer is about, as metrics and for whoever asks. */
final class TrainerMetrics {
  private final UnreadableRecords unreadable = new UnreadableRecords();
  private final Counter rounds;
  private final Counter promotions;
  private final Counter refusals;
  private final Counter rollbacks;
  private volatile String phase = "waiting";
  private volatile String champion = "";
  private volatile double skill = Double.NaN;
  private volatile double fallen = Double.NaN;
  private volatile TrainingSubprocess.Progress progress = TrainingSubprocess.Progress.NONE;
  private volatile String last = "";

  TrainerMetrics(MeterRegistry registry, Topics topics) {
    UnreadableRecordsMeter.register(
        registry, unreadable, List.of(topics.scores(), topics.models()));
    rounds = counter(registry, "rounds", "Rounds of retraining that were begun");
    promotions = counter(registry, "promotions", "Challengers that passed the gate");
    refusals = counter(registry, "refusals", "Challengers and rounds that led to nothing");
    rollbacks = counter(registry, "rollbacks", "Promotions that were taken back");
    gauge(registry, "skill", "Pooled skill of the champion's newest predictions", f -> f.skill);
    gauge(registry, "step", "Updates of the round that is on", f -> f.progress.step());
    gauge(registry, "steps", "Updates that it will have", f -> f.progress.steps());
    gauge(registry, "loss", "Cross-entropy per pixel of its last batch", f -> f.progress.loss());
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("framecast.trainer." + name).description(description).register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<TrainerMetrics> figure) {
    Gauge.builder("framecast.trainer." + name, this, figure)
        .description(description)
        .register(registry);
  }

  /** Counts what the trainer cannot read. */
  UnreadableRecords unreadable() {
    return unreadable;
  }

  void phase(String now) {
    phase = now;
  }

  void champion(String version) {
    champion = version;
  }

  void skill(double now) {
    skill = now;
  }

  /** NaN where it has not. */
  void fallen(double before) {
    fallen = before;
  }

  void progress(TrainingSubprocess.Progress now) {
    progress = now;
  }

  void begun() {
    rounds.increment();
  }

  void promoted(String why) {
    promotions.increment();
    last = why;
  }

  void refused(String why) {
    refusals.increment();
    last = why;
  }

  void rolledBack(String why) {
    rollbacks.increment();
    last = why;
  }

  TrainerStatus state() {
    TrainingSubprocess.Progress now = progress;
    return new TrainerStatus(
        phase,
        champion,
        known(skill),
        known(fallen),
        now.step(),
        now.steps(),
        (long) rounds.count(),
        (long) promotions.count(),
        (long) refusals.count(),
        (long) rollbacks.count(),
        last);
  }

  private static @Nullable Double known(double figure) {
    return Double.isNaN(figure) ? null : figure;
  }
}

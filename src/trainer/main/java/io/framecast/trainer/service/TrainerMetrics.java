package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.service.UnreadableRecordsMeter;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.framecast.trainer.rounds.TrainingProgress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Holds the metrics of the trainer, and the status that HTTP clients read. */
final class TrainerMetrics {
  private final UnreadableRecords unreadable = new UnreadableRecords();
  private final Counter rounds;
  private final Counter promotions;
  private final Counter rejections;
  private final Counter rollbacks;
  private volatile String phase = "waiting";
  private volatile @Nullable Weights champion;
  private volatile double skill = Double.NaN;
  private volatile double skillBeforeDrift = Double.NaN;
  private volatile TrainingProgress progress = TrainingProgress.NONE;
  private volatile String lastDecision = "";

  TrainerMetrics(MeterRegistry registry, Topics topics) {
    UnreadableRecordsMeter.register(
        registry, unreadable, List.of(topics.scores(), topics.models()));
    rounds = counter(registry, "rounds", "Rounds of retraining that began.");
    promotions = counter(registry, "promotions", "Challengers that passed the gate.");
    rejections = counter(registry, "refusals", "Challengers and rounds that were rejected.");
    rollbacks = counter(registry, "rollbacks", "Promotions that were rolled back.");
    gauge(registry, "skill", "Pooled skill of the champion's newest predictions.", f -> f.skill);
    gauge(registry, "step", "Updates of the running round so far.", f -> f.progress.step());
    gauge(registry, "steps", "Updates of the running round in all.", f -> f.progress.steps());
    gauge(registry, "loss", "Cross-entropy per pixel of the last batch.", f -> f.progress.loss());
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

  /** Returns the counter of the records that the trainer cannot read. */
  UnreadableRecords unreadable() {
    return unreadable;
  }

  void setPhase(String name) {
    phase = name;
  }

  void setChampion(Weights weights) {
    champion = weights;
  }

  /** Returns the live weights; null before the trainer knows them. */
  @Nullable Weights champion() {
    return champion;
  }

  /** Sets the pooled skill; NaN before there is one. */
  void setSkill(double pooled) {
    skill = pooled;
  }

  /** Sets the skill before the drift; NaN without drift. */
  void setSkillBeforeDrift(double before) {
    skillBeforeDrift = before;
  }

  void setProgress(TrainingProgress latest) {
    progress = latest;
  }

  void countRound() {
    rounds.increment();
  }

  void countPromotion(String reason) {
    promotions.increment();
    lastDecision = reason;
  }

  void countRejection(String reason) {
    rejections.increment();
    lastDecision = reason;
  }

  void countRollback(String reason) {
    rollbacks.increment();
    lastDecision = reason;
  }

  /** Returns the current status. */
  TrainerStatus status() {
    TrainingProgress now = progress;
    Weights live = champion;
    return new TrainerStatus(
        phase,
        live == null ? "" : live.version(),
        known(skill),
        known(skillBeforeDrift),
        now.step(),
        now.steps(),
        now.secondsLeft(),
        (long) rounds.count(),
        (long) promotions.count(),
        (long) rejections.count(),
        (long) rollbacks.count(),
        lastDecision);
  }

  private static @Nullable Double known(double figure) {
    return Double.isNaN(figure) ? null : figure;
  }
}

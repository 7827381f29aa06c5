package io.framecast.trainer.service;

import io.framecast.topics.Event;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.rounds.TrainingProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports what the trainer does in the events topic, in the log and in the metrics. */
final class TrainerReporter {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerReporter.class);

  private final ModelRegistry models;
  private final TrainerMetrics metrics;

  TrainerReporter(ModelRegistry models, TrainerMetrics metrics) {
    this.models = models;
    this.metrics = metrics;
  }

  /** Reports an event of a version. */
  void report(String event, String version, String reason) {
    LOG.atInfo().addKeyValue("version", version).log("{}: {}", event, reason);
    models.publishEvent(Event.ofModel(event, version, reason));
  }

  /** Reports that a round begins with a version. */
  void reportRound(String version, String reason) {
    report(Event.ROUND, version, reason);
    metrics.countRound();
  }

  void setProgress(TrainingProgress latest) {
    metrics.setProgress(latest);
  }

  /** Reports that a challenger, or a round that began with a version, was rejected. */
  void reportRejection(String version, String reason) {
    report(Event.REFUSAL, version, reason);
    metrics.countRejection(reason);
  }

  /** Reports a promotion, for which the registry has written the event. */
  void reportPromotion(String version, String reason) {
    LOG.atInfo().addKeyValue("version", version).log("promoted: {}", reason);
    metrics.countPromotion(reason);
  }

  /** Reports a rollback, for which the registry has written the event. */
  void reportRollback(String version, String previous, String reason) {
    LOG.atWarn().addKeyValue("version", version).log("rolled back to {}: {}", previous, reason);
    metrics.countRollback(reason);
  }
}

package io.framecast.trainer.service;

import io.framecast.topics.Event;
import io.framecast.topics.models.ModelRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the trainer does is said three times: in the events topic, in the log and in figures. */
record TrainerReporter(ModelRegistry registry, TrainerMetrics figures) {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerReporter.class);

  /** Something happened to a version. */
  void tell(String what, String version, String reason) {
    LOG.atInfo().addKeyValue("version", version).log("{}: {}", what, reason);
    registry.tell(Event.ofModel(what, version, reason));
  }

  /** A challenger, or a round that began with a version, led to nothing. */
  void refuse(String version, String why) {
    tell(Event.REFUSAL, version, why);
    figures.refused(why);
  }
}

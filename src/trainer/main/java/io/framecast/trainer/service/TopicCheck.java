package io.framecast.trainer.service;

import io.framecast.topics.InvalidTopicsException;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates missing topics and checks the others. At the start of the process a topic that cannot be
 * used is refused. Later an operator may be about to change several topics one after the other, so
 * it is only logged, once, and the trainer continues.
 */
final class TopicCheck {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

  private final TrainerSettings settings;
  private final Admin admin;
  private boolean hasPassed;
  private String problem = "";

  TopicCheck(TrainerSettings settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Creates missing topics; returns those that it has created.
   *
   * @throws InvalidTopicsException for an existing topic that cannot be used, until all of them
   *     could be used once
   */
  List<String> ensure() throws InterruptedException {
    TopicPlan plan = settings.plan();
    if (!hasPassed) {
      TopicLayout layout = TopicLayout.ensureTopics(admin, plan);
      hasPassed = true;
      return layout.created();
    }
    List<String> created = TopicLayout.createMissing(admin, plan);
    report(problem(plan));
    return created;
  }

  /** Returns what is wrong with the topics; empty for nothing. */
  private String problem(TopicPlan plan) throws InterruptedException {
    try {
      int ignored = TopicLayout.requireUsable(admin, plan);
      return "";
    } catch (InvalidTopicsException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void report(String found) {
    if (!found.equals(problem)) {
      problem = found;
      if (found.isEmpty()) {
        LOG.info("the topics are as expected again");
      } else {
        LOG.warn("the topics have changed, and a restart would fail: {}", found);
      }
    }
  }
}

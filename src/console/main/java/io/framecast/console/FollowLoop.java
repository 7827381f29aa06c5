package io.framecast.console;

import io.framecast.console.view.TopicFollower;
import io.framecast.console.view.TopicView;
import io.framecast.service.ServiceLoop;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop follows the topics, and resumes after the last record when that fails. */
final class FollowLoop extends ServiceLoop {
  private static final Logger LOG = LoggerFactory.getLogger(FollowLoop.class);

  private final TopicFollower follower;
  private final TopicView view;

  FollowLoop(TopicFollower follower, TopicView view) {
    this.follower = follower;
    this.view = view;
  }

  @Override
  protected void runOnce() {
    try {
      follower.follow(this::isFollowing, view::read);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("Following the topics failed. It resumes after the last record.", e);
    }
  }

  private boolean isFollowing() {
    markReady();
    return isRunning();
  }

  /** Retries after an absent broker or topic: a new consumer resumes at the same offsets. */
  @Override
  protected boolean isRetriable(RuntimeException e) {
    return e instanceof KafkaException;
  }
}

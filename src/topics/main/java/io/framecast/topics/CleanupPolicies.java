package io.framecast.topics;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that no topic loses records that a service needs: its cleanup policy deletes some. */
final class CleanupPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(CleanupPolicies.class);

  private static final String COMPACT = TopicConfig.CLEANUP_POLICY_COMPACT;
  private static final String DELETE = TopicConfig.CLEANUP_POLICY_DELETE;

  private CleanupPolicies() {}

  /**
   * Checks the topics.
   *
   * @throws InvalidTopicsException for a policy that loses states, weights or frames
   */
  static void require(Admin admin, Topics t) throws InterruptedException {
    for (String topic : List.of(t.checkpoints(), t.models())) {
      String policy = policy(admin, topic);
      boolean holds = !policy.contains(DELETE);
      require(holds, topic, COMPACT, policy, "records must stay for ever");
    }
    String ofFrames = policy(admin, t.frames());
    boolean holds = !ofFrames.contains(COMPACT);
    require(holds, t.frames(), DELETE, ofFrames, "streams are replayed from all of their frames");
  }

  /** Warns of a policy that costs only history. */
  static void warn(Admin admin, TopicPlan plan) throws InterruptedException {
    for (String topic : plan.deleted()) {
      String policy = policy(admin, topic);
      if (policy.contains(COMPACT)) {
        LOG.warn(
            "expected cleanup.policy=delete of {}, found {}: only the last record of each key is kept",
            topic,
            policy);
      }
    }
  }

  /** Returns the policy; empty if this client may not read it, as it is not needed to serve. */
  private static String policy(Admin admin, String topic) throws InterruptedException {
    try {
      return TopicLayout.settings(admin, List.of(topic), TopicConfig.CLEANUP_POLICY_CONFIG)
          .getOrDefault(topic, "");
    } catch (AuthorizationException e) {
      LOG.debug("the cleanup policy of {} is not checked", topic, e);
      return "";
    }
  }

  private static void require(
      boolean holds, String topic, String expected, String found, String why) {
    if (!holds) {
      throw new InvalidTopicsException(
          String.format(
              Locale.ROOT,
              "expected cleanup.policy=%s of %s, as %s, found %s; change it with kafka-configs --alter",
              expected,
              topic,
              why,
              found));
    }
  }
}

package io.framecast.topics;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that no topic loses records that a service needs: its cleanup policy deletes some. */
final class CleanupPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(CleanupPolicies.class);

  private CleanupPolicies() {}

  /**
   * Checks the topics, and warns of a policy that costs only history.
   *
   * @throws InvalidTopicsException for a policy that loses states, weights or frames
   */
  static void check(Admin admin, Topics t) throws InterruptedException {
    List<String> states = List.of(t.checkpoints(), t.models());
    TopicLayout.settings(admin, states, TopicConfig.CLEANUP_POLICY_CONFIG)
        .forEach(
            (topic, policy) ->
                require(
                    !policy.contains("delete"),
                    topic,
                    "compact",
                    policy,
                    "it keeps records for ever"));
    Map<String, String> series =
        TopicLayout.settings(
            admin,
            List.of(t.frames(), t.predictions(), t.scores(), t.deadLetters(), t.events()),
            TopicConfig.CLEANUP_POLICY_CONFIG);
    series.forEach(
        (topic, policy) -> {
          if (topic.equals(t.frames())) {
            String why = "streams are replayed from all of their frames";
            require(!policy.contains("compact"), topic, "delete", policy, why);
          } else if (policy.contains("compact")) {
            LOG.warn(
                "expected cleanup.policy=delete of {}, found {}: only the last record of each key is"
                    + " kept",
                topic,
                policy);
          }
        });
  }

  private static void require(
      boolean holds, String topic, String expected, String found, String why) {
    if (!holds) {
      throw new InvalidTopicsException(
          "expected cleanup.policy=%s of %s, as %s, found %s; change it with kafka-configs --alter"
              .formatted(expected, topic, why, found));
    }
  }
}

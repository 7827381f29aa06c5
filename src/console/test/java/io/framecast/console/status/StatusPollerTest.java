package io.framecast.console.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.json.JsonMapper;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class StatusPollerTest {

  /** A thread that ended would show the last status for ever. */
  @Test
  void pollsAgainAfterAnyFailure() {
    List<Throwable> failures =
        List.of(new IllegalStateException("a defect"), new StackOverflowError("an error"));
    AtomicInteger calls = new AtomicInteger();
    Admin admin =
        (Admin)
            Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> {
                  throw failures.get(Math.min(1, calls.getAndIncrement()));
                });
    try (StatusPoller poller = new StatusPoller(admin, "frames", "group", services())) {
      poller.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() >= 3);
      assertThat(poller.now().broker()).isFalse();
      assertThat(poller.now().sentence()).contains("could not be read", "an error");
    }
  }

  @Test
  void saysThatTheTopicIsMissingWithoutTheNameOfAClass() {
    assertThat(sentenceAfter(new UnknownTopicOrPartitionException("This server does not host it.")))
        .isEqualTo("Topic frames does not exist yet.");
    assertThat(sentenceAfter(new TopicAuthorizationException("Not authorized to access topics")))
        .isEqualTo("The Kafka broker is unavailable: Not authorized to access topics");
  }

  private static String sentenceAfter(KafkaException failure) {
    KafkaFutureImpl<TopicDescription> future = new KafkaFutureImpl<>();
    future.completeExceptionally(failure);
    DescribeTopicsResult described = new DescribeTopicsResult(null, Map.of("frames", future)) {};
    Admin admin =
        (Admin)
            Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> described);
    try (StatusPoller poller = new StatusPoller(admin, "frames", "group", services())) {
      poller.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !poller.now().equals(SystemStatus.NOTHING));
      return String.valueOf(poller.now().sentence());
    }
  }

  private static ServiceClients services() {
    URI none = URI.create("http://127.0.0.1:1");
    return new ServiceClients(none, none, JsonMapper.createDefault());
  }
}

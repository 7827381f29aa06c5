package io.framecast.console.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.json.JsonMapper;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
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
    URI none = URI.create("http://127.0.0.1:1");
    ServiceClients services = new ServiceClients(none, none, JsonMapper.createDefault());
    try (StatusPoller poller = new StatusPoller(admin, "frames", "group", services)) {
      poller.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() >= 3);
      assertThat(poller.now().broker()).isFalse();
      assertThat(poller.now().sentence()).contains("could not be read", "an error");
    }
  }
}

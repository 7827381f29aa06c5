package io.framecast.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connects browsers of one address. */
class LiveConnectionsIT {
  private static final int MOST = 3;

  private static EmbeddedBroker broker;
  private static ConsoleFixture console;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.launch();
    console =
        new ConsoleFixture(
            broker.bootstrap(), Map.of("framecast.console.browsers-per-address", MOST));
    await().atMost(ConsoleFixture.PATIENCE).until(console::isFollowing);
  }

  @AfterAll
  static void stop() {
    console.close();
    broker.close();
  }

  @Test
  void tellsProxiesToForwardEachEventAtOnce() throws Exception {
    HttpResponse<InputStream> response = console.connect("");
    response.body().close();
    assertThat(response.headers().firstValue("x-accel-buffering")).hasValue("no");
  }

  @Test
  void rejectsOneBrowserTooManyOfAnAddressUntilAnotherLeaves() throws Exception {
    List<InputStream> connected = new ArrayList<>();
    try {
      await()
          .atMost(ConsoleFixture.PATIENCE)
          .untilAsserted(
              () -> {
                HttpResponse<InputStream> response = console.connect("");
                if (response.statusCode() == 200) {
                  connected.add(response.body());
                }
                assertThat(response.statusCode()).isEqualTo(429);
                assertThat(new String(response.body().readAllBytes(), UTF_8))
                    .contains("of one address: at most " + MOST + " may connect at once");
              });
      assertThat(connected).hasSizeBetween(1, MOST + 1);
    } finally {
      for (InputStream one : connected) {
        one.close();
      }
    }
    await().atMost(ConsoleFixture.PATIENCE).until(LiveConnectionsIT::isAccepted);
  }

  private static boolean isAccepted() throws Exception {
    HttpResponse<InputStream> response = console.connect("");
    response.body().close();
    return response.statusCode() == 200;
  }
}

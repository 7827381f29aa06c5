package io.framecast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BrokerOutageIT {

  @Tag("proof")
  @Test
  void reportsABrokerOutageAndFollowsTheTopicsAfterIt() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        ConsoleFixture console = new ConsoleFixture(broker.bootstrap(), Map.of())) {
      await().atMost(ConsoleFixture.PATIENCE).until(console::isFollowing);
      console.publish("cam", 1);
      console.awaitLine("1", line -> line.contains("\"seen\":1"));
      console.awaitLine("", line -> line.contains("\"broker\":true"));
      broker.stop();
      List<String> lines = console.awaitLine("", line -> line.contains("\"broker\":false"));
      assertThat(lines.get(lines.size() - 1)).contains("\"sentence\":\"");
      assertThat(console.get("/api/streams/1").body()).contains("\"id\":\"cam\"");
      assertThat(console.get("/api/models").statusCode()).isEqualTo(200);
      broker.start();
      console.awaitLine("", line -> line.contains("\"broker\":true"));
      console.publish("cam", 2);
      console.awaitLine("1", line -> line.contains("\"seen\":2"));
    }
  }
}

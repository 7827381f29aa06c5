package io.framecast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BrokerAwayIT {

  @Tag("proof")
  @Test
  void aBrokerThatGoesIsToldAndWhenItComesBackItIsFollowedAgain() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.started();
        Site site = new Site(broker.bootstrap(), Map.of())) {
      await().atMost(Site.PATIENCE).until(site::follows);
      site.film("cam", 1);
      site.lookFor("1", line -> line.contains("\"seen\":1"));
      site.lookFor("", line -> line.contains("\"broker\":true"));
      broker.stop();
      List<String> lines = site.lookFor("", line -> line.contains("\"broker\":false"));
      assertThat(lines.get(lines.size() - 1)).contains("\"sentence\":\"");
      assertThat(site.get("/api/streams/1").body()).contains("\"id\":\"cam\"");
      assertThat(site.get("/api/models").statusCode()).isEqualTo(503);
      broker.start();
      site.lookFor("", line -> line.contains("\"broker\":true"));
      site.film("cam", 2);
      site.lookFor("1", line -> line.contains("\"seen\":2"));
    }
  }
}

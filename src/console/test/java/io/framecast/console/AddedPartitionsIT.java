package io.framecast.console;

import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.topics.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;

class AddedPartitionsIT {
  private static final Topics TOPICS = Topics.DEFAULT;

  @Test
  void showsStreamsOfPartitionsThatAreAddedWhileItRuns() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        ConsoleFixture console = new ConsoleFixture(broker.bootstrap(), Map.of());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      await().atMost(ConsoleFixture.PATIENCE).until(console::isFollowing);
      console.publish("early", 1);
      console.awaitLine("", line -> line.contains("\"id\":\"early\""));
      for (String topic : List.of(TOPICS.predictions(), TOPICS.scores(), TOPICS.frames())) {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get();
      }
      console.publish("late", 2, 1);
      console.awaitLine("", line -> line.contains("\"id\":\"late\""));
    }
  }
}

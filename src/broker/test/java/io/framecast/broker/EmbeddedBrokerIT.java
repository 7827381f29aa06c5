package io.framecast.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

  @Test
  void restartsAStoppedBrokerWithItsRecords(@TempDir Path directory) throws Exception {
    int port = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launchOn(port, directory)) {
      assertThat(broker.bootstrap()).isEqualTo("127.0.0.1:" + port);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
        admin
            .createTopics(List.of(new NewTopic("t", Optional.of(2), Optional.empty())))
            .all()
            .get();
      }
      sendInOneTransaction(broker, "one");
      broker.stop();
      broker.start();
      sendInOneTransaction(broker, "two");
      assertThat(read(broker, 2)).containsExactlyInAnyOrder("one", "two");
    }
    try (EmbeddedBroker next = EmbeddedBroker.launchOn(port, directory)) {
      assertThat(read(next, 2)).containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void advertisesItsProxyAndStartsWithoutIt() throws Exception {
    int port = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launchBehind(port);
        ServerSocket proxy = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + broker.port()))) {
      assertThat(broker.bootstrap()).isEqualTo("127.0.0.1:" + port);
      var nodes = admin.describeCluster().nodes();
      proxy.setSoTimeout(30_000);
      try (Socket client = proxy.accept()) {
        assertThat(client.isConnected()).isTrue();
        assertThat(nodes.isDone()).as("answered only through the proxy").isFalse();
      }
      admin.close(Duration.ZERO);
    }
  }

  @Test
  void deletesItsTemporaryDirectory() {
    EmbeddedBroker broker = EmbeddedBroker.launch();
    assertThat(broker.directory()).exists();
    broker.close();
    assertThat(broker.directory()).doesNotExist();
  }

  @Test
  void namesADirectoryThatCannotBeUsed() {
    assertThatThrownBy(() -> EmbeddedBroker.launchOn(1, Path.of("/proc/none")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/proc/none");
  }

  private static void sendInOneTransaction(EmbeddedBroker broker, String value) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", "test");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("t", value)).get();
      producer.commitTransaction();
    }
  }

  private static List<String> read(EmbeddedBroker broker, int count) {
    Map<String, Object> group = Map.of("group.id", "g" + System.nanoTime());
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        TestConsumers.create(
            broker.bootstrap(), group, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("t"));
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }
}

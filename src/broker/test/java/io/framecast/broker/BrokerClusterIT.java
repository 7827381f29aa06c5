package io.framecast.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("proof")
class BrokerClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static BrokerCluster cluster;
  private static Admin admin;

  @BeforeAll
  static void start() {
    cluster = BrokerCluster.launch(3);
    admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
  }

  @AfterAll
  static void end() {
    admin.close();
    cluster.close();
  }

  @Test
  void continuesTransactionsWhileANodeIsKilledAndRestarted() throws Exception {
    create("killed");
    try (TransactionLoop committing = new TransactionLoop(cluster.bootstrap(), "killed")) {
      committing.awaitMore(20);
      int first = partition("killed").leader().id();
      ProcessHandle process = ProcessHandle.of(cluster.pid(first)).orElseThrow();
      cluster.kill(first);
      assertThat(process.isAlive()).isFalse();
      committing.awaitMore(20);
      assertThat(partition("killed").leader().id()).isNotEqualTo(first);
      cluster.start(first);
      awaitInSync("killed", 3);
      // without the restarted node the cluster could not lose the next one
      int second = partition("killed").leader().id();
      cluster.kill(second);
      committing.awaitMore(20);
      cluster.start(second);
      committing.end();
      assertThat(committing.read()).isEqualTo(committing.committed());
    }
  }

  @Test
  void continuesTransactionsWhileANodeIsStopped() throws Exception {
    create("stopped");
    try (TransactionLoop committing = new TransactionLoop(cluster.bootstrap(), "stopped")) {
      committing.awaitMore(20);
      int node = partition("stopped").leader().id();
      cluster.stop(node);
      committing.awaitMore(20);
      cluster.start(node);
      awaitInSync("stopped", 3);
      committing.end();
      assertThat(committing.read()).isEqualTo(committing.committed());
    }
  }

  @Test
  void keepsRecordsWhenAllNodesAreKilled() throws Exception {
    create("dead");
    try (TransactionLoop committing = new TransactionLoop(cluster.bootstrap(), "dead")) {
      committing.awaitMore(20);
      committing.end();
      for (int node = 1; node <= 3; node++) {
        cluster.kill(node);
      }
      cluster.start(1, 2, 3);
      assertThat(committing.read()).isEqualTo(committing.committed());
    }
  }

  @Test
  void reportsWhyANodeCannotStart() throws Exception {
    int port = Integer.parseInt(cluster.bootstrap().replaceFirst("^127.0.0.1:(\\d+),.*", "$1"));
    cluster.kill(1);
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> cluster.start(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("node 1 cannot start:")
          .hasMessageContaining("cannot start a broker on PLAINTEXT://127.0.0.1:" + port);
      assertThat(taken.isBound()).isTrue();
    }
    cluster.start(1);
  }

  @Test
  void rejectsInvalidCommands() {
    assertThatThrownBy(() -> cluster.start(1)).hasMessage("node 1 is already running");
    assertThatThrownBy(() -> cluster.kill(4)).hasMessage("expected a node from 1 to 3, found 4");
  }

  private static void create(String topic) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty()))).all().get();
    awaitInSync(topic, 3);
  }

  private static void awaitInSync(String topic, int replicas) {
    Awaitility.await(topic)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(() -> partition(topic).isr().size() == replicas);
  }

  private static TopicPartitionInfo partition(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .get(0);
  }
}

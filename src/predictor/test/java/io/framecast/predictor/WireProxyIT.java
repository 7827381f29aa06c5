package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.broker.TestConsumers;
import io.framecast.predictor.WireProxy.Action;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class WireProxyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PORT = EmbeddedBroker.freePort();
  private static EmbeddedBroker broker;
  private WireProxy proxy;
  private Admin admin;
  private TopicPartition partition;
  private final Map<String, Object> settings = new HashMap<>();

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launchBehind(PORT);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void prepare(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName();
    partition = new TopicPartition(name, 0);
    proxy = new WireProxy(PORT, broker.port());
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()))).all().get();
    settings.putAll(Map.of("bootstrap.servers", broker.bootstrap(), "client.id", "writer"));
    settings.putAll(Map.of("transactional.id", name, "max.request.size", 4 << 20));
  }

  @AfterEach
  void end() throws Exception {
    admin.close();
    proxy.close();
  }

  @Test
  void clientsWorkThroughTheProxyAndTheHookSeesTheirRequests() throws Exception {
    Queue<WireRequest> seen = new ConcurrentLinkedQueue<>();
    proxy.hook(
        request -> {
          seen.add(request);
          return Action.FORWARD;
        });
    try (var producer = producer();
        var reader = consumer()) {
      begin(producer, new byte[3_000]);
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(0)), reader.groupMetadata());
      producer.commitTransaction();
      assertThat(read()).containsExactly(new byte[3_000]);
    }
    assertThat(seen)
        .filteredOn(request -> request.clientId().equals("writer"))
        .extracting(WireRequest::api)
        .containsSubsequence(ApiKeys.PRODUCE, ApiKeys.TXN_OFFSET_COMMIT, ApiKeys.END_TXN);
    assertThat(seen)
        .filteredOn(request -> request.api() == ApiKeys.PRODUCE)
        .singleElement()
        .satisfies(request -> assertThat(request.size()).isBetween(3_001, 4_000));
    assertThat(seen)
        .filteredOn(request -> request.api() == ApiKeys.FETCH)
        .extracting(WireRequest::clientId)
        .containsOnly("reader");
    // the broker's own requests do not pass the proxy
    assertThat(seen).extracting(WireRequest::api).doesNotContain(ApiKeys.WRITE_TXN_MARKERS);
  }

  @Test
  void aDroppedEndRequestLeavesTheTransactionOpen() throws Exception {
    settings.put("max.block.ms", 2_000);
    try (var producer = producer()) {
      AtomicInteger dropped = answerTo(ApiKeys.END_TXN, Action.DROP);
      begin(producer, new byte[] {1});
      assertThatThrownBy(producer::commitTransaction).isInstanceOf(TimeoutException.class);
      assertThat(dropped).hasPositiveValue();
      assertThat(transaction()).isEqualTo(TransactionState.ONGOING);
      assertThat(read()).isEmpty();
      proxy.hook(request -> Action.FORWARD);
      producer.commitTransaction();
      assertThat(read()).containsExactly(new byte[] {1});
    }
  }

  @Test
  void theBrokerIgnoresHalfOfARequest() throws Exception {
    settings.putAll(Map.of("request.timeout.ms", 1_000, "delivery.timeout.ms", 2_000));
    byte[] large = new byte[3 << 20];
    new Random(11).nextBytes(large);
    try (var producer = producer()) {
      AtomicInteger halved = answerTo(ApiKeys.PRODUCE, Action.HALF);
      assertThatThrownBy(() -> begin(producer, large)).hasCauseInstanceOf(TimeoutException.class);
      assertThat(halved).hasPositiveValue();
      try (var reader = consumer("read_uncommitted")) {
        assertThat(reader.endOffsets(List.of(partition))).containsEntry(partition, 0L);
      }
      proxy.hook(request -> Action.FORWARD);
      producer.abortTransaction();
      begin(producer, large);
      producer.commitTransaction();
      assertThat(read()).containsExactly(large);
    }
  }

  @Test
  void forwardsAWholeRequestEvenIfItsClientHasDisconnected() throws Exception {
    try (var producer = producer()) {
      proxy.hook(
          request -> {
            if (request.api() == ApiKeys.END_TXN) {
              producer.close(Duration.ZERO);
            }
            return Action.FORWARD;
          });
      begin(producer, new byte[] {1});
      assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> transaction() == TransactionState.COMPLETE_COMMIT);
      assertThat(read()).containsExactly(new byte[] {1});
    }
  }

  @Test
  void withholdsTheResponseToARequestThatTheBrokerHasProcessed() throws Exception {
    AtomicBoolean hasReturned = new AtomicBoolean();
    try (var producer = producer()) {
      AtomicInteger withheld =
          answerTo(
              ApiKeys.END_TXN,
              Action.forwardAndThen(
                  () -> {
                    Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> transaction() == TransactionState.COMPLETE_COMMIT);
                    assertThat(hasReturned).isFalse();
                    // the client will repeat the request
                    proxy.hook(request -> Action.FORWARD);
                  }));
      begin(producer, new byte[] {1});
      producer.commitTransaction();
      hasReturned.set(true);
      assertThat(withheld).hasValue(1);
      assertThat(read()).containsExactly(new byte[] {1});
    }
  }

  @Test
  void theProxyContinuesAfterARestartOfItsBroker() throws Exception {
    broker.stop();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    } finally {
      broker.start();
    }
    try (var producer = producer()) {
      begin(producer, new byte[] {1});
      producer.commitTransaction();
    }
    assertThat(read()).containsExactly(new byte[] {1});
  }

  @Test
  void closeThrowsTheExceptionOfAHook() throws Exception {
    int port = EmbeddedBroker.freePort();
    WireProxy other = new WireProxy(port, broker.port());
    other.hook(
        request -> {
          throw new AssertionError(request.toString());
        });
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      out.writeInt(2 + 2 + 4 + 2 + 3);
      out.writeShort(18);
      out.writeShort(0);
      out.writeInt(77);
      out.writeShort(3);
      out.writeBytes("odd");
      assertThat(new DataInputStream(client.getInputStream()).read()).isEqualTo(-1);
    }
    assertThatThrownBy(other::close)
        .hasRootCauseMessage(new WireRequest(1, ApiKeys.API_VERSIONS, 0, 77, "odd", 17).toString());
  }

  /** Applies the action to every such request, and counts them. */
  private AtomicInteger answerTo(ApiKeys api, Action action) {
    AtomicInteger count = new AtomicInteger();
    proxy.hook(
        request -> {
          if (request.api() != api) {
            return Action.FORWARD;
          }
          count.incrementAndGet();
          return action;
        });
    return count;
  }

  /** Begins a transaction and sends one record. */
  private void begin(KafkaProducer<byte[], byte[]> producer, byte[] value) throws Exception {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(partition.topic(), value)).get();
  }

  private KafkaProducer<byte[], byte[]> producer() {
    var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return consumer("read_committed");
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return TestConsumers.create(
        broker.bootstrap(),
        Map.of("client.id", "reader", "group.id", "readers", "isolation.level", isolation));
  }

  /** Returns all committed values. */
  private List<byte[]> read() {
    List<byte[]> values = new ArrayList<>();
    try (var reader = consumer()) {
      reader.assign(List.of(partition));
      reader.seekToBeginning(List.of(partition));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                reader.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
                return reader.position(partition)
                    >= reader.endOffsets(List.of(partition)).get(partition);
              });
    }
    return values;
  }

  private TransactionState transaction() throws Exception {
    String id = partition.topic();
    return admin.describeTransactions(List.of(id)).description(id).get().state();
  }
}

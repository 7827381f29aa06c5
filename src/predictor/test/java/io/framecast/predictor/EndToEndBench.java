package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Broker, producer, predictor and reader on this machine: 64 streams of 40x40 PNGs in one partition
 * a core, the shipped weights. First how many frames a second, of a topic that is full already;
 * then, at half of that, how long from a frame's append to its prediction being read, committed.
 *
 * <p>Before it, in a process of its own, what idle streams cost.
 */
final class EndToEndBench {
  private static final int STREAMS = 64;
  private static final int CLIP = 100;

  /** At first, and again when the load changes, the JIT compiler takes half a core. */
  private static final int WARM_UP = 60_000;

  private static final Duration SETTLING = Duration.ofSeconds(45);

  private static final int COUNTED = 20_000;

  /** A poll may bring more than it is asked to wait for. */
  private static final int SPARE = 2_000;

  private static final Topics TOPICS = Topics.DEFAULT;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final String bootstrap;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> reader;
  private final byte[][][] frames = new byte[STREAMS][CLIP][];
  private final AtomicLong sent = new AtomicLong();
  private long received;
  private final Map<String, Long> appended = new ConcurrentHashMap<>();

  private EndToEndBench(String bootstrap) throws Exception {
    this.bootstrap = bootstrap;
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "linger.ms", 0);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    World world = new World(1, World.Mode.BOUNCE, 1, 40, 40);
    for (int s = 0; s < STREAMS; s++) {
      for (int n = 0; n < CLIP; n++) {
        frames[s][n] = Encoding.PNG8.encode(world.noisy(s, n));
      }
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      NewTopic topic = new NewTopic(TOPICS.frames(), Optional.of(CORES), Optional.empty());
      topic.configs(Map.of("message.timestamp.type", "LogAppendTime"));
      admin.createTopics(List.of(topic)).all().get();
    }
    reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  public static void main(String[] arguments) throws Exception {
    IdleStreams.measureInAProcess();
    Path weights = Files.createTempFile("framecast", ".safetensors");
    Files.write(weights, Weights.shipped().toBytes());
    try (EmbeddedBroker broker = EmbeddedBroker.started()) {
      EndToEndBench bench = new EndToEndBench(broker.bootstrap());
      bench.send(WARM_UP + COUNTED + SPARE);
      try (Predictor predictor =
          Predictor.start(
              Map.of(
                  "kafka.bootstrap.servers",
                  bench.bootstrap,
                  "micronaut.server.port",
                  -1,
                  "framecast.weights",
                  weights.toString()))) {
        bench.awaitTopics();
        bench.receive(WARM_UP);
        Map<String, Long> before = cpuNanos();
        long begin = System.nanoTime();
        int counted = bench.receive(COUNTED).size();
        double perSecond = counted / ((System.nanoTime() - begin) / 1e9);
        print("throughput: %.0f frames/s, %d streams, %d partitions", perSecond, STREAMS, CORES);
        cpuNanos()
            .forEach(
                (threads, nanos) ->
                    print(
                        "processor time of %s: %.0f us a frame",
                        threads, (nanos - before.getOrDefault(threads, 0L)) / 1e3 / counted));
        bench.receive(bench.waiting());
        bench.latencies(perSecond / 2, SETTLING);
        long[] sorted = bench.latencies(perSecond / 2, Duration.ofSeconds(20));
        print(
            "latency at %.0f frames/s: p50 %d ms, p99 %d ms, max %d ms",
            perSecond / 2,
            sorted[sorted.length / 2],
            sorted[sorted.length * 99 / 100],
            sorted[sorted.length - 1]);
        print("counters: %s", Http.counters(predictor.port()));
      }
    }
    Files.delete(weights);
    System.exit(0);
  }

  /** Processor time so far: of the workers, the loop, and the rest, which is mostly the broker. */
  private static Map<String, Long> cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> nanos = new TreeMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        String name = thread.getThreadName();
        String group =
            name.startsWith("framecast-worker")
                ? "workers"
                : name.startsWith("framecast-loop") ? "loop" : "broker, clients and reader";
        nanos.merge(group, threads.getThreadCpuTime(thread.getThreadId()), Long::sum);
      }
    }
    return nanos;
  }

  /** The next frame of each stream in turn. */
  private void send() {
    long n = sent.getAndIncrement();
    int stream = (int) (n % STREAMS);
    int number = (int) (n / STREAMS);
    // forth and back: the squares never jump
    int at = number % (2 * CLIP - 2);
    byte[] value = frames[stream][at < CLIP ? at : 2 * CLIP - 2 - at];
    byte[] key = ("cam" + stream).getBytes(UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(TOPICS.frames(), stream % CORES, key, value);
    var unused =
        producer.send(
            record,
            (metadata, failure) ->
                appended.put(
                    metadata.topic() + "-" + metadata.partition() + "@" + metadata.offset(),
                    metadata.timestamp()));
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      send();
    }
    producer.flush();
  }

  private void awaitTopics() throws InterruptedException {
    while (reader.listTopics().get(TOPICS.predictions()) == null) {
      Thread.sleep(10);
    }
    List<TopicPartition> partitions = new ArrayList<>();
    for (int p = 0; p < CORES; p++) {
      partitions.add(new TopicPartition(TOPICS.predictions(), p));
    }
    reader.assign(partitions);
  }

  /** Latencies in milliseconds of the next predictions, at least so many. */
  private List<Long> receive(int count) {
    List<Long> latencies = new ArrayList<>();
    while (latencies.size() < count) {
      for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
        long now = System.currentTimeMillis();
        latencies.add(now - appendedAt(Prediction.of(record).source().toString()));
      }
    }
    received += latencies.size();
    return latencies;
  }

  /** Frames sent whose predictions have not been read. */
  private int waiting() {
    return (int) (sent.get() - received);
  }

  /** On a busy machine the producer may hear of an append after the reader of its prediction. */
  private long appendedAt(String source) {
    Long at;
    while ((at = appended.remove(source)) == null) {
      Thread.onSpinWait();
    }
    return at;
  }

  /** Sorted, of the frames sent at this rate for so long. */
  private long[] latencies(double perSecond, Duration time) throws InterruptedException {
    int count = (int) (perSecond * time.toSeconds());
    Thread camera =
        new Thread(
            () -> {
              long begin = System.nanoTime();
              for (int i = 0; i < count; i++) {
                LockSupport.parkNanos(begin + (long) (i * 1e9 / perSecond) - System.nanoTime());
                send();
              }
            });
    camera.start();
    long[] sorted = receive(count).stream().mapToLong(Long::longValue).sorted().toArray();
    camera.join();
    return sorted;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

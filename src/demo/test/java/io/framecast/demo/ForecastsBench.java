package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.frames.FrameLimits;
import io.framecast.squares.World;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Measures what the forecasts topic costs a console without a browser, and one that was asked for a
 * roll-out. The console is a process, and this one is the broker and a producer of the forecasts of
 * 64 streams with 99 leads above 1.
 */
final class ForecastsBench {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final int PARTITIONS = 8;
  private static final int STREAMS = 64;
  private static final int LEADS = 99;
  private static final int SECONDS = DemoBench.size(30, 2);
  private static final List<Integer> FPS = List.of(1, 5, 10, 25);
  private static final Pattern READ =
      Pattern.compile("^framecast_console_forecasts_total (\\S+)", Pattern.MULTILINE);

  private final KafkaProducer<byte[], byte[]> producer;
  private final Process console;
  private final String address;
  private final byte[] image =
      Encoding.PNG8.encode(new World(1, World.Mode.BOUNCE, 1, 40, 48).noisy(0, 0));
  private Future<?> sent = CompletableFuture.completedFuture(null);
  private long frames;

  private ForecastsBench(KafkaProducer<byte[], byte[]> producer, Process console, String address) {
    this.producer = producer;
    this.console = console;
    this.address = address;
  }

  static void measure() throws Exception {
    Path directory = Files.createTempDirectory("framecast-bench");
    int port = EmbeddedBroker.freePort();
    String address = "http://127.0.0.1:" + port + "/";
    try (EmbeddedBroker broker = EmbeddedBroker.launch()) {
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrap());
      try (Admin admin = Admin.create(clients)) {
        TopicLayout.createMissing(
            admin, new TopicPlan(TOPICS, PARTITIONS, -1, FrameLimits.DEFAULT, true));
      }
      Process console = PageBench.console(broker.bootstrap(), port, directory);
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
        Awaitility.await().atMost(PATIENCE).until(() -> PageBench.answers(address));
        ForecastsBench bench = new ForecastsBench(producer, console, address);
        print(
            "%d streams in %d partitions, %d forecasts of %d bytes for each frame:",
            STREAMS, PARTITIONS, LEADS, bench.image.length);
        bench.observe(5); // warms up the code that reads them
        for (int fps : FPS) {
          bench.get("api/streams/1/rollout");
          print("  %s", bench.observe(fps));
        }
        if (!DemoBench.isQuick()) {
          Thread.sleep(Duration.ofMinutes(1).toMillis()); // the console stops reading after it
          print("  without a browser, %s", bench.observe(5));
        }
      } finally {
        console.destroyForcibly().waitFor();
      }
    }
  }

  /** Writes forecasts for some seconds at this rate, and says what became of them. */
  private String observe(int fps) throws Exception {
    long before = read();
    Duration used = console.info().totalCpuDuration().orElseThrow();
    long begin = System.nanoTime();
    long written = 0;
    for (int i = 0; i < fps * SECONDS; i++) {
      for (int stream = 0; stream < STREAMS; stream++) {
        publish(stream);
      }
      written += (long) STREAMS * LEADS;
      frames++;
      long wait = begin + (i + 1) * 1_000_000_000L / fps - System.nanoTime();
      if (wait > 0) {
        Thread.sleep(Duration.ofNanos(wait).toMillis());
      }
    }
    sent.get(); // also fails where the producer did
    producer.flush();
    double elapsed = (System.nanoTime() - begin) / 1e9;
    double busy = console.info().totalCpuDuration().orElseThrow().minus(used).toNanos() / 1e9;
    long read = read() - before;
    return String.format(
        Locale.ROOT,
        "%d frames/s: %.0f records/s written, %.0f read; %.1f %% of a core%s",
        fps,
        written / elapsed,
        read / elapsed,
        100 * busy / elapsed,
        read == 0 ? "" : String.format(Locale.ROOT, ", %.1f us a record", 1e6 * busy / read));
  }

  /** Writes all forecasts that follow a frame, in the order and partition of a predictor. */
  private void publish(int stream) {
    RecordPosition source =
        new RecordPosition(
            TOPICS.frames(), stream % PARTITIONS, frames * STREAMS / PARTITIONS + stream);
    for (int lead = 2; lead <= LEADS + 1; lead++) {
      sent =
          producer.send(
              new Prediction(
                      "camera-" + stream,
                      image,
                      "image/png",
                      frames + lead,
                      "0b0f8cc7d0a04b0f",
                      lead,
                      source,
                      frames + 1,
                      0,
                      SpanContext.getInvalid())
                  .toRecord(TOPICS.forecasts()));
    }
  }

  /** Returns how many forecasts the console has read. */
  private long read() throws IOException, InterruptedException {
    String meters = get("prometheus");
    Matcher matcher = READ.matcher(meters);
    if (!matcher.find()) {
      throw new IllegalStateException(
          "expected framecast_console_forecasts_total, found " + meters);
    }
    return (long) Double.parseDouble(matcher.group(1));
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}

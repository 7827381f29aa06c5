package io.framecast.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.service.Service;
import io.framecast.service.ServiceDefinition;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A console over a broker, with frames and predictions as a predictor writes them, and a browser.
 */
final class ConsoleFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final String TOKEN = "secret";

  private static final Topics TOPICS = Topics.DEFAULT;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Service console;
  private final HttpClient client = HttpClient.newHttpClient();

  ConsoleFixture(String bootstrap, Map<String, Object> more, Object... beans)
      throws InterruptedException {
    Map<String, Object> broker = Map.of("bootstrap.servers", bootstrap);
    try (Admin admin = Admin.create(broker)) {
      TopicLayout.ensureTopics(admin, TopicPlan.of(TOPICS, 2, -1));
    }
    producer = new KafkaProducer<>(broker, new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", bootstrap);
    settings.put("micronaut.server.port", -1);
    settings.put("framecast.admin.token", TOKEN);
    settings.put("framecast.console.predictors", "http://127.0.0.1:1");
    settings.put("framecast.console.trainer", "http://127.0.0.1:1");
    settings.putAll(more);
    ServiceDefinition kind = beans.length == 0 ? Console.KIND : Console.KIND.with(beans[0]);
    console = Service.start(kind, settings);
  }

  /** Publishes a frame of this stream and its prediction. */
  RecordPosition publish(String stream, int number) {
    return publish(stream, null, number);
  }

  /** Publishes a frame in this partition, or where its key falls, and its prediction. */
  RecordPosition publish(String stream, @Nullable Integer partition, int number) {
    byte[] key = stream.getBytes(UTF_8);
    RecordMetadata at =
        send(new ProducerRecord<>(TOPICS.frames(), partition, key, picture(number)));
    RecordPosition source = new RecordPosition(at.topic(), at.partition(), at.offset());
    send(predicted(stream, source, 1, number + 1, number).toRecord(TOPICS.predictions()));
    return source;
  }

  /** Publishes the forecast of this picture, so many frames after the source. */
  void forecast(String stream, RecordPosition source, int lead, int number) {
    send(predicted(stream, source, lead, number, 1).toRecord(TOPICS.forecasts()));
  }

  /** Publishes the score of this frame's prediction; without a horizon it was the next frame. */
  void score(String stream, RecordPosition frame, @Nullable Integer horizon, double skill) {
    PredictionScore score =
        new PredictionScore(stream, null, frame.toString(), "v1", .5, .5, .5, .5, skill, horizon);
    send(
        new ProducerRecord<>(
            TOPICS.scores(), frame.partition(), stream.getBytes(UTF_8), score.toJson()));
  }

  private static Prediction predicted(
      String stream, RecordPosition source, int lead, int number, long seen) {
    return new Prediction(
        stream,
        picture(number),
        "image/png",
        null,
        "v1",
        lead,
        source,
        seen,
        0,
        SpanContext.getInvalid());
  }

  RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns an image of 20 by 12 pixels, each number another grey. */
  static byte[] picture(int number) {
    float[] pixels = new float[240];
    java.util.Arrays.fill(pixels, number % 256 / 255f);
    return Encoding.PNG8.encode(new Frame(12, 20, 1, pixels));
  }

  String address() {
    return "http://127.0.0.1:" + console.port();
  }

  boolean isFollowing() {
    return console.isReady();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.noBody());
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path)).timeout(PATIENCE);
  }

  /** Connects a browser; the caller closes it. */
  HttpResponse<InputStream> connect(String see) throws IOException, InterruptedException {
    return client.send(
        request("/api/live?see=" + see).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /** Connects a browser without waiting for it. */
  CompletableFuture<HttpResponse<InputStream>> connectAsync() {
    return client.sendAsync(
        request("/api/live").GET().build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  static void disconnect(HttpResponse<InputStream> looking) {
    try {
      looking.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line of the events, and returns all lines up to it. */
  List<String> awaitLine(String see, Predicate<String> wanted)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(connect(see).body(), UTF_8))) {
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < until) {
        String line = reader.readLine();
        if (line == null) {
          break;
        }
        lines.add(line);
        if (wanted.test(line)) {
          return lines;
        }
      }
    }
    throw new AssertionError("expected another line, found " + lines);
  }

  @Override
  public void close() {
    console.close();
    producer.close();
  }
}

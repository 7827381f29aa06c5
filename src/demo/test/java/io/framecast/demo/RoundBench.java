package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.predictor.Predictor;
import io.framecast.service.Service;
import io.framecast.sim.CameraSet;
import io.framecast.sim.FaultInjection;
import io.framecast.sim.ProducerConnection;
import io.framecast.sim.SendRate;
import io.framecast.sim.Simulator;
import io.framecast.squares.Scene;
import io.framecast.squares.World;
import io.framecast.topics.Topics;
import io.framecast.trainer.service.Trainer;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Measures a round of retraining beside a predictor: {@code mvn -Pbench verify -pl src/demo -am
 * -Dbench.parts=round}. It runs eight cameras at ten frames per second and a round of 1,500
 * sequences on one thread, and compares latency before and during the round.
 */
final class RoundBench {
  private static final int STREAMS = DemoBench.size(8, 16);
  private static final int SEQUENCES = DemoBench.size(1_500, 80);
  private static final double FPS = 10;

  /** The round needs enough clips on both sides of the split. */
  private static final Duration WARM_UP = Duration.ofSeconds(DemoBench.size(120, 15));

  private static final Duration UNDISTURBED = Duration.ofSeconds(DemoBench.size(60, 3));

  private RoundBench() {}

  static void measure() throws Exception {
    Path directory = Files.createTempDirectory("framecast-bench");
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Service predictor =
            Service.start(
                Predictor.KIND,
                Map.of(
                    "kafka.bootstrap.servers", broker.bootstrap(), "micronaut.server.port", -1));
        Service trainer =
            Service.start(
                Trainer.KIND,
                Map.of(
                    "kafka.bootstrap.servers",
                    broker.bootstrap(),
                    "micronaut.server.port",
                    -1,
                    "framecast.trainer.directory",
                    directory,
                    "framecast.round.sequences",
                    SEQUENCES,
                    "framecast.admin.token",
                    "bench"))) {
      await(() -> predictor.isReady() && trainer.isReady());
      try (var producer =
              ProducerConnection.open(
                  broker.bootstrap(), Topics.DEFAULT.frames(), Map.of(), Duration.ofSeconds(30));
          Simulator simulator = simulator(producer);
          Latencies latencies = new Latencies(broker.bootstrap())) {
        simulator.start();
        latencies.receive(WARM_UP);
        print("undisturbed: %s", text(latencies.receive(UNDISTURBED)));
        int status = post(trainer.port(), "/rounds");
        while (status == HttpURLConnection.HTTP_CONFLICT) { // until a version is live
          latencies.receive(Duration.ofMillis(100));
          status = post(trainer.port(), "/rounds");
        }
        long begin = System.nanoTime();
        Histogram beside = new Histogram(3);
        boolean begun = false;
        for (String state = ""; !begun || state.contains("\"learning\""); ) {
          beside.add(latencies.receive(Duration.ofMillis(500)));
          state = get(trainer.port(), "/trainer");
          begun |= state.contains("\"learning\"");
        }
        print(
            "a round (asked: %d) of %,d sequences on one thread: %.1f s from the request to the judgement; meanwhile %s",
            status, SEQUENCES, (System.nanoTime() - begin) / 1e9, text(beside));
        print("%s", get(trainer.port(), "/trainer"));
      }
    }
  }

  private static Simulator simulator(
      org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer) {
    World world = new World(7, World.Mode.CLIPS, 2, Scene.SIDE, Scene.SIDE);
    CameraSet cameras =
        new CameraSet(world, "sim-", 0, STREAMS, Encoding.PNG8, FaultInjection.NONE);
    return new Simulator(cameras, SendRate.of(FPS), Topics.DEFAULT.frames(), producer);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(50);
    }
  }

  private static int post(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer bench")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String text(Histogram millis) {
    return String.format(
        Locale.ROOT,
        "%d predictions, latency p50 %d ms, p99 %d ms, max %d ms",
        millis.getTotalCount(),
        millis.getValueAtPercentile(50),
        millis.getValueAtPercentile(99),
        millis.getMaxValue());
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

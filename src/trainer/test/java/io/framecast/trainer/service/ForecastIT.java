package io.framecast.trainer.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.service.Service;
import io.framecast.squares.World;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.RecordedFrames;
import io.framecast.trainer.SmallModel;
import io.framecast.trainer.log.LogReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastIT {
  private static final Weights SHIPPED = Weights.shipped();
  private static final int FRAMES = 12;
  private static final int AHEAD = 4;

  @TempDir private Path folder;

  @Test
  void aRollOutIsWhatTheStepForecasts() throws Exception {
    World world = new World(3, World.Mode.BOUNCE, 1, 24, 40);
    try (RecordedFrames frames = new RecordedFrames();
        Service trainer =
            Service.start(
                Trainer.KIND,
                Map.of(
                    "kafka.bootstrap.servers", frames.bootstrap(),
                    "micronaut.server.port", -1,
                    "framecast.trainer.directory", folder.resolve("round")))) {
      await().atMost(Duration.ofSeconds(60)).until(trainer::isReady);
      String topic = Topics.DEFAULT.frames();
      frames.send(topic, "cam".getBytes(UTF_8), Encoding.PNG8.encode(world.noisy(1, 0)));
      frames.send(topic, "cam".getBytes(UTF_8), null); // what came before its end is not seen
      for (int i = 0; i < FRAMES; i++) {
        frames.send(topic, "cam".getBytes(UTF_8), Encoding.PNG8.encode(world.noisy(0, i)));
        frames.send(topic, "other".getBytes(UTF_8), Encoding.PNG8.encode(world.noisy(2, i)));
      }
      frames.send(topic, "cam".getBytes(UTF_8), "no frame".getBytes(UTF_8));
      ConsumerRecord<byte[], byte[]> last = newest(frames.bootstrap(), topic);
      String place = "/rollouts/" + last.partition() + "/" + last.offset();
      String version = "?version=" + SHIPPED.version();
      HttpResponse<String> seen = get(trainer, place + version + "&ahead=" + AHEAD);
      assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
      assertThat(seen.body()).contains(expected(world));

      Weights forecaster = SmallModel.forecaster(3);
      new ModelRegistry(Map.of("bootstrap.servers", frames.bootstrap()), Topics.DEFAULT)
          .publish(forecaster.toBytes());
      String other = "?version=" + forecaster.version() + "&ahead=" + AHEAD;
      assertThat(get(trainer, place + other).body()).contains(expected(world, forecaster));

      assertThat(get(trainer, place + version + "&ahead=0").statusCode()).isEqualTo(400);
      assertThat(get(trainer, place + version + "&ahead=51").statusCode()).isEqualTo(400);
      assertThat(get(trainer, place).statusCode()).isEqualTo(400);
      assertThat(get(trainer, place + "?version=none").body())
          .contains("expected version none in framecast.models, found [");
      assertThat(get(trainer, "/rollouts/" + last.partition() + "/9999" + version).statusCode())
          .isEqualTo(404);
      HttpResponse<String> elsewhere = get(trainer, "/rollouts/99/0" + version);
      assertThat(elsewhere.statusCode()).isEqualTo(404);
      assertThat(elsewhere.body()).contains("expected a frame at " + topic + "-99@0, found none");
    }
  }

  private static List<String> expected(World world) throws Exception {
    FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
    Stream.Builder<String> pictures = Stream.builder();
    try (Step step = new Step(SHIPPED);
        State state = State.zero(SHIPPED.configuration(), 24, 40)) {
      Frame next = null;
      for (int i = 0; i < FRAMES; i++) {
        byte[] sent = Encoding.PNG8.encode(world.noisy(0, i));
        next = step.next(state, decoder.decode(sent, null).frame());
      }
      for (int k = 0; k < AHEAD; k++) {
        pictures.add(Base64.getEncoder().encodeToString(Encoding.PNG8.encode(next)));
        next = step.next(state, next);
      }
    }
    return pictures.build().toList();
  }

  private static List<String> expected(World world, Weights forecaster) throws Exception {
    FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
    float[][] leads = new float[AHEAD][24 * 40];
    try (Step step = new Step(forecaster);
        State state = State.zero(forecaster.configuration(), 24, 40)) {
      for (int i = 0; i < FRAMES; i++) {
        byte[] sent = Encoding.PNG8.encode(world.noisy(0, i));
        step.forecast(state, decoder.decode(sent, null).frame().pixels(), leads);
      }
    }
    Base64.Encoder text = Base64.getEncoder();
    return Stream.of(leads)
        .map(pixels -> text.encodeToString(Encoding.PNG8.encode(new Frame(24, 40, 1, pixels))))
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> newest(String bootstrap, String topic) {
    try (LogReader log = new LogReader(Map.of("bootstrap.servers", bootstrap));
        Stream<ConsumerRecord<byte[], byte[]>> all =
            log.records(log.partitions(topic), "cam".getBytes(UTF_8), 0)) {
      return all.reduce((one, later) -> later).orElseThrow();
    }
  }

  private static HttpResponse<String> get(Service trainer, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + trainer.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}

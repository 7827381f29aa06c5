package io.framecast.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.console.status.SpeedControl;
import io.framecast.topics.Event;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleIT {
  private static final int MOST_BROWSERS = 12;
  private static final String HOSTILE =
      "<img src=x onerror=alert(1)>\r\nevent: hello\ndata: {}\n\n../";

  private static EmbeddedBroker broker;
  private static ConsoleFixture console;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.launch();
    console =
        new ConsoleFixture(
            broker.bootstrap(), Map.of("framecast.console.browsers", MOST_BROWSERS), new Speed());
    await().atMost(ConsoleFixture.PATIENCE).until(console::isFollowing);
  }

  @AfterAll
  static void stop() {
    console.close();
    broker.close();
  }

  private static final class Speed implements SpeedControl {
    private volatile int speed = 1;

    @Override
    public int speed() {
      return speed;
    }

    @Override
    public void speed(int pixels) {
      speed = pixels;
    }
  }

  private static int number(String stream) throws Exception {
    String id = "\"id\":\"" + stream + "\"";
    List<String> lines = console.awaitLine("", line -> line.contains(id));
    String last = lines.get(lines.size() - 1);
    String before = last.substring(0, last.indexOf(id));
    return Integer.parseInt(before.replaceAll(".*\"n\":(\\d+),", "$1"));
  }

  @Test
  void sendsFramesOfSubscribedStreamsOnly() throws Exception {
    console.publish("seen", 1);
    console.publish("unseen", 1);
    int n = number("seen");
    console.publish("seen", 2);
    String second = Base64.getEncoder().encodeToString(ConsoleFixture.picture(2));
    List<String> lines =
        console.awaitLine(
            Integer.toString(n), line -> line.contains("\"frame\"") && line.contains(second));
    String frames = lines.get(lines.size() - 1);
    assertThat(frames).contains("\"model\":\"v1\"", "\"seen\":2", "\"skill\":null");
    assertThat(frames.split("\"frame\"")).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("event: hello");
    assertThat(lines.get(1)).contains("\"admin\":true", "\"simulator\":true", "\"events\":[");
    assertThat(console.get("/api/streams/" + n).body())
        .contains("\"id\":\"seen\"", "\"events\":[]");
    assertThat(console.get("/api/streams/999999").statusCode()).isEqualTo(404);
    assertThat(console.get("/api/streams/x").statusCode()).isEqualTo(400);
  }

  /** The fixture commits nothing, as predictors of another group than the console's. */
  @Test
  void saysWhyTheLagOfAnotherGroupIsNotKnown() throws Exception {
    console.publish("grouped", 1);
    List<String> lines = console.awaitLine("", line -> line.contains("Set framecast.group to"));
    assertThat(lines.get(lines.size() - 1))
        .contains(
            "\"broker\":true,\"sentence\":\"The group framecast-predictor has committed no position,",
            "\"lag\":[]",
            "\"behind\":0,");
  }

  /** The id is data: neither an event of its own nor markup. */
  @Test
  void escapesAHostileStreamId() throws Exception {
    console.publish(HOSTILE, 1);
    List<String> lines = console.awaitLine("", line -> line.contains("onerror"));
    assertThat(lines.get(lines.size() - 1))
        .startsWith("data: {\"streams\":[")
        .contains("<img src=x onerror=alert(1)>\\r\\nevent: hello\\ndata: {}\\n\\n../");
    assertThat(lines).filteredOn(line -> line.equals("event: hello")).hasSize(1);
    assertThat(console.get("/prometheus").body()).doesNotContain("onerror");
  }

  @Test
  void exposesTheMetersOfTheReadme() throws Exception {
    console.awaitLine("", line -> line.equals("event: hello"));
    assertThat(meters(console.get("/prometheus").body(), "# TYPE (framecast_[a-z_]+) "))
        .isEqualTo(meters(Files.readString(Path.of("README.md")), "`(framecast_[a-z_]+)`"));
  }

  private static Set<String> meters(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void resumesWithANewConsumerAfterOneDied() throws Exception {
    console.publish("goes-on", 1);
    int n = number("goes-on");
    Thread follower =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("framecast-loop"))
            .findAny()
            .orElseThrow();
    follower.interrupt();
    for (int i = 2; i <= 5; i++) {
      console.publish("goes-on", i);
    }
    await()
        .atMost(ConsoleFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(console.get("/api/streams/" + n).body().split("\"serial\"")).hasSize(6));
    assertThat(console.isFollowing()).isTrue();
  }

  @Test
  void rejectsOneBrowserTooManyUntilAnotherLeaves() throws Exception {
    List<InputStream> looking = new ArrayList<>();
    try {
      await()
          .atMost(ConsoleFixture.PATIENCE)
          .untilAsserted(
              () -> {
                HttpResponse<InputStream> response = console.connect("");
                if (response.statusCode() == 200) {
                  looking.add(response.body());
                }
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(new String(response.body().readAllBytes(), UTF_8))
                    .contains("at most " + MOST_BROWSERS + " may connect at once");
              });
      assertThat(looking).hasSizeBetween(1, MOST_BROWSERS + 1);
      assertThat(console.get("/api/dead-letters").statusCode()).isEqualTo(200);
    } finally {
      for (InputStream one : looking) {
        one.close();
      }
    }
    await().atMost(ConsoleFixture.PATIENCE).until(() -> isAccepted());
  }

  private static boolean isAccepted() throws Exception {
    HttpResponse<InputStream> response = console.connect("");
    response.body().close();
    return response.statusCode() == 200;
  }

  /** Most connections are rejected; other requests are still answered. */
  @Test
  void answersOtherRequestsWhileAThousandBrowsersConnect() throws Exception {
    List<CompletableFuture<HttpResponse<InputStream>>> crowd = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      crowd.add(console.connectAsync());
    }
    int in = 0;
    try {
      assertThat(console.get("/api/dead-letters").statusCode()).isEqualTo(200);
      for (CompletableFuture<HttpResponse<InputStream>> one : crowd) {
        int status = one.get(60, TimeUnit.SECONDS).statusCode();
        assertThat(status).isIn(200, 503);
        in += status == 200 ? 1 : 0;
      }
      // two connections may be counted at the same moment
      assertThat(in).isBetween(1, MOST_BROWSERS + 8);
    } finally {
      for (CompletableFuture<HttpResponse<InputStream>> one : crowd) {
        if (one.isDone() && !one.isCompletedExceptionally()) {
          ConsoleFixture.disconnect(one.join());
        }
      }
    }
    await().atMost(ConsoleFixture.PATIENCE).until(() -> isAccepted());
  }

  @Test
  void rejectsStreamNumbersThatAreNotNumbers() throws Exception {
    HttpResponse<String> refused = console.get("/api/live?see=1,two");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("expected stream numbers");
  }

  @Test
  void promotesAndRollsBackOnlyWithTheToken() throws Exception {
    ModelRegistry registry =
        new ModelRegistry(Map.of("bootstrap.servers", broker.bootstrap()), Topics.DEFAULT);
    String first = registry.publish("one".getBytes(UTF_8));
    String second = registry.publish("two".getBytes(UTF_8));
    registry.promote(first, null, "me", "first");
    String promote = "/api/models/" + second + "/promote";
    assertThat(console.post(promote, "").statusCode()).isEqualTo(401);
    assertThat(console.post(promote, "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(console.post(promote + "?token=" + ConsoleFixture.TOKEN, "").statusCode())
        .isEqualTo(401);
    assertThat(console.post(promote, "Bearer " + ConsoleFixture.TOKEN).body())
        .contains(second + " is live");
    await()
        .atMost(ConsoleFixture.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(console.get("/api/models").body())
                    .contains("\"champion\":{\"version\":\"" + second)
                    .contains("\"before\":[\"" + first, "\"provenance\":{}"));
    assertThat(console.post("/api/models/rollback", "Bearer " + ConsoleFixture.TOKEN).body())
        .contains(first + " is live");
    assertThat(
            console.post("/api/models/none/promote", "Bearer " + ConsoleFixture.TOKEN).statusCode())
        .isEqualTo(409);
    // a browser that connects early receives the event later
    console.awaitLine("", line -> line.contains("\"event\":\"" + Event.ROLLBACK + "\""));
  }

  @Test
  void rejectsASpeedOutsideItsBounds() throws Exception {
    String token = "Bearer " + ConsoleFixture.TOKEN;
    assertThat(console.post("/api/simulator?speed=3", token).statusCode()).isEqualTo(200);
    console.awaitLine("", line -> line.contains("\"speed\":3"));
    for (String wrong : List.of("?speed=0", "?speed=4", "?speed=x", "")) {
      assertThat(console.post("/api/simulator" + wrong, token).statusCode())
          .as(wrong)
          .isEqualTo(400);
    }
  }

  @Test
  void reportsThatNoTrainerAnswers() throws Exception {
    console.publish("alone", 1);
    HttpResponse<String> rollOut = console.get("/api/streams/" + number("alone") + "/rollout");
    assertThat(rollOut.statusCode()).isEqualTo(503);
    assertThat(rollOut.body()).contains("The trainer did not answer.");
    assertThat(console.post("/api/rounds", "Bearer " + ConsoleFixture.TOKEN).statusCode())
        .isEqualTo(503);
  }

  @Test
  void addsSecurityHeadersToEveryResponse() throws Exception {
    for (String path :
        List.of("/", "/api/dead-letters", "/health/liveness", "/none", "/lib/uplot/uPlot.esm.js")) {
      HttpResponse<String> response = console.get(path);
      assertThat(response.headers().firstValue("content-security-policy").orElse(""))
          .as(path)
          .startsWith("default-src 'none'; script-src 'self'");
      assertThat(response.headers().firstValue("x-content-type-options"))
          .as(path)
          .hasValue("nosniff");
    }
    assertThat(console.get("/").body()).contains("<!doctype html>").doesNotContain("<script>");
    assertThat(console.get("/..%2f..%2fapplication.yml").statusCode()).isIn(400, 404);
    assertThat(console.get("/package-info.class").statusCode()).isEqualTo(404);
  }

  @Test
  void servesTheOpenApiDescription() throws Exception {
    HttpResponse<String> described = console.get("/swagger");
    assertThat(described.headers().firstValue("content-type")).hasValue("application/yaml");
    assertThat(described.body())
        .startsWith("openapi: 3")
        .contains("/api/live:", "/api/models/{version}/promote:", "/api/streams/{n}/rollout:");
  }

  @Test
  void showsDeadLetters() throws Exception {
    console.send(
        new ProducerRecord<>(
            Topics.DEFAULT.deadLetters(), "cam".getBytes(UTF_8), ConsoleFixture.picture(9)));
    List<String> lines = console.awaitLine("", line -> line.contains("\"deadLetters\":1"));
    assertThat(lines).isNotEmpty();
    assertThat(console.get("/api/dead-letters").body())
        .contains("\"stream\":\"cam\"", "\"picture\":{\"type\":\"image/png\"");
  }
}

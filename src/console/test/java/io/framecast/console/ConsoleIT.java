package io.framecast.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
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
  private static Site site;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.started();
    site =
        new Site(
            broker.bootstrap(), Map.of("framecast.console.browsers", MOST_BROWSERS), new Speed());
    await().atMost(Site.PATIENCE).until(site::follows);
  }

  @AfterAll
  static void stop() {
    site.close();
    broker.close();
  }

  private static final class Speed implements Simulator {
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
    List<String> lines = site.lookFor("", line -> line.contains(id));
    String last = lines.get(lines.size() - 1);
    String before = last.substring(0, last.indexOf(id));
    return Integer.parseInt(before.replaceAll(".*\"n\":(\\d+),", "$1"));
  }

  @Test
  void whatIsLookedAtIsSentAndNothingElse() throws Exception {
    site.film("seen", 1);
    site.film("unseen", 1);
    int n = number("seen");
    site.film("seen", 2);
    String second = Base64.getEncoder().encodeToString(Site.picture(2));
    List<String> lines =
        site.lookFor(
            Integer.toString(n), line -> line.contains("\"frame\"") && line.contains(second));
    String frames = lines.get(lines.size() - 1);
    assertThat(frames).contains("\"model\":\"v1\"", "\"seen\":2", "\"skill\":null");
    assertThat(frames.split("\"frame\"")).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("event: hello");
    assertThat(lines.get(1)).contains("\"admin\":true", "\"simulator\":true", "\"events\":[");
    assertThat(site.get("/api/streams/" + n).body()).contains("\"id\":\"seen\"", "\"events\":[]");
    assertThat(site.get("/api/streams/999999").statusCode()).isEqualTo(404);
    assertThat(site.get("/api/streams/x").statusCode()).isEqualTo(400);
  }

  /** Its name is data to whoever reads the events, and neither one of them nor markup. */
  @Test
  void aHostileNameStaysAName() throws Exception {
    site.film(HOSTILE, 1);
    List<String> lines = site.lookFor("", line -> line.contains("onerror"));
    assertThat(lines.get(lines.size() - 1))
        .startsWith("data: {\"streams\":[")
        .contains("<img src=x onerror=alert(1)>\\r\\nevent: hello\\ndata: {}\\n\\n../");
    assertThat(lines).filteredOn(line -> line.equals("event: hello")).hasSize(1);
    assertThat(site.get("/prometheus").body()).doesNotContain("onerror");
  }

  @Test
  void metersAreThoseOfTheReadme() throws Exception {
    site.lookFor("", line -> line.equals("event: hello"));
    assertThat(meters(site.get("/prometheus").body(), "# TYPE (framecast_[a-z_]+) "))
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
  void aConsumerThatDiesIsFollowedByAnotherThatGoesOnWhereItWas() throws Exception {
    site.film("goes-on", 1);
    int n = number("goes-on");
    Thread follower =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("framecast-loop"))
            .findAny()
            .orElseThrow();
    follower.interrupt();
    for (int i = 2; i <= 5; i++) {
      site.film("goes-on", i);
    }
    await()
        .atMost(Site.PATIENCE)
        .untilAsserted(
            () -> assertThat(site.get("/api/streams/" + n).body().split("\"serial\"")).hasSize(6));
    assertThat(site.follows()).isTrue();
  }

  @Test
  void oneBrowserTooManyIsToldSoAndComesInWhenAnotherHasGone() throws Exception {
    List<InputStream> looking = new ArrayList<>();
    try {
      await()
          .atMost(Site.PATIENCE)
          .untilAsserted(
              () -> {
                HttpResponse<InputStream> response = site.look("");
                if (response.statusCode() == 200) {
                  looking.add(response.body());
                }
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(new String(response.body().readAllBytes(), UTF_8))
                    .contains("expected at most " + MOST_BROWSERS + " browsers at once");
              });
      assertThat(looking).hasSizeBetween(1, MOST_BROWSERS + 1);
      assertThat(site.get("/api/dead-letters").statusCode()).isEqualTo(200);
    } finally {
      for (InputStream one : looking) {
        one.close();
      }
    }
    await().atMost(Site.PATIENCE).until(() -> looks());
  }

  private static boolean looks() throws Exception {
    HttpResponse<InputStream> response = site.look("");
    response.body().close();
    return response.statusCode() == 200;
  }

  /** All at once: most are turned away, and whoever asks for something else is answered. */
  @Test
  void aThousandBrowsersDoNotMatter() throws Exception {
    List<CompletableFuture<HttpResponse<InputStream>>> crowd = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      crowd.add(site.comeToLook());
    }
    int in = 0;
    try {
      assertThat(site.get("/api/dead-letters").statusCode()).isEqualTo(200);
      for (CompletableFuture<HttpResponse<InputStream>> one : crowd) {
        int status = one.get(60, TimeUnit.SECONDS).statusCode();
        assertThat(status).isIn(200, 503);
        in += status == 200 ? 1 : 0;
      }
      // two may come through the door at once
      assertThat(in).isBetween(1, MOST_BROWSERS + 8);
    } finally {
      for (CompletableFuture<HttpResponse<InputStream>> one : crowd) {
        if (one.isDone() && !one.isCompletedExceptionally()) {
          Site.leave(one.join());
        }
      }
    }
    await().atMost(Site.PATIENCE).until(() -> looks());
  }

  @Test
  void whatIsAskedForMustBeNumbers() throws Exception {
    HttpResponse<String> refused = site.get("/api/live?see=1,two");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("expected numbers of streams");
  }

  @Test
  void versionsAreShownPromotedAndGoneBackFromWithTheTokenOnly() throws Exception {
    ModelRegistry registry =
        new ModelRegistry(Map.of("bootstrap.servers", broker.bootstrap()), Topics.DEFAULT);
    String first = registry.publish("one".getBytes(UTF_8));
    String second = registry.publish("two".getBytes(UTF_8));
    registry.promote(first, null, "me", "first");
    String promote = "/api/models/" + second + "/promote";
    assertThat(site.post(promote, "").statusCode()).isEqualTo(401);
    assertThat(site.post(promote, "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(site.post(promote + "?token=" + Site.TOKEN, "").statusCode()).isEqualTo(401);
    assertThat(site.post(promote, "Bearer " + Site.TOKEN).body()).contains(second + " is live");
    assertThat(site.get("/api/models").body())
        .contains("\"champion\":{\"version\":\"" + second)
        .contains("\"before\":[\"" + first, "\"provenance\":{}");
    assertThat(site.post("/api/models/rollback", "Bearer " + Site.TOKEN).body())
        .contains(first + " is live");
    assertThat(site.post("/api/models/none/promote", "Bearer " + Site.TOKEN).statusCode())
        .isEqualTo(409);
    // who comes early is told when it is known
    site.lookFor("", line -> line.contains("\"event\":\"" + Event.ROLLBACK + "\""));
  }

  @Test
  void theSimulatorsSpeedHasBounds() throws Exception {
    String token = "Bearer " + Site.TOKEN;
    assertThat(site.post("/api/simulator?speed=3", token).statusCode()).isEqualTo(200);
    site.lookFor("", line -> line.contains("\"speed\":3"));
    for (String wrong : List.of("?speed=0", "?speed=4", "?speed=x", "")) {
      assertThat(site.post("/api/simulator" + wrong, token).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void whereNoTrainerAnswersThatIsSaid() throws Exception {
    site.film("alone", 1);
    HttpResponse<String> rollOut = site.get("/api/streams/" + number("alone") + "/rollout");
    assertThat(rollOut.statusCode()).isEqualTo(503);
    assertThat(rollOut.body()).contains("expected a trainer that answers, found none");
    assertThat(site.post("/api/rounds", "Bearer " + Site.TOKEN).statusCode()).isEqualTo(503);
  }

  @Test
  void everythingIsAnsweredWithHeadersThatKeepABrowserFromMischief() throws Exception {
    for (String path :
        List.of("/", "/api/dead-letters", "/health/liveness", "/none", "/lib/uplot/uPlot.esm.js")) {
      HttpResponse<String> response = site.get(path);
      assertThat(response.headers().firstValue("content-security-policy").orElse(""))
          .as(path)
          .startsWith("default-src 'none'; script-src 'self'");
      assertThat(response.headers().firstValue("x-content-type-options"))
          .as(path)
          .hasValue("nosniff");
    }
    assertThat(site.get("/").body()).contains("<!doctype html>").doesNotContain("<script>");
    assertThat(site.get("/..%2f..%2fapplication.yml").statusCode()).isIn(400, 404);
    assertThat(site.get("/package-info.class").statusCode()).isEqualTo(404);
  }

  @Test
  void theInterfaceIsDescribed() throws Exception {
    HttpResponse<String> described = site.get("/swagger");
    assertThat(described.headers().firstValue("content-type")).hasValue("application/yaml");
    assertThat(described.body())
        .startsWith("openapi: 3")
        .contains("/api/live:", "/api/models/{version}/promote:", "/api/streams/{n}/rollout:");
  }

  @Test
  void refusedFramesAreShownWithTheirReason() throws Exception {
    site.send(
        new ProducerRecord<>(Topics.DEFAULT.deadLetters(), "cam".getBytes(UTF_8), Site.picture(9)));
    List<String> lines = site.lookFor("", line -> line.contains("\"deadLetters\":1"));
    assertThat(lines).isNotEmpty();
    assertThat(site.get("/api/dead-letters").body())
        .contains("\"stream\":\"cam\"", "\"picture\":{\"type\":\"image/png\"");
  }
}

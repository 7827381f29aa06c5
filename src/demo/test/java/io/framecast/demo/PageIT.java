package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Uses the page of a whole demo in a browser, as a visitor does. */
class PageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "secret";
  private static final String HOSTILE = "<script>document.title='owned'</script>\n../😀";
  private static final String TILE = "[data-testid=tile]";

  /** The folder for the README's screenshots: {@code -Dpage.screenshots=FOLDER}. */
  private static final String SCREENSHOTS = System.getProperty("page.screenshots", "");

  @Test
  void showsStreamsChangesModelsAndReconnectsToTheNextDemo(@TempDir Path directory)
      throws Exception {
    String port = DemoProcess.onFreePorts();
    try (Browser page = Browser.start()) {
      try (DemoProcess demo =
          new DemoProcess(Map.of("FRAMECAST_ADMIN_TOKEN", TOKEN), directory, "--streams=6", port)) {
        String bootstrap = demo.awaitPredictions();
        String address = demo.find("look +(http://\\S+)").group(1);
        page.open(address);
        page.find("#connection[data-state=live]");
        showsMovingStreams(page);
        showsUnknownStreamsAndDeadLettersAsText(page, bootstrap);
        assertThat(PageScrollIT.verticalScrollers(page)).isEmpty();
        opensTheDetailOfAStream(page);
        promotesAVersionAndRollsBack(page, bootstrap);
        page.run("document.querySelector(\"#speed input[value='2']\").click()");
        await().atMost(PATIENCE).until(() -> demo.find("speed 2") != null);
        fitsAPhone(page);
        assertThat(page.warnings())
            .as("warnings of the page, except for the wrong token")
            .allMatch(warning -> warning.contains("401"));
        assertThat(
                (List<?>)
                    page.run(
                        "return performance.getEntriesByType('resource').map(e => e.name)"
                            + ".filter(name => !name.startsWith(arguments[0]))",
                        address))
            .as("requests that leave")
            .isEmpty();
        demo.terminate();
        assertThat(demo.exit()).as(demo.output()).isZero();
      }
      page.find("#banner[data-why=away]");
      try (DemoProcess again = new DemoProcess(directory, "--streams=2", port)) {
        again.awaitPredictions();
        page.find("#connection[data-state=live]");
        await().atMost(PATIENCE).until(() -> page.all("#banner[hidden]").size() == 1);
      }
    }
  }

  private static void showsMovingStreams(Browser page) throws Exception {
    await().atMost(PATIENCE).until(() -> page.all(TILE).size() == 6);
    String sequence = "[data-stream=sim-3] [data-testid=tile-sequence]";
    String first = page.text(sequence);
    await().atMost(PATIENCE).until(() -> !page.text(sequence).equals(first));
    for (String pane : List.of("frame", "predicted", "error")) {
      await(pane)
          .atMost(PATIENCE)
          .until(
              () ->
                  page.run(
                          "const c = document.querySelector('[data-stream=sim-3] [data-pane="
                              + pane
                              + "]');"
                              + "if (!c || !c.width || !c.height) return false;"
                              // of a copy: the browser warns about a canvas that is read often
                              + "const copy = new OffscreenCanvas(c.width, c.height)"
                              + ".getContext('2d', {willReadFrequently: true});"
                              + "copy.drawImage(c, 0, 0);"
                              + "const d = copy.getImageData(0, 0, c.width, c.height).data;"
                              + "return new Set(new Uint32Array(d.buffer)).size > 1")
                      .equals(true));
    }
    assertThat(page.text("#totals [data-total=skill]")).isNotEmpty();
    if (!SCREENSHOTS.isEmpty()) {
      await(
              "the frames that waited for the predictor's start are done, and no scene has just begun")
          .atMost(PATIENCE)
          .until(
              () ->
                  page.text("#totals [data-total=p99]").matches("\\d{1,2} ms")
                      && page.all("[data-testid=tile-skill]").stream()
                          .allMatch(skill -> skill.getText().matches("0\\.9\\d|1\\.00")));
    }
    screenshot(page, "page.png");
  }

  private static void showsUnknownStreamsAndDeadLettersAsText(Browser page, String bootstrap)
      throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      World world = new World(1, World.Mode.BOUNCE, 1, 24, 40);
      byte[] frame = Encoding.PNG8.encode(world.noisy(0, 0));
      String topic = Topics.DEFAULT.frames();
      producer.send(new ProducerRecord<>(topic, HOSTILE.getBytes(UTF_8), frame)).get();
      producer
          .send(new ProducerRecord<>(topic, HOSTILE.getBytes(UTF_8), "junk".getBytes(UTF_8)))
          .get();
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                page.run(
                        "return [...document.querySelectorAll('[data-testid=tile]')]"
                            + ".some(tile => tile.dataset.stream === arguments[0])",
                        HOSTILE)
                    .equals(true));
    await()
        .atMost(PATIENCE)
        .until(() -> page.text("[data-testid=dead-letter]").contains("expected a PNG"));
    assertThat(page.run("return document.title")).isEqualTo("Framecast");
  }

  /** Opens and closes the detail view by keyboard alone. */
  private static void opensTheDetailOfAStream(Browser page) throws Exception {
    page.run("document.querySelector('[data-stream=sim-1]').focus()");
    page.press(Keys.ENTER);
    page.find("#detail[open]");
    assertThat(page.text("#detail-name")).contains("sim-1");
    await().atMost(PATIENCE).until(() -> page.all("#filmstrip figure").size() >= 20);
    await().atMost(PATIENCE).until(() -> page.all("#rollout canvas").size() == 10);
    screenshot(page, "stream.png");
    page.press(Keys.ESCAPE);
    await().atMost(PATIENCE).until(() -> page.all("#detail[open]").isEmpty());
    assertThat(page.run("return document.activeElement.dataset.stream")).isEqualTo("sim-1");
  }

  private static void promotesAVersionAndRollsBack(Browser page, String bootstrap)
      throws Exception {
    ModelRegistry registry =
        new ModelRegistry(Map.of("bootstrap.servers", bootstrap), Topics.DEFAULT);
    Weights shipped = Weights.shipped();
    String version =
        registry.publish(shipped.withProvenance(Map.of("note", "the same again")).toBytes());
    String promote = "tr[data-version='" + version + "'] [data-testid=promote]";
    page.click(promote);
    page.find("#token-dialog[open]");
    page.type("#token-input", "wrong");
    page.click("#token-send");
    await().atMost(PATIENCE).until(() -> page.text("body").contains("This token is wrong"));
    if (page.all("#token-dialog[open]").isEmpty()) {
      page.click(promote);
    }
    page.find("#token-dialog[open]");
    page.type("#token-input", TOKEN);
    page.click("#token-send");
    await().atMost(PATIENCE).until(() -> page.text("#status").contains(version + " is live"));
    scrollToTop(page);
    page.find("tr[data-version='" + version + "'][data-live]");
    await("the row with the focus is replaced and the page does not scroll to it")
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(1))
        .until(() -> page.run("return scrollY").equals(0L));
    String model = "[data-stream=sim-2] [data-testid=tile-model]";
    await().atMost(PATIENCE).until(() -> page.text(model).contains(version.substring(0, 8)));
    assertThat(page.text("#live-model"))
        .matches("Live: " + version.substring(0, 8) + ", promoted \\d\\d:\\d\\d:\\d\\d by .+");
    page.find("[data-testid=event][data-kind=promotion]");
    page.find("[data-testid=event][data-kind=swap]");
    page.click("#rollback");
    scrollToTop(page);
    await()
        .atMost(PATIENCE)
        .until(() -> page.text(model).contains(shipped.version().substring(0, 8)));
    page.find("tr[data-version='" + shipped.version() + "'][data-live]");
  }

  /** Scrolls up at once: what is out of view is not drawn. */
  private static void scrollToTop(Browser page) {
    page.run("scrollTo({top: 0, behavior: 'instant'})");
  }

  private static void fitsAPhone(Browser page) throws Exception {
    page.size(360, 740, true);
    scrollToTop(page);
    await()
        .atMost(PATIENCE)
        .until(() -> page.run("return document.documentElement.scrollWidth").equals(360L));
    await("the reply to the last command is no longer over the tiles")
        .atMost(PATIENCE)
        .until(
            () -> page.run("return getComputedStyle(document.getElementById('status')).opacity"),
            "0"::equals);
    screenshot(page, "page-360.png");
    page.dark(true);
    page.size(1440, 1000, false);
    screenshot(page, "page-dark.png");
  }

  private static void screenshot(Browser page, String name) throws Exception {
    if (!SCREENSHOTS.isEmpty()) {
      page.screenshot(Files.createDirectories(Path.of(SCREENSHOTS)).resolve(name));
    }
  }
}

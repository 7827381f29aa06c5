package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shows the page states that a healthy demo does not have. */
class PageStatesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TILE = "[data-stream=cam][data-partition='2']";

  /** How far the film strip is from its newest frame, in CSS pixels. */
  private static final String TO_THE_END =
      "const s = document.getElementById('filmstrip');"
          + "return Math.round(s.scrollWidth - s.clientWidth - s.scrollLeft)";

  private FakeConsole console;
  private Browser page;

  @BeforeEach
  void start() throws Exception {
    page = Browser.start();
    console = new FakeConsole();
  }

  @AfterEach
  void stop() {
    if (page != null) {
      page.close();
    }
    if (console != null) {
      console.close();
    }
  }

  @Test
  void saysInWordsWhetherItIsLiveBehindOrNotReached() {
    page.open(console.address());
    awaitState("live", "live");
    console.behind = 30;
    awaitState("behind", "30 s behind");
    console.broker = false;
    awaitState("unreached", "not reached");
    page.find("#banner[data-why=broker]");
    assertThat(page.text("#banner"))
        .as("what the console says is the whole sentence")
        .isEqualTo("Topic frames does not exist yet.");
    console.broker = true;
    console.behind = 5;
    awaitState("live", "live");
    console.close();
    awaitState("away", "not reached");
  }

  /** A broker that does not answer leaves the lag unknown, and many frames may wait. */
  @Test
  void showsNoLagWhileItIsNotKnown() {
    console.lag = "[{\"partition\":0,\"lag\":1200},{\"partition\":1,\"lag\":34}]";
    page.open(console.address());
    awaitLag("1,234");
    console.lag = "[]";
    awaitLag("\u2013");
    awaitReason("The lag is not known yet.");
    console.sentence = "\"The group a has committed no position.\"";
    awaitReason("The group a has committed no position.");
    console.lag = "[{\"partition\":0,\"lag\":0}]";
    awaitLag("0");
  }

  private void awaitLag(String text) {
    await().atMost(PATIENCE).until(() -> page.text("#totals [data-total=lag]").equals(text));
  }

  private void awaitReason(String text) {
    await().atMost(PATIENCE).until(() -> page.text("#lag .plain").equals(text));
  }

  private void awaitState(String state, String words) {
    page.find("#connection[data-state=" + state + "]");
    await().atMost(PATIENCE).until(() -> page.text("#connection").equals(words));
  }

  @Test
  void keepsTheFilmStripAtItsNewestFrameWhenTheDialogGetsNarrower() {
    page.size(1000, 900, false);
    openDetail();
    awaitTheEnd();
    page.size(985, 900, false); // as a scroll bar that appears
    awaitTheEnd();
    page.run("document.getElementById('filmstrip').scrollLeft = 200");
    await("a reader who looks at older frames is left there")
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(2))
        .until(() -> (Long) page.run(TO_THE_END) > 200);
  }

  private void openDetail() {
    page.open(console.address());
    page.click(TILE);
    await().atMost(PATIENCE).until(() -> page.all("#filmstrip figure").size() == 30);
  }

  /** Frames come and go every second. */
  private void awaitTheEnd() {
    await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(3))
        .until(() -> (Long) page.run(TO_THE_END) <= 1);
  }

  @Test
  void explainsWhatTheDetailShows() {
    openDetail();
    assertThat(page.text("#detail-name")).isEqualTo("cam · partition 2");
    assertThat(page.text("#detail-note")).contains("in two partitions, 2 and 5");
    assertThat(page.text("#detail-hint")).contains("worse than repeating", "Train now");
    assertThat(page.text("#detail-facts")).startsWith("sequence ");
    assertThat(page.run("return document.querySelector('#filmstrip figcaption').title"))
        .asString()
        .startsWith("sequence ");
    await()
        .atMost(PATIENCE)
        .until(() -> page.text("#rollout-status").contains("follow the frame with sequence 29"));
    assertThat(page.run("return document.querySelector('#rollout figcaption').title"))
        .isEqualTo("1 after sequence 29");
    assertThat(page.text("#rollout-source")).startsWith("The trainer computed these frames");
    assertThat(
            page.run("return getComputedStyle(document.getElementById('detail-events')).overflowY"))
        .as("the dialog scrolls, and nothing in it does")
        .isEqualTo("visible");
    page.click("#detail-models");
    await().atMost(PATIENCE).until(() -> page.all("#detail[open]").isEmpty());
  }

  @Test
  void saysThatThePredictorPublishedTheNextFrames() {
    console.published = true;
    openDetail();
    await()
        .atMost(PATIENCE)
        .until(() -> page.text("#rollout-status").contains("Published by model v0"));
    assertThat(page.text("#rollout-status")).startsWith("They follow the frame with sequence 29.");
    assertThat(page.text("#rollout-source")).startsWith("The predictor published these frames");
    assertThat(page.run("return document.querySelector('#rollout figcaption').title"))
        .isEqualTo("2 after sequence 29");
    assertThat(page.all("#rollout figure")).hasSize(2);
    console.published = false;
    page.click("#rollout-again");
    await()
        .atMost(PATIENCE)
        .until(() -> page.text("#rollout-source").startsWith("The trainer computed"));
  }

  @Test
  void showsTheSkillOfEachLeadWhileThereAreSeveral() {
    page.open(console.address());
    awaitState("live", "live");
    page.find("#leads[hidden]");
    console.leads = "[0.9,0.5,null,-2.25]";
    page.find("#leads:not([hidden])");
    await().atMost(PATIENCE).until(() -> page.all("#lead-skills [data-lead]").size() == 4);
    assertThat(page.text("#leads")).contains("last 60 seconds");
    assertThat(page.text("[data-lead='2']")).contains("0.50", "+2");
    assertThat(page.text("[data-lead='3']")).contains("–");
    assertThat(page.text("[data-lead='4'] .worse")).isEqualTo("−2.25");
    String heights =
        "return [...document.querySelectorAll('.lead-bar > span')].map(bar => bar.style.height)";
    assertThat(page.run(heights)).isEqualTo(List.of("90%", "50%", "0%", "0%"));
    page.size(360, 740, true);
    console.leads = "[" + "0.5,".repeat(99) + "0.5]";
    await().atMost(PATIENCE).until(() -> page.all("#lead-skills [data-lead]").size() == 100);
    assertThat(page.run("return document.documentElement.scrollWidth"))
        .as("the bars scroll, and not the page")
        .isEqualTo(360L);
    console.leads = "[]";
    page.find("#leads[hidden]");
  }

  @Test
  void keepsTheTilesOfAStreamInTwoPartitionsApart() {
    page.open(console.address());
    page.find(TILE);
    assertThat(page.text(TILE)).contains("cam · partition 2");
    assertThat(page.text("[data-stream=cam][data-partition='5']")).contains("cam · partition 5");
    assertThat(page.find(TILE).getDomAttribute("title")).contains("in two partitions, 2 and 5");
  }

  @Test
  void saysOnceAndInPlainWordsThatATokenIsWrong() {
    page.open(console.address());
    page.click("[data-testid=promote]");
    page.find("#token-dialog[open]");
    page.type("#token-input", "wrong");
    page.click("#token-send");
    await().atMost(PATIENCE).until(() -> page.text("#token-why").startsWith("This token is wrong"));
    assertThat(page.run("return document.getElementById('status').textContent")).isEqualTo("");
    page.type("#token-input", FakeConsole.TOKEN);
    page.click("#token-send");
    await().atMost(PATIENCE).until(() -> page.text("#status").equals("v0 is live"));
  }

  @Test
  void saysWhyAButtonIsDisabled() {
    page.open(console.address());
    page.find("#rollback:disabled[title*='none was live before']");
    page.find("#train:enabled:not([title])");
    console.admin = false;
    page.open(console.address());
    page.find("#train:disabled[title^='Read-only'][aria-description^='Read-only']");
    page.find("[data-testid=promote]:disabled[title^='Read-only']");
  }

  @Test
  void readsAnNpyWhoseHeaderPython2Wrote() {
    page.open(console.address());
    String script =
        """
        const header = arguments[0];
        const bytes = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
        bytes.push(...new TextEncoder().encode(header), ...new Array(120).fill(7));
        const at = new URL("npy.js", document.querySelector("script[type=module]").src);
        return import(at).then(({ npy }) => {
          const image = npy(new Uint8Array(bytes), 512);
          return image.height + "x" + image.width + " " + image.data[0];
        })
        """;
    for (String header :
        List.of(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (10L, 12L), }\n",
            "{u'shape': ( 10L, 12L ), u'fortran_order': False, u'descr': u'|u1'}",
            "{\"descr\": \"|u1\", \"fortran_order\": False, \"shape\": (10, 12)}")) {
      assertThat(page.run(script, header)).as(header).isEqualTo("10x12 7");
    }
  }

  /** The console sends frames in this form; as they are, Chromium would show other pixels. */
  @Test
  void showsThePixelsThatAPredictorReads() throws Exception {
    page.open(console.address());
    String script =
        """
        const [data, type] = arguments;
        const at = new URL("pictures.js", document.querySelector("script[type=module]").src);
        return import(at).then(({ pixelsOf }) => pixelsOf({ data, type })).then(
          ({ width, height, data }) => [height, width, ...data].join(" "), (error) => String(error))
        """;
    FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
    for (DecoratedImages.Image image : DecoratedImages.all()) {
      byte[] file = image.file();
      String type = FrameDecoder.contentType(file, null);
      String expected = levels(decoder.decode(file, null).frame());
      assertThat(page.run(script, base64(file), type))
          .as(image.name() + " as it is")
          .isNotEqualTo(expected);
      assertThat(page.run(script, base64(decoder.normalize(file, null)), type))
          .as(image.name())
          .isEqualTo(expected);
    }
  }

  private static String base64(byte[] file) {
    return Base64.getEncoder().encodeToString(file);
  }

  /** Returns the size and all samples, as the page's script does. */
  private static String levels(Frame frame) {
    StringBuilder levels = new StringBuilder(frame.height() + " " + frame.width());
    Frame colour = frame.withChannels(3);
    for (int i = 0; i < colour.pixels().length; i++) {
      levels.append(' ').append(Math.round(colour.pixels()[i] * 255));
      levels.append(i % 3 == 2 ? " 255" : "");
    }
    return levels.toString();
  }

  @Test
  void takesNoConnectionInATabThatIsOpenedHidden() {
    page.onNewDocument(
        "Object.defineProperty(Document.prototype, 'hidden', {get: () => window.seen !== true})");
    page.open(console.address());
    awaitState("asleep", "paused");
    assertThat(console.connections()).isZero();
    page.run("window.seen = true; document.dispatchEvent(new Event('visibilitychange'))");
    awaitState("live", "live");
    page.run("window.seen = false; document.dispatchEvent(new Event('visibilitychange'))");
    awaitState("asleep", "paused");
  }
}

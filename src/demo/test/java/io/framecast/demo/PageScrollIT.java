package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Scrolls through a page with as many streams, events and dead letters as the console keeps. */
class PageScrollIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STREAMS = 2_000;

  private FakeConsole console;
  private Browser page;

  @BeforeEach
  void start() throws Exception {
    page = Browser.start();
    console = new FakeConsole();
    console.streams = STREAMS;
    console.events = 30;
    console.deadLetters = 20;
    page.open(console.address());
    await().atMost(PATIENCE).until(() -> page.all("#tiles > li").size() == STREAMS);
    await().atMost(PATIENCE).until(() -> deadLetters() > 0);
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

  /** Returns the elements in the page that would scroll vertically, except for its dialogs. */
  static List<?> verticalScrollers(Browser page) {
    return (List<?>)
        page.run(
            """
            return [...document.body.querySelectorAll("*")]
              .filter((element) => element.localName !== "dialog")
              .filter((element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowY))
              .map((element) => element.outerHTML.slice(0, 80));
            """);
  }

  @Test
  void onlyThePageAndItsDialogsScrollVertically() {
    assertThat(verticalScrollers(page)).isEmpty();
    page.click("[data-testid=tile]");
    page.find("#detail[open]");
    page.size(360, 740, true);
    assertThat(verticalScrollers(page)).isEmpty();
  }

  @Test
  void reachesTheLastOfManyStreamsByScrollingThePage() {
    String last = "[data-n='" + STREAMS + "']";
    String first = "[data-n='1']";
    page.find(first + " canvas");
    assertThat(page.all(last + " canvas")).isEmpty();
    assertThat(page.run("return document.documentElement.scrollHeight > 20 * innerHeight"))
        .as("the list is as long as its streams")
        .isEqualTo(true);
    page.run("scrollBy(0, document.getElementById('tiles').getBoundingClientRect().bottom - 500)");
    page.find(last + " canvas");
    await().atMost(PATIENCE).until(() -> page.all(first + " canvas").isEmpty());
    await("the console is asked for what is in view")
        .atMost(PATIENCE)
        .until(() -> ("," + console.inView).endsWith("," + STREAMS));
    assertThat(page.all("#tiles canvas").size()).as("canvases of all tiles").isBetween(3, 120);
    assertThat(page.run("return document.querySelector('nav').getBoundingClientRect().top >= 0"))
        .as("the links to the other sections stay in view")
        .isEqualTo(true);
  }

  @Test
  void theEndKeyMovesToTheLastStream() {
    page.run("document.querySelector(\"[data-n='1']\").focus()");
    page.press(Keys.END);
    page.find("[data-n='" + STREAMS + "'] canvas");
    assertThat(page.run("return document.activeElement.dataset.n")).isEqualTo("" + STREAMS);
    page.press(Keys.HOME);
    page.find("[data-n='1'] canvas");
  }

  @Test
  void showsTheNewestFewEventsAndDeadLettersUntilMoreAreAskedFor() {
    assertThat(events()).isEqualTo(8);
    assertThat(deadLetters()).isEqualTo(5);
    assertThat(page.text("#events > li")).as("the newest").contains("reason 30");
    assertThat(page.text("#dead-letters > li")).as("the newest").contains("reason 20");
    page.find("#more-events[aria-expanded=false]");
    page.run("document.getElementById('more-events').focus()");
    page.press(Keys.ENTER);
    page.find("#more-events[aria-expanded=true]");
    assertThat(events()).isEqualTo(30);
    assertThat(page.text("#more-events")).isEqualTo("Show fewer events");
    page.press(Keys.ENTER);
    assertThat(events()).isEqualTo(8);
    assertThat(page.text("#more-events")).isEqualTo("Show more events");
    page.click("#more-dead-letters");
    assertThat(deadLetters()).isEqualTo(20);
    console.deadLetters = 24;
    await("new ones are shown too").atMost(PATIENCE).until(() -> deadLetters() == 24);
    page.click("#more-dead-letters");
    assertThat(deadLetters()).isEqualTo(5);
    assertThat(
            page.run(
                "const {top, bottom} = document.activeElement.getBoundingClientRect();"
                    + "return [document.activeElement.id, top >= 0, bottom <= innerHeight]"))
        .as("the button keeps the focus and stays in view")
        .isEqualTo(List.of("more-dead-letters", true, true));
  }

  @Test
  void offersNoMoreWhereAllAreShown() {
    console.events = 8;
    console.deadLetters = 0;
    page.open(console.address());
    await().atMost(PATIENCE).until(() -> events() == 8);
    page.find("#more-events[hidden]");
    page.find("#more-dead-letters[hidden]");
    await().atMost(PATIENCE).until(() -> page.text("#dead-letters").startsWith("None."));
  }

  private int events() {
    return page.all("#events > li:not([hidden])").size();
  }

  private int deadLetters() {
    return page.all("#dead-letters > [data-testid]:not([hidden])").size();
  }
}

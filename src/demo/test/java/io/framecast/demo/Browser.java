package io.framecast.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Controls a headless Chromium that shows the page. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static {
    // it warns about typed devtools of this Chromium version, which nothing here uses
    Logger.getLogger("org.openqa.selenium.devtools").setLevel(Level.OFF);
    Logger.getLogger("org.openqa.selenium.chromium").setLevel(Level.OFF);
  }

  /** Opens a browser; skips the test if the machine has none. */
  static Browser start() {
    Path chromium = onPath("chromium");
    Path chromedriver = onPath("chromedriver");
    assumeTrue(
        chromium != null && chromedriver != null,
        "SKIPPED, NOT PASSED: no chromium and chromedriver on the PATH; Debian's packages chromium"
            + " and chromium-driver bring them");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .withLogOutput(java.io.OutputStream.nullOutputStream())
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.size(1440, 1000, false);
    return browser;
  }

  private static Path onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Sets the size of the view, in CSS pixels. */
  void size(int width, int height, boolean mobile) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
  }

  void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Runs a script in each document before its own ones. */
  void onNewDocument(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  void open(String address) {
    driver.get(address);
  }

  /** Waits for an element and returns it. It is queried once: it may disappear after that. */
  WebElement find(String css) {
    return await("for " + css)
        .atMost(PATIENCE)
        .until(() -> all(css).stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  String text(String css) {
    try {
      return find(css).getText();
    } catch (StaleElementReferenceException e) {
      return text(css);
    }
  }

  /** Scrolls to an element and clicks it; tries again, since lists above it grow and move it. */
  void click(String css) {
    await("to click on " + css)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(
            () -> {
              WebElement element = find(css);
              run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
              element.click();
              return true;
            });
  }

  void type(String css, String text) {
    WebElement element = find(css);
    element.clear();
    element.sendKeys(text);
  }

  /** Sends a key to the element with the focus. */
  void press(Keys key) {
    new Actions(driver).sendKeys(key).perform();
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Returns the warnings and errors in the browser's log since the last call. */
  List<String> warnings() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Returns for how long the page's main thread was busy since the page was opened. */
  double busySeconds() {
    driver.executeCdpCommand("Performance.enable", Map.of());
    Map<?, ?> answer = driver.executeCdpCommand("Performance.getMetrics", Map.of());
    for (Object metric : (List<?>) answer.get("metrics")) {
      Map<?, ?> named = (Map<?, ?>) metric;
      if ("TaskDuration".equals(named.get("name"))) {
        return ((Number) named.get("value")).doubleValue();
      }
    }
    throw new IllegalStateException("expected TaskDuration, found " + answer);
  }

  void screenshot(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}

package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Measures the console's share of a core and the page's first paint. The console is a process
 * beside a demo of 64 cameras at ten frames per second, and a Chromium shows the page.
 */
final class PageBench {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STREAMS = 64;
  private static final int SECONDS = DemoBench.size(60, 3);
  private static final int OPENINGS = DemoBench.size(5, 1);

  private PageBench() {}

  static void measure() throws Exception {
    Path directory = Files.createTempDirectory("framecast-bench");
    int port = EmbeddedBroker.freePort();
    try (DemoProcess demo =
            DemoProcess.asShipped(directory, "--streams=" + STREAMS, DemoProcess.onFreePorts());
        Browser page = Browser.start()) {
      Process console = console(demo.awaitPredictions(), port, directory);
      try {
        String address = "http://127.0.0.1:" + port + "/";
        Awaitility.await().atMost(PATIENCE).until(() -> answers(address));
        page.size(1440, 6_000, false); // so that many streams are in view and sent
        page.open(address);
        page.find("[data-testid=tile-sequence]");
        print(
            "console, in its first %d s, while the JIT compiler works: %.1f %% of a core",
            SECONDS, share(console));
        print(
            "console, one browser on %d streams, %d of them in view: %.1f %% of a core",
            STREAMS, page.all("[data-pane=frame]").size(), share(console));
        page.size(1440, 1_000, false);
        for (int i = 0; i < OPENINGS; i++) {
          page.open(address);
          page.find("[data-testid=tile-sequence]");
          print(
              "first contentful paint %.0f ms",
              ((Number)
                      page.run(
                          "return performance.getEntriesByName('first-contentful-paint')[0]"
                              + ".startTime"))
                  .doubleValue());
        }
      } finally {
        console.destroyForcibly().waitFor();
      }
    }
  }

  static Process console(String bootstrap, int port, Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-jar",
                Path.of("..", "console", "target", "console.jar").toString()));
    builder
        .environment()
        .putAll(
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                bootstrap,
                "MICRONAUT_SERVER_PORT",
                Integer.toString(port)));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("console.log").toFile())
        .start();
  }

  static boolean answers(String address) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the percentage of a core that a process uses. */
  private static double share(Process process) throws InterruptedException {
    Duration before = process.info().totalCpuDuration().orElseThrow();
    long begin = System.nanoTime();
    Thread.sleep(SECONDS * 1_000L);
    Duration used = process.info().totalCpuDuration().orElseThrow().minus(before);
    return 100.0 * used.toNanos() / (System.nanoTime() - begin);
  }

  private static void print(String format, Object... values) {
    System.out.printf(java.util.Locale.ROOT, format + "%n", values);
  }
}

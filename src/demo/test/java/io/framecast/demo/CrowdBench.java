package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;

/**
 * Measures the page with 200 live streams, at rest and while it is scrolled, with the demo on the
 * same cores.
 */
final class CrowdBench {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int STREAMS = 200;
  private static final int FPS = 2;
  private static final int SECONDS = DemoBench.size(20, 3);

  /** Counts painted frames and records the longest time between two of them. */
  private static final String COUNT =
      """
      const painted = {frames: 0, longest: 0, since: performance.now(), last: performance.now()};
      window.painted = painted;
      requestAnimationFrame(function next() {
        const now = performance.now();
        painted.frames++;
        painted.longest = Math.max(painted.longest, now - painted.last);
        painted.last = now;
        if (window.painted === painted) requestAnimationFrame(next);
      });
      """;

  private static final String COUNTED =
      """
      const {frames, longest, since, last} = window.painted;
      window.painted = null;
      return `${(1000 * frames / (last - since)).toFixed(1)} pictures/s,`
          + ` ${longest.toFixed(0)} ms at the longest between two`;
      """;

  private CrowdBench() {}

  static void measure() throws Exception {
    Path directory = Files.createTempDirectory("framecast-bench");
    int port = EmbeddedBroker.freePort();
    try (DemoProcess demo =
            DemoProcess.asShipped(
                directory, "--streams=" + STREAMS, "--fps=" + FPS, DemoProcess.onFreePorts());
        Browser page = Browser.start()) {
      Process console = PageBench.console(demo.awaitPredictions(), port, directory);
      try {
        String address = "http://127.0.0.1:" + port + "/";
        Awaitility.await().atMost(PATIENCE).until(() -> PageBench.answers(address));
        page.open(address);
        Awaitility.await().atMost(PATIENCE).until(() -> page.all("#tiles > li").size() >= STREAMS);
        print("%d streams at %d frames/s, standing:", STREAMS, FPS);
        observe(page, console, 0);
        print("the same, scrolled through:");
        observe(page, console, 200);
      } finally {
        console.destroyForcibly().waitFor();
      }
    }
  }

  /**
   * Measures for some seconds.
   *
   * @param pixels to scroll by, five times a second
   */
  private static void observe(Browser page, Process console, int pixels) throws Exception {
    double busy = page.busySeconds();
    Duration used = console.info().totalCpuDuration().orElseThrow();
    long begin = System.nanoTime();
    page.run(COUNT);
    for (int i = 0; i < 5 * SECONDS; i++) {
      page.run("scrollBy({top: arguments[0], behavior: 'instant'})", pixels);
      Thread.sleep(200);
    }
    String painted = (String) page.run(COUNTED);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Duration more = console.info().totalCpuDuration().orElseThrow().minus(used);
    print(
        "  %s; the page's thread busy for %.0f ms of a second, the console for %.1f %% of a core",
        painted,
        1_000 * (page.busySeconds() - busy) / seconds,
        100 * more.toNanos() / 1e9 / seconds);
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}

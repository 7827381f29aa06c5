package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;

/** The addresses of the demo's programs, all on this machine only. */
record Addresses(int kafkaPort, int httpPort, int trainerPort, int consolePort) {
  static final String HOST = "127.0.0.1";
  static final int HTTP = 8081;
  private static final int KAFKA = 9092;

  /**
   * Returns the usual ports. The console's HTTP port is the one before the predictor's, the
   * trainer's the one after it. If Kafka's port is taken, it gets another one.
   *
   * @throws IllegalStateException with one sentence if an HTTP port is taken
   */
  static Addresses choose(int httpPort) {
    requireFree(httpPort, "predictor");
    requireFree(httpPort + 1, "trainer");
    requireFree(httpPort - 1, "console");
    int kafka = isFree(KAFKA) ? KAFKA : EmbeddedBroker.freePort();
    return new Addresses(kafka, httpPort, httpPort + 1, httpPort - 1);
  }

  private static void requireFree(int port, String service) {
    if (!isFree(port)) {
      throw new IllegalStateException(
          String.format(
                  Locale.ROOT,
                  "expected port %d of %s to be free for the %s's HTTP, found it taken: end what",
                  port,
                  HOST,
                  service)
              + " listens there (another demo?) or choose others with -Ddemo.http");
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  String bootstrap() {
    return HOST + ":" + kafkaPort;
  }

  static String http(int port) {
    return "http://" + HOST + ":" + port;
  }

  /** Returns the lines that show where to send frames, read predictions and see the page. */
  List<String> lines() {
    String kcat = "kcat -b " + bootstrap();
    return List.of(
        " in    " + kcat + " -Pt framecast.frames -k cam1 frame.png",
        " out   " + kcat + " -Ct framecast.predictions -f '%k %h\\n'",
        String.format(
            Locale.ROOT,
            " look  %s   :%d/streams   :%d/trainer",
            http(consolePort),
            httpPort,
            trainerPort),
        " end   Ctrl-C, with an account of every frame");
  }
}

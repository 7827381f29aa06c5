package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the demo listens, all of it on this machine only. */
record Addresses(int kafkaPort, int httpPort, int trainerPort, int consolePort) {
  static final String HOST = "127.0.0.1";
  static final int KAFKA = 9092;
  static final int HTTP = 8081;

  /**
   * The ports that everybody expects, the console's HTTP before the predictor's and the trainer's
   * after it; Kafka's gives way to another one where it is taken.
   *
   * @throws IllegalStateException where one of HTTP's is taken; one sentence
   */
  static Addresses choose(int httpPort) {
    expectFree(httpPort, "predictor");
    expectFree(httpPort + 1, "trainer");
    expectFree(httpPort - 1, "console");
    int kafka = free(KAFKA) ? KAFKA : EmbeddedBroker.freePort();
    return new Addresses(kafka, httpPort, httpPort + 1, httpPort - 1);
  }

  private static void expectFree(int port, String whose) {
    if (!free(port)) {
      throw new IllegalStateException(
          "expected port %d of %s to be free for the %s's HTTP, found it taken: end what"
                  .formatted(port, HOST, whose)
              + " listens there (another demo?) or choose others with -Ddemo.http");
    }
  }

  String bootstrap() {
    return HOST + ":" + kafkaPort;
  }

  String http() {
    return "http://" + HOST + ":" + httpPort;
  }

  String consoleHttp() {
    return "http://" + HOST + ":" + consolePort;
  }

  String trainerHttp() {
    return "http://" + HOST + ":" + trainerPort;
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

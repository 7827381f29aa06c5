package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the demo listens, all of it on this machine only. */
record Addresses(int kafkaPort, int httpPort) {
  static final String HOST = "127.0.0.1";
  static final int KAFKA = 9092;
  static final int HTTP = 8081;

  /**
   * The ports that everybody expects; Kafka's gives way to another one where it is taken.
   *
   * @throws IllegalStateException where HTTP's is taken; one sentence
   */
  static Addresses choose(int httpPort) {
    if (!free(httpPort)) {
      throw new IllegalStateException(
          "expected port %d of %s to be free for the predictor's HTTP, found it taken: end what"
                  .formatted(httpPort, HOST)
              + " listens there (another demo?) or choose one with -Ddemo.http");
    }
    return new Addresses(free(KAFKA) ? KAFKA : EmbeddedBroker.freePort(), httpPort);
  }

  String bootstrap() {
    return HOST + ":" + kafkaPort;
  }

  String http() {
    return "http://" + HOST + ":" + httpPort;
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

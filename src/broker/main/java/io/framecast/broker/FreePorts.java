package io.framecast.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * TCP ports of 127.0.0.1 that were free a moment ago. They lie below those that the system gives to
 * clients (from 32768 on Linux, 49152 elsewhere): one that is asked for today and listened on in a
 * minute, or again after a crash, would else sometimes be some connection's own end by then.
 */
final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int END = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /** So many different ones: each is held until all are found. */
  static List<Integer> find(int count) {
    List<ServerSocket> held = IntStream.range(0, count).mapToObj(i -> hold()).toList();
    List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
    held.forEach(FreePorts::release);
    return ports;
  }

  private static ServerSocket hold() {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IllegalStateException(
        "expected a free port from %d to %d, found none in %d attempts"
            .formatted(FIRST, END - 1, ATTEMPTS),
        last);
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

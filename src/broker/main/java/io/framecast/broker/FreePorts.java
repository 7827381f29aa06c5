package io.framecast.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;

/** TCP ports of 127.0.0.1 that were free a moment ago. */
final class FreePorts {
  private FreePorts() {}

  /** So many different ones: each is held until all are found. */
  static List<Integer> find(int count) {
    List<ServerSocket> held = IntStream.range(0, count).mapToObj(i -> hold()).toList();
    List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
    held.forEach(FreePorts::release);
    return ports;
  }

  private static ServerSocket hold() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

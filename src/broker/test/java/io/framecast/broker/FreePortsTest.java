package io.framecast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void theyAreDifferentAndCanBeListenedOn() throws IOException {
    List<Integer> ports = FreePorts.find(20);
    assertThat(ports).hasSize(20).doesNotHaveDuplicates();
    for (int port : ports) {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  /** A client's own end is never one of them, however many clients there are meanwhile. */
  @Test
  void theyAreNoneThatClientsAreGiven() throws IOException {
    int free = FreePorts.find(1).get(0);
    try (ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 200; i++) {
        try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
          assertThat(client.getLocalPort()).isGreaterThan(32_000).isNotEqualTo(free);
        }
      }
    }
  }
}

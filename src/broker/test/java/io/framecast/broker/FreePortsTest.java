package io.framecast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void findsDifferentPortsThatAreFree() throws IOException {
    List<Integer> ports = FreePorts.find(20);
    assertThat(ports).hasSize(20).doesNotHaveDuplicates();
    for (int port : ports) {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  /** Neither to one process, beyond its first block, nor to two processes at once. */
  @Test
  void returnsNoPortTwice() throws Exception {
    URL classes = FreePorts.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader one = new URLClassLoader(new URL[] {classes}, null);
        URLClassLoader other = new URLClassLoader(new URL[] {classes}, null)) {
      List<Object> ports = new ArrayList<>();
      for (URLClassLoader process : List.of(one, other, one, other)) {
        Method find =
            process.loadClass(FreePorts.class.getName()).getDeclaredMethod("find", int.class);
        find.setAccessible(true);
        ports.addAll((List<?>) find.invoke(null, 150));
      }
      assertThat(ports).hasSize(600).doesNotHaveDuplicates();
    }
  }

  /** A client's own port is never one of them, for any number of clients. */
  @Test
  void returnsNoEphemeralPort() throws IOException {
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

package io.framecast.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** Sends an HTTP request as it is written; the JDK's client sets the Host header itself. */
final class RawRequest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RawRequest() {}

  /**
   * Sends a request without a body to this machine, and returns the whole response.
   *
   * @param line such as {@code GET /info}
   * @param headers lines such as {@code Host: localhost}
   */
  static String send(int port, String line, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      request.append("Content-Length: 0\r\nConnection: close\r\n\r\n");
      socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** Sends it, and returns the status of the response. */
  static int status(int port, String line, String... headers) throws IOException {
    return Integer.parseInt(send(port, line, headers).split(" ", 3)[1]);
  }
}

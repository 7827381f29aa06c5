package io.framecast.predictor;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.awaitility.core.ThrowingRunnable;

/**
 * Forwards between one client of the proxy and the broker.
 *
 * <pre>
 *   client --requests()---> broker     each read whole before the hook is called
 *   client <--responses()-- broker     forwarded as they arrive
 * </pre>
 *
 * <p>When the requests end, only the sending side to the broker is closed. The broker answers the
 * requests that it has and closes, and only then is the client's side closed. So a forwarded
 * request is not lost when its client disconnects.
 */
final class WireConnection implements AutoCloseable {
  private static final int LARGEST = 64 << 20;
  private static final int BUFFER = 64 << 10;

  /** The response that the client does not get, and the action that runs instead. */
  private record Withheld(int correlation, ThrowingRunnable instead) {}

  private final WireProxy proxy;
  private final int number;
  private final Socket client;
  private final Socket broker;
  private volatile Withheld withheld;

  WireConnection(WireProxy proxy, int number, Socket client, Socket broker) throws IOException {
    this.proxy = proxy;
    this.number = number;
    this.client = client;
    this.broker = broker;
    client.setTcpNoDelay(true);
    broker.setTcpNoDelay(true);
  }

  /** Ends with the client, or with a request that is not simply forwarded. */
  void requests() throws IOException {
    DataInputStream in = buffered(client.getInputStream());
    OutputStream out = broker.getOutputStream();
    try {
      WireProxy.Action action;
      do {
        byte[] bytes = next(in);
        WireRequest request = WireRequest.of(number, bytes);
        action = proxy.ask(request);
        if (action.atAnswer() != null) {
          withheld = new Withheld(request.correlation(), action.atAnswer());
        }
        out.write(bytes, 0, action.of(bytes.length));
      } while (action.equals(WireProxy.Action.FORWARD));
    } finally {
      broker.shutdownOutput();
    }
  }

  /** Ends with the broker's side, or with the withheld response. */
  void responses() throws IOException {
    DataInputStream in = buffered(broker.getInputStream());
    OutputStream out = client.getOutputStream();
    while (true) {
      byte[] bytes = next(in);
      Withheld answer = withheld;
      if (answer != null && answer.correlation() == ByteBuffer.wrap(bytes).getInt(Integer.BYTES)) {
        proxy.run(answer.instead());
        return;
      }
      try {
        out.write(bytes);
      } catch (IOException e) {
        // the client has disconnected; its last request may not have reached the broker yet
        out = OutputStream.nullOutputStream();
      }
    }
  }

  /** Returns a request or a response: a size, and that many bytes. */
  private byte[] next(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > LARGEST) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "connection %d: expected a size of at most %d bytes, found %d",
              number,
              LARGEST,
              size));
    }
    byte[] bytes = new byte[Integer.BYTES + size];
    ByteBuffer.wrap(bytes).putInt(size);
    in.readFully(bytes, Integer.BYTES, size);
    return bytes;
  }

  private static DataInputStream buffered(InputStream in) {
    return new DataInputStream(new BufferedInputStream(in, BUFFER));
  }

  @Override
  public void close() throws IOException {
    try (client) {
      broker.close();
    }
  }
}

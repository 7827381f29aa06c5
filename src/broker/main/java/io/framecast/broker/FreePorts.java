package io.framecast.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * TCP ports of 127.0.0.1 that are free. They lie below those that the system gives to clients (from
 * 32768 on Linux, 49152 elsewhere): one that is asked for today and listened on in a minute, or
 * again after a crash, would else sometimes be some connection's own end by then.
 *
 * <p>No port is given twice, not even to processes side by side: each process takes blocks of them,
 * and whoever listens on a block's first port has it for as long as it lives.
 */
final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int BLOCK = 200;
  private static final int BLOCKS = 100;

  private static final List<ServerSocket> taken = new ArrayList<>();
  private static int next;
  private static int end;

  private FreePorts() {}

  /** So many different ones. */
  static synchronized List<Integer> find(int count) {
    return IntStream.range(0, count).map(i -> find()).boxed().toList();
  }

  private static int find() {
    for (; ; ) {
      if (next == end) {
        takeBlock();
      }
      int port = next++;
      ServerSocket listening = listen(port);
      if (listening != null) {
        close(listening);
        return port;
      }
    }
  }

  private static void takeBlock() {
    int some = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int first = FIRST + (some + i) % BLOCKS * BLOCK;
      ServerSocket listening = listen(first);
      if (listening != null) {
        taken.add(listening);
        next = first + 1;
        end = first + BLOCK;
        return;
      }
    }
    throw new IllegalStateException(
        "expected free ports from %d to %d, found that others listen on one in %d each"
            .formatted(FIRST, FIRST + BLOCKS * BLOCK - 1, BLOCK));
  }

  /** Null where another does. */
  private static @Nullable ServerSocket listen(int port) {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      return null;
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.framecast.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds free TCP ports of 127.0.0.1. They lie below the ephemeral ports of the system (from 32768
 * on Linux, 49152 elsewhere). Otherwise a client's connection might use the port before the broker
 * listens on it, or restarts there.
 *
 * <p>No port is returned twice, even to other processes: each process reserves blocks of ports by
 * listening on the first port of a block.
 */
final class FreePorts {
  private static final int FIRST = 12_000;
  private static final int BLOCK = 200;
  private static final int BLOCKS = 100;

  private static final List<ServerSocket> reserved = new ArrayList<>();
  private static int next;
  private static int end;

  private FreePorts() {}

  /** Returns this many different ports. */
  static synchronized List<Integer> find(int count) {
    return IntStream.range(0, count).map(i -> find()).boxed().toList();
  }

  private static int find() {
    for (; ; ) {
      if (next == end) {
        reserveBlock();
      }
      int port = next++;
      ServerSocket listening = listen(port);
      if (listening != null) {
        close(listening);
        return port;
      }
    }
  }

  private static void reserveBlock() {
    int some = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int first = FIRST + (some + i) % BLOCKS * BLOCK;
      ServerSocket listening = listen(first);
      if (listening != null) {
        reserved.add(listening);
        next = first + 1;
        end = first + BLOCK;
        return;
      }
    }
    throw new IllegalStateException(
        String.format(
            Locale.ROOT,
            "No free port from %d to %d: other processes reserved all blocks of %d.",
            FIRST,
            FIRST + BLOCKS * BLOCK - 1,
            BLOCK));
  }

  /** Returns null when another socket listens on the port. */
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

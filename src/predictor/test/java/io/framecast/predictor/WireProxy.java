package io.framecast.predictor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ThrowingRunnable;

/**
 * Forwards between Kafka clients and a broker that was started behind it. A test can run an action,
 * such as a kill, between two given requests, in the middle of one, or before its response.
 */
final class WireProxy implements AutoCloseable {

  /** Decides about every request before the broker receives any of it. */
  interface Hook {
    /**
     * Runs on the connection's own thread, so that only this connection waits. An exception drops
     * the request, and {@link WireProxy#close} throws it again.
     */
    Action on(WireRequest request) throws Exception;
  }

  /**
   * States what happens to a request. Unless the request is simply forwarded, its connection ends.
   * The broker still answers the requests before it.
   *
   * @param halves the number of its halves that are forwarded
   * @param atAnswer null, or an action that runs when the response arrives, which the client never
   *     gets
   */
  record Action(int halves, ThrowingRunnable atAnswer) {
    static final Action FORWARD = new Action(2, null);
    static final Action HALF = new Action(1, null);
    static final Action DROP = new Action(0, null);

    /**
     * Runs the action after the broker has processed the request, without a response to the client.
     */
    static Action forwardAndThen(ThrowingRunnable atAnswer) {
      return new Action(2, atAnswer);
    }

    /** Returns how many of this many bytes are forwarded. */
    int of(int size) {
      return (int) ((long) size * halves / 2);
    }
  }

  private static final int CLOSE_SECONDS = 10;

  private final ServerSocket server;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool(WireProxy::daemon);
  private final Set<WireConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Hook hook = request -> Action.FORWARD;

  /**
   * Starts to listen.
   *
   * @param port the port that the broker advertises
   * @param target the broker's port; clients are disconnected while it does not listen
   */
  WireProxy(int port, int target) throws IOException {
    this.server = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    this.target = target;
    threads.execute(this::accept);
  }

  /** Sets the hook of all later requests on every connection. */
  void hook(Hook next) {
    hook = next;
  }

  Action ask(WireRequest request) {
    try {
      return hook.on(request);
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
      return Action.DROP;
    }
  }

  /** Runs an action; {@link #close} throws its exception again. */
  void run(ThrowingRunnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Closes all connections, and throws what a hook has thrown. */
  @Override
  public void close() throws IOException {
    server.close();
    for (WireConnection connection : open) {
      connection.close();
    }
    threads.shutdownNow();
    boolean ended = false;
    try {
      ended = threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure.get() != null) {
      throw new AssertionError("the proxy met " + failure.get(), failure.get());
    }
    if (!ended) {
      throw new AssertionError("expected every hook to return, found one at work");
    }
  }

  private void accept() {
    try {
      for (int number = 1; ; number++) {
        Socket client = server.accept();
        int connection = number;
        threads.execute(() -> run(() -> serve(connection, client)));
      }
    } catch (IOException | RejectedExecutionException e) {
      // closed
    }
  }

  private void serve(int number, Socket client) {
    try (client;
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
        WireConnection connection = new WireConnection(this, number, client, broker)) {
      open.add(connection);
      try {
        if (!server.isClosed()) {
          threads.execute(() -> run(() -> requests(connection)));
          connection.responses();
        }
      } finally {
        open.remove(connection);
      }
    } catch (IOException | RejectedExecutionException e) {
      // no broker, or it has stopped: the client's connection ends
    }
  }

  private static void requests(WireConnection connection) {
    try {
      connection.requests();
    } catch (IOException e) {
      // one side has disconnected, which ends the responses too
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "wire-proxy");
    thread.setDaemon(true);
    return thread;
  }
}

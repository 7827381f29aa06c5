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
 * Stands between Kafka's clients and a broker that was started behind it, so that a test can do
 * something, such as kill a process, between two given requests, in the middle of one, or before
 * its answer.
 */
final class WireProxy implements AutoCloseable {

  /** Asked about every request before the broker gets any of it. */
  interface Hook {
    /**
     * Runs on the connection's own thread: this connection waits for it, others do not. What it
     * throws drops the request, and is thrown again by {@link WireProxy#close}.
     */
    Action on(WireRequest request) throws Exception;
  }

  /**
   * What becomes of a request, and of its connection: that ends, unless the request is simply
   * forwarded. The broker still answers what was forwarded before.
   *
   * @param halves of it that are forwarded
   * @param atAnswer null, or what runs when the answer is there, which the client then never gets
   */
  record Action(int halves, ThrowingRunnable atAnswer) {
    static final Action FORWARD = new Action(2, null);
    static final Action HALF = new Action(1, null);
    static final Action DROP = new Action(0, null);

    /** The broker has done what it was asked when this runs, and the client does not know. */
    static Action forwardAndThen(ThrowingRunnable atAnswer) {
      return new Action(2, atAnswer);
    }

    /** So many bytes of so many are forwarded. */
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
   * Listens from now on.
   *
   * @param port that the broker advertises
   * @param target where it listens; a client is disconnected while it does not
   */
  WireProxy(int port, int target) throws IOException {
    this.server = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    this.target = target;
    threads.execute(this::accept);
  }

  /** For all requests from now on, on every connection. */
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

  /** What goes wrong is thrown again by {@link #close}. */
  void run(ThrowingRunnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Ends all connections, and throws what a hook has thrown. */
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
      // no broker, or no longer: the client sees its connection end
    }
  }

  private static void requests(WireConnection connection) {
    try {
      connection.requests();
    } catch (IOException e) {
      // either side has gone, which ends the responses too
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "wire-proxy");
    thread.setDaemon(true);
    return thread;
  }
}

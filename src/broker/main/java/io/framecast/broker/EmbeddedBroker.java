package io.framecast.broker;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one KRaft broker (controller and broker in one node) in this JVM, on 127.0.0.1 only.
 *
 * <p>{@code started -> stop() -> stopped -> start() -> started}: port and log directory stay, so
 * clients reconnect and find their records. {@link #close()} stops it for good, and deletes a
 * temporary directory. Not thread-safe.
 */
public final class EmbeddedBroker implements RunningBroker {

  private final int port;
  private final int advertisedPort;
  private final Path directory;
  private final boolean temporary;
  private @Nullable Node node;

  private EmbeddedBroker(int port, int advertisedPort, Path directory, boolean temporary) {
    this.port = port;
    this.advertisedPort = advertisedPort;
    this.directory = directory;
    this.temporary = temporary;
  }

  /** Starts a broker on a free port with logs in a temporary directory. */
  public static EmbeddedBroker launch() {
    return launchOn(freePort());
  }

  /** Starts a broker on this port with logs in a temporary directory. */
  public static EmbeddedBroker launchOn(int port) {
    return launchInTemporary(port, port);
  }

  /**
   * Starts a broker on a free {@link #port()} with logs in a temporary directory. It advertises
   * another port to clients, the port of a proxy.
   */
  public static EmbeddedBroker launchBehind(int advertisedPort) {
    return launchInTemporary(freePort(), advertisedPort);
  }

  /**
   * Starts a broker on this port and directory. It keeps the records of an earlier broker there;
   * the directory stays after {@link #close()}.
   */
  public static EmbeddedBroker launchOn(int port, Path directory) {
    return new EmbeddedBroker(port, port, directory, false).start();
  }

  private static EmbeddedBroker launchInTemporary(int port, int advertisedPort) {
    Path directory = TemporaryDirectory.create("framecast-broker-");
    EmbeddedBroker broker = new EmbeddedBroker(port, advertisedPort, directory, true);
    try {
      return broker.start();
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** Returns a free TCP port of 127.0.0.1 that no other process gets. */
  public static int freePort() {
    return FreePorts.find(1).get(0);
  }

  @Override
  public String bootstrap() {
    return NodeSettings.HOST + ":" + advertisedPort;
  }

  /**
   * Returns the port of the broker itself, which behind a proxy differs from {@link #bootstrap}.
   */
  public int port() {
    return port;
  }

  Path directory() {
    return directory;
  }

  /**
   * Restarts it after {@link #stop()} on the same port and directory; returns this. Throws {@link
   * IllegalStateException} when it already runs or cannot start.
   */
  public EmbeddedBroker start() {
    if (node != null) {
      throw new IllegalStateException("The broker on port " + port + " is already running.");
    }
    List<Integer> controller = List.of(freePort());
    node = Node.launch(new NodeSettings(1, port, advertisedPort, controller, directory).toMap());
    return this;
  }

  /** Stops it if it runs; {@link #start()} restarts it with its records. */
  public void stop() {
    Node running = node;
    if (running != null) {
      node = null;
      running.close();
    }
  }

  @Override
  public void close() {
    stop();
    if (temporary) {
      TemporaryDirectory.delete(directory);
    }
  }
}

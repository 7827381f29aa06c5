package io.framecast.broker;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One real KRaft broker (controller and broker in one node) in this JVM, on 127.0.0.1 only.
 *
 * <p>{@code started -> stop() -> stopped -> start() -> started}: port and log directory stay, so
 * clients come back and find their records. {@link #close()} stops it for good and removes the
 * directory where it was a temporary one. Not for use by several threads at once.
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

  /** A started broker on a free port, its logs in a temporary directory. */
  public static EmbeddedBroker started() {
    return startedOn(freePort());
  }

  /** A started broker on the given port, its logs in a temporary directory. */
  public static EmbeddedBroker startedOn(int port) {
    return startedInTemporary(port, port);
  }

  /**
   * A started broker on a free {@link #port()}, its logs in a temporary directory, that tells
   * clients to go to another port: a proxy's, which has to be there when they do.
   */
  public static EmbeddedBroker startedBehind(int advertisedPort) {
    return startedInTemporary(freePort(), advertisedPort);
  }

  /**
   * A started broker on the given port. A directory that an earlier broker used is taken over with
   * its records; a new one is made and stays after {@link #close()}.
   */
  public static EmbeddedBroker startedOn(int port, Path directory) {
    return new EmbeddedBroker(port, port, directory, false).start();
  }

  private static EmbeddedBroker startedInTemporary(int port, int advertisedPort) {
    Path directory = TemporaryDirectory.create();
    EmbeddedBroker broker = new EmbeddedBroker(port, advertisedPort, directory, true);
    try {
      return broker.start();
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** A TCP port of 127.0.0.1 that is free, and that nobody else is given. */
  public static int freePort() {
    return FreePorts.find(1).get(0);
  }

  @Override
  public String bootstrap() {
    return NodeSettings.HOST + ":" + advertisedPort;
  }

  /** Where it listens, which is not where {@link #bootstrap()} points when it is behind a proxy. */
  public int port() {
    return port;
  }

  Path directory() {
    return directory;
  }

  /**
   * Starts it again after {@link #stop()}, on the same port and directory; returns this. Throws
   * {@link IllegalStateException} when it runs already, or cannot start.
   */
  public EmbeddedBroker start() {
    if (node != null) {
      throw new IllegalStateException("expected a stopped broker, found one on port " + port);
    }
    List<Integer> controller = List.of(freePort());
    node = Node.started(new NodeSettings(1, port, advertisedPort, controller, directory).toMap());
    return this;
  }

  /** Stops it; {@link #start()} brings it back with its records. Nothing happens when stopped. */
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

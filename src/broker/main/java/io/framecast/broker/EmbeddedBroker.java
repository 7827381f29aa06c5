package io.framecast.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One real KRaft broker (controller and broker in one node) in this JVM, on 127.0.0.1 only.
 *
 * <p>{@code started -> stop() -> stopped -> start() -> started}: port and log directory stay, so
 * clients come back and find their records. {@link #close()} stops it for good and removes the
 * directory where it was a temporary one. Not for use by several threads at once.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private final int port;
  private final Path directory;
  private final boolean temporary;
  private @Nullable KafkaRaftServer server;

  private EmbeddedBroker(int port, Path directory, boolean temporary) {
    this.port = port;
    this.directory = directory;
    this.temporary = temporary;
  }

  /** A started broker on a free port, its logs in a temporary directory. */
  public static EmbeddedBroker started() {
    return startedOn(freePort());
  }

  /** A started broker on the given port, its logs in a temporary directory. */
  public static EmbeddedBroker startedOn(int port) {
    EmbeddedBroker broker;
    try {
      broker = new EmbeddedBroker(port, Files.createTempDirectory("framecast-broker-"), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return broker.start();
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /**
   * A started broker on the given port. A directory that an earlier broker used is taken over with
   * its records; a new one is made and stays after {@link #close()}.
   */
  public static EmbeddedBroker startedOn(int port, Path directory) {
    return new EmbeddedBroker(port, directory, false).start();
  }

  /** A TCP port of 127.0.0.1 that was free a moment ago. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value for a client's {@code bootstrap.servers}. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  Path directory() {
    return directory;
  }

  /**
   * Starts it again after {@link #stop()}, on the same port and directory; returns this. Throws
   * {@link IllegalStateException} when it runs already, or cannot start.
   */
  public EmbeddedBroker start() {
    if (server != null) {
      throw new IllegalStateException("expected a stopped broker, found one on " + bootstrap());
    }
    KafkaRaftServer starting;
    try {
      format();
      starting = new KafkaRaftServer(new KafkaConfig(settings(freePort()), false), Time.SYSTEM);
    } catch (Exception e) {
      throw new IllegalStateException("cannot prepare a broker in " + directory, e);
    }
    try {
      starting.startup();
    } catch (RuntimeException e) {
      starting.shutdown();
      throw new IllegalStateException("cannot start a broker on " + bootstrap(), e);
    }
    server = starting;
    return this;
  }

  /** Stops it; {@link #start()} brings it back with its records. Nothing happens when stopped. */
  public void stop() {
    KafkaRaftServer running = server;
    if (running != null) {
      server = null;
      running.shutdown();
      running.awaitShutdown();
    }
  }

  @Override
  public void close() {
    stop();
    if (temporary) {
      delete(directory);
    }
  }

  private void format() throws Exception {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(1)
          .setClusterId("framecast-embedded")
          .setIgnoreFormatted(true)
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .run();
    }
  }

  private Map<String, String> settings(int controllerPort) {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", "1"),
        Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry(
            "listeners",
            "PLAINTEXT://" + bootstrap() + ",CONTROLLER://127.0.0.1:" + controllerPort),
        Map.entry("log.dirs", directory.toString()),
        // one node holds every internal topic, in few partitions: they cost start-up time
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        // a consumer that arrives alone need not wait three seconds for company
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
        // a state or a weights file is one record
        Map.entry("message.max.bytes", Integer.toString(8 << 20)),
        Map.entry("replica.fetch.max.bytes", Integer.toString(8 << 20)),
        // the default takes 128 MiB of the host's heap
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
        // the services make their topics themselves, with the right number of partitions
        Map.entry("auto.create.topics.enable", "false"));
  }

  private static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

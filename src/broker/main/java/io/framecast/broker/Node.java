package io.framecast.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** Runs one Kafka server in this JVM. */
final class Node implements AutoCloseable {
  private final KafkaRaftServer server;

  private Node(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Formats a new directory, starts the server, and returns when it is in its cluster. Throws
   * {@link IllegalStateException} on failure.
   *
   * @param settings the settings of Kafka's {@code server.properties}
   */
  static Node launch(Map<String, String> settings) {
    KafkaRaftServer starting;
    try {
      KafkaConfig config = new KafkaConfig(settings, false);
      format(config);
      starting = new KafkaRaftServer(config, Time.SYSTEM);
    } catch (Exception e) {
      throw new IllegalStateException("cannot prepare a broker in " + settings.get("log.dirs"), e);
    }
    try {
      starting.startup();
    } catch (RuntimeException e) {
      starting.shutdown();
      throw new IllegalStateException("cannot start a broker on " + settings.get("listeners"), e);
    }
    return new Node(starting);
  }

  /** Shuts down cleanly, and hands its leaderships over to other nodes if there are any. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(KafkaConfig config) throws Exception {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(config.nodeId())
          .setClusterId("framecast-embedded")
          .setIgnoreFormatted(true)
          .setControllerListenerName("CONTROLLER")
          .setDirectories(config.logDirs())
          .setMetadataLogDirectory(config.metadataLogDir())
          .run();
    }
  }
}

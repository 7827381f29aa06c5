package io.framecast.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One running Kafka server in this JVM. */
final class Node implements AutoCloseable {
  private final KafkaRaftServer server;

  private Node(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Formats the directory where that is new, and returns once the server takes part in its cluster.
   * Throws {@link IllegalStateException} where it cannot.
   *
   * @param settings in the words of Kafka's {@code server.properties}
   */
  static Node started(Map<String, String> settings) {
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

  /** An orderly shutdown: it hands over what it leads, where somebody can take it. */
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

package io.framecast.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The settings of one node, a broker and controller on 127.0.0.1. Every topic has a replica on each
 * node, and accepts records while one of several nodes is missing.
 *
 * @param id a number from 1 to the number of nodes
 * @param port the port for clients
 * @param advertisedPort the port that clients connect to: the same, or a proxy's
 * @param controllers the port of each node's controller, node 1's first
 * @param directory the directory for its records
 */
record NodeSettings(
    int id, int port, int advertisedPort, List<Integer> controllers, Path directory) {
  static final String HOST = "127.0.0.1";

  /** How long a node may be silent before the others continue without it. */
  static final int SESSION_MILLIS = 3_000;

  /** A state or a weights file is one record. */
  static final Map<String, String> LARGE_RECORDS =
      Map.of(
          "message.max.bytes",
          Integer.toString(8 << 20),
          "replica.fetch.max.bytes",
          Integer.toString(8 << 20));

  /** Returns the settings of {@code server.properties}. */
  Map<String, String> toMap() {
    Map<String, String> all = new HashMap<>(common());
    all.putAll(LARGE_RECORDS);
    if (advertisedPort != port) {
      // requests between nodes, also of one node to itself, bypass the proxy
      String nodes = "NODES://" + HOST + ":0";
      all.put("inter.broker.listener.name", "NODES");
      all.merge("listeners", nodes, NodeSettings::listed);
      all.put("advertised.listeners", listed(clients(advertisedPort), nodes));
      all.put(
          "listener.security.protocol.map",
          "PLAINTEXT:PLAINTEXT,NODES:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }
    if (controllers.size() > 1) {
      all.put("broker.session.timeout.ms", Integer.toString(SESSION_MILLIS));
      all.put("broker.heartbeat.interval.ms", Integer.toString(SESSION_MILLIS / 6));
    }
    return all;
  }

  private Map<String, String> common() {
    String replicas = Integer.toString(controllers.size());
    String enough = Integer.toString(Math.max(1, controllers.size() - 1));
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(id)),
        Map.entry("controller.quorum.voters", voters()),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("listeners", listed(clients(port), controller(controllers.get(id - 1)))),
        // a node without a quorum fails to start with an error
        Map.entry("server.max.startup.time.ms", "60000"),
        Map.entry("log.dirs", directory.toString()),
        Map.entry("default.replication.factor", replicas),
        Map.entry("min.insync.replicas", enough),
        // every node holds every internal topic; few partitions start faster
        Map.entry("offsets.topic.replication.factor", replicas),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", replicas),
        Map.entry("transaction.state.log.min.isr", enough),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.replication.factor", replicas),
        Map.entry("share.coordinator.state.topic.min.isr", enough),
        // a single consumer need not wait three seconds for others
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
        // the default takes 128 MiB of the host's heap
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
        // the services create their topics with the right number of partitions
        Map.entry("auto.create.topics.enable", "false"));
  }

  private static String clients(int port) {
    return "PLAINTEXT://" + HOST + ":" + port;
  }

  private static String controller(int port) {
    return "CONTROLLER://" + HOST + ":" + port;
  }

  private static String listed(String one, String other) {
    return one + "," + other;
  }

  private String voters() {
    return IntStream.rangeClosed(1, controllers.size())
        .mapToObj(
            node -> String.format(Locale.ROOT, "%d@%s:%d", node, HOST, controllers.get(node - 1)))
        .collect(Collectors.joining(","));
  }
}

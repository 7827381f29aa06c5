package io.framecast.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one node is told: broker and controller in one, on 127.0.0.1 only. Every topic has as many
 * replicas as there are nodes, and takes records while one of several is missing.
 *
 * @param id from 1 to the number of nodes
 * @param port where it listens for clients
 * @param advertisedPort where clients are told to go: the same, or a proxy's
 * @param controllers the port of each node's controller, node 1's first
 * @param directory for its records
 */
record NodeSettings(
    int id, int port, int advertisedPort, List<Integer> controllers, Path directory) {
  static final String HOST = "127.0.0.1";

  /** How long a node of several may be silent before the others go on without it. */
  static final int SESSION_MILLIS = 3_000;

  /** A state or a weights file is one record. */
  static final Map<String, String> LARGE_RECORDS =
      Map.of(
          "message.max.bytes",
          Integer.toString(8 << 20),
          "replica.fetch.max.bytes",
          Integer.toString(8 << 20));

  /** In Kafka's own words, those of its {@code server.properties}. */
  Map<String, String> toMap() {
    Map<String, String> all = new HashMap<>(common());
    all.putAll(LARGE_RECORDS);
    if (advertisedPort != port) {
      // what nodes send to nodes, a single one to itself too, passes no proxy
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
        // a node that finds too few others says so, as one does that finds no controller
        Map.entry("server.max.startup.time.ms", "60000"),
        Map.entry("log.dirs", directory.toString()),
        Map.entry("default.replication.factor", replicas),
        Map.entry("min.insync.replicas", enough),
        // every node holds every internal topic, in few partitions: they cost start-up time
        Map.entry("offsets.topic.replication.factor", replicas),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", replicas),
        Map.entry("transaction.state.log.min.isr", enough),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.replication.factor", replicas),
        Map.entry("share.coordinator.state.topic.min.isr", enough),
        // a consumer that arrives alone need not wait three seconds for company
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
        // the default takes 128 MiB of the host's heap
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
        // the services make their topics themselves, with the right number of partitions
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
        .mapToObj(node -> "%d@%s:%d".formatted(node, HOST, controllers.get(node - 1)))
        .collect(Collectors.joining(","));
  }
}

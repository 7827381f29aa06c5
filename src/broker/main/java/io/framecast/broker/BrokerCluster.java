package io.framecast.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs several KRaft nodes on 127.0.0.1, each a controller and a broker in its own process, so that
 * a test can kill one. Nodes are numbered from 1, which is also their {@code node.id}. Ports and
 * directories stay, so a restarted node has its records.
 *
 * <p>While more than half of the nodes run, and all but one of a topic's replicas, clients with
 * {@code acks=all} continue: at once after a {@link #stop}, and {@value
 * NodeSettings#SESSION_MILLIS} ms after a {@link #kill}. Not thread-safe.
 */
public final class BrokerCluster implements AutoCloseable {
  private final Path directory = TemporaryDirectory.create("framecast-broker-");
  private final List<Integer> ports;
  private final List<BrokerProcess> processes = new ArrayList<>();

  private BrokerCluster(int nodes) {
    List<Integer> free = FreePorts.find(2 * nodes);
    ports = free.subList(0, nodes);
    List<Integer> controllers = free.subList(nodes, 2 * nodes);
    for (int node = 1; node <= nodes; node++) {
      try {
        Path own = Files.createDirectory(directory.resolve("node-" + node));
        processes.add(new BrokerProcess(node, ports.get(node - 1), controllers, own));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts a cluster with logs in a temporary directory. */
  public static BrokerCluster launch(int nodes) {
    BrokerCluster cluster = new BrokerCluster(nodes);
    try {
      cluster.start(IntStream.rangeClosed(1, nodes).toArray());
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Returns the value for {@code bootstrap.servers}: all nodes, running or not. */
  public String bootstrap() {
    return ports.stream()
        .map(port -> NodeSettings.HOST + ":" + port)
        .collect(Collectors.joining(","));
  }

  /** Shuts a node down cleanly, for which more than half of the nodes must run. */
  public void stop(int node) {
    process(node).stop();
  }

  /** Kills a node by SIGKILL; returns after the end of its process. */
  public void kill(int node) {
    process(node).kill();
  }

  /**
   * Restarts nodes on their ports and directories; returns when they are in the cluster. They start
   * together, because one alone may not find a quorum.
   */
  public void start(int... nodes) {
    for (int node : nodes) {
      process(node).launch();
    }
    for (int node : nodes) {
      process(node).awaitStarted();
    }
  }

  /** Returns the process id of a running node. */
  public long pid(int node) {
    return process(node).pid();
  }

  /** Kills all nodes, and deletes the directory. */
  @Override
  public void close() {
    processes.forEach(BrokerProcess::kill);
    TemporaryDirectory.delete(directory);
  }

  private BrokerProcess process(int node) {
    if (node < 1 || node > processes.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected a node from 1 to %d, found %d", processes.size(), node));
    }
    return processes.get(node - 1);
  }
}

package io.framecast.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several real KRaft nodes, each a controller and a broker in a process of its own, on 127.0.0.1
 * only: any of them can be killed as a machine dies. Nodes are numbered from 1, which is also their
 * {@code node.id}; ports and directories stay, so a node comes back with its records.
 *
 * <p>While more than half of the nodes run, and all but one of a topic's replicas, clients that
 * want {@code acks=all} go on: after an orderly {@link #stop} at once, after a {@link #kill} when
 * the others have missed the dead one for {@value NodeSettings#SESSION_MILLIS} ms. Not for use by
 * several threads at once.
 */
public final class BrokerCluster implements AutoCloseable {
  private final Path directory = TemporaryDirectory.create();
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

  /** A cluster whose nodes have all started, their logs in a temporary directory. */
  public static BrokerCluster started(int nodes) {
    BrokerCluster cluster = new BrokerCluster(nodes);
    try {
      cluster.start(IntStream.rangeClosed(1, nodes).toArray());
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The value for a client's {@code bootstrap.servers}: all nodes, whether they run or not. */
  public String bootstrap() {
    return ports.stream()
        .map(port -> NodeSettings.HOST + ":" + port)
        .collect(Collectors.joining(","));
  }

  /** An orderly shutdown, for which more than half of the nodes must run. */
  public void stop(int node) {
    process(node).stop();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill(int node) {
    process(node).kill();
  }

  /**
   * Brings nodes back on their ports and directories; returns when they take part again. They start
   * side by side, since one alone may find too few others.
   */
  public void start(int... nodes) {
    for (int node : nodes) {
      process(node).launch();
    }
    for (int node : nodes) {
      process(node).awaitStarted();
    }
  }

  /** The running node's process id. */
  public long pid(int node) {
    return process(node).pid();
  }

  /** Kills what runs and removes the directory. */
  @Override
  public void close() {
    processes.forEach(BrokerProcess::kill);
    TemporaryDirectory.delete(directory);
  }

  private BrokerProcess process(int node) {
    if (node < 1 || node > processes.size()) {
      throw new IllegalArgumentException(
          "expected a node from 1 to %d, found %d".formatted(processes.size(), node));
    }
    return processes.get(node - 1);
  }
}

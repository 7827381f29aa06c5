package io.framecast.predictor;

import static io.framecast.predictor.PredictorBench.print;
import static io.framecast.predictor.PredictorBench.scaled;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.topics.RecordPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * Measures a takeover: two predictors share 8 partitions of 64 streams at 5 frames a second, and
 * one is killed in the middle of a transaction. It measures the time until a prediction of a frame
 * appended after the kill is readable, for a stream of the killed predictor.
 */
final class TakeoverBench implements AutoCloseable {
  private static final int STREAMS = 64;
  private static final double PER_SECOND = 5.0 * STREAMS;
  private static final int PARTITIONS = 8;
  private static final int TIMES = PredictorBench.times(3);

  /** The time until each stream has more than one checkpoint. */
  private static final Duration BEFORE = Duration.ofSeconds(scaled(15));

  private static final int TRIES = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LoadGenerator load;
  private final Admin admin;
  private final PredictorProcess[] two = new PredictorProcess[2];
  private final Map<String, Object> settings;

  private TakeoverBench(Map<String, Object> settings, LoadGenerator load, Admin admin) {
    this.settings = settings;
    this.load = load;
    this.admin = admin;
    for (int i = 0; i < two.length; i++) {
      two[i] = PredictorProcess.asShipped(EmbeddedBroker.freePort(), settings);
    }
  }

  static void measure() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), "framecast.", Weights.shipped());
        LoadGenerator load =
            new LoadGenerator(broker.bootstrap(), deployment.topics, STREAMS, PARTITIONS);
        TakeoverBench bench = new TakeoverBench(deployment.settings(), load, admin)) {
      bench.run();
    }
  }

  private void run() throws Exception {
    load.awaitTopics();
    load.sendAtRate(PER_SECOND, Long.MAX_VALUE);
    List<Double> first = new ArrayList<>();
    List<Double> last = new ArrayList<>();
    int open = 0;
    for (int i = 0; i < TIMES; i++) {
      awaitBoth();
      load.receive((int) (PER_SECOND * BEFORE.toSeconds()));
      PredictorProcess victim = two[i % 2];
      Set<Integer> orphans = partitions(victim);
      stopInATransaction(victim);
      long begin = System.nanoTime();
      victim.kill();
      Map<Integer, Long> ends = new HashMap<>(load.ends());
      ends.keySet().retainAll(orphans);
      open += hasOpenTransaction(victim) ? 1 : 0;
      List<Double> answered = answered(ends, begin);
      first.add(answered.get(0));
      last.add(answered.get(answered.size() - 1));
      victim.close();
      two[i % 2] = PredictorProcess.asShipped(victim.port, settings);
    }
    print("killed %d times, %d of them with a transaction open", TIMES, open);
    print("takeover, first prediction of an orphaned stream: %s", spread(first));
    print("takeover, first prediction of the last orphaned partition: %s", spread(last));
  }

  /** Waits until the group has assigned half to each, and each predicts in all its partitions. */
  private void awaitBoth() {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                partitions(two[0]).size() == PARTITIONS / 2
                    && partitions(two[1]).size() == PARTITIONS / 2);
    for (PredictorProcess one : two) {
      one.awaitServing();
    }
    answered(load.ends(), System.nanoTime());
  }

  /** Returns the seconds until each partition has a prediction of a frame from its offset on. */
  private List<Double> answered(Map<Integer, Long> from, long begin) {
    Set<Integer> missing = new HashSet<>(from.keySet());
    List<Double> seconds = new ArrayList<>();
    while (!missing.isEmpty()) {
      load.receive(
          prediction -> {
            RecordPosition source = prediction.source();
            if (missing.contains(source.partition())
                && source.offset() >= from.get(source.partition())) {
              missing.remove(source.partition());
              seconds.add((System.nanoTime() - begin) / 1e9);
            }
          });
    }
    return seconds;
  }

  /** Pauses the process in a transaction; resumes it and tries again if it was between two. */
  private void stopInATransaction(PredictorProcess process) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      process.signal("STOP");
      if (hasOpenTransaction(process)) {
        return;
      }
      process.signal("CONT");
      load.receive(prediction -> {});
    }
  }

  private boolean hasOpenTransaction(PredictorProcess process) throws Exception {
    ListTransactionsOptions ongoing =
        new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
    return admin.listTransactions(ongoing).all().get().stream()
        .anyMatch(transaction -> isOf(transaction.transactionalId(), process));
  }

  private Set<Integer> partitions(PredictorProcess process) throws Exception {
    String group = settings.get("kafka.group.id").toString();
    return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
        .filter(member -> isOf(member.groupInstanceId().orElse(""), process))
        .flatMap(member -> member.assignment().topicPartitions().stream())
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /** Returns whether the client id has the process's host and port. */
  private static boolean isOf(String id, PredictorProcess process) {
    return id.endsWith("-" + process.port);
  }

  private static String spread(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "min %.2f s, median %.2f s, max %.2f s",
        sorted.get(0),
        sorted.get(sorted.size() / 2),
        Collections.max(sorted));
  }

  @Override
  public void close() {
    for (PredictorProcess one : two) {
      one.close();
    }
  }
}

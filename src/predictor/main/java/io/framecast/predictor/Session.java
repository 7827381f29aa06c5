package io.framecast.predictor;

import io.framecast.convlstm.NoRoomException;
import io.framecast.predictor.streams.Batch;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.Turn;
import io.framecast.predictor.streams.Workers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the consumer group at work. What a batch led to and how far it read are committed
 * together; where that fails every stream is dropped and brought back from what is committed, so
 * nothing is published twice and no state runs ahead of the log.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration GLANCE = Duration.ofMillis(1);
  private static final long PAUSE_MILLIS = 500;

  /** Records of one poll are worked on no longer: the group expects the next poll in 5 minutes. */
  private static final long MOST_NANOS_BETWEEN_POLLS = Duration.ofSeconds(60).toNanos();

  private static final long SHOW_LAG_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final Transactions transactions;
  private final Assignment assignment;
  private final Recovery recovery;
  private final Streams streams;
  private final Meters meters;
  private final CountDownLatch stop;
  private final Pace pace = new Pace(ClientSettings.MOST_RECORDS);
  private long lagShown = System.nanoTime();
  private final Waiting waiting = new Waiting();
  private boolean topicsInDoubt;

  /** What streams are served with: a batch, and the workers that it runs on. */
  record Streams(Batch batch, Workers workers) {}

  Session(
      Consumer<byte[], byte[]> consumer,
      Transactions transactions,
      Assignment assignment,
      Recovery recovery,
      Streams streams,
      Meters meters,
      CountDownLatch stop) {
    this.consumer = consumer;
    this.transactions = transactions;
    this.assignment = assignment;
    this.recovery = recovery;
    this.streams = streams;
    this.meters = meters;
    this.stop = stop;
  }

  /** Makes topics that are missing. */
  interface Topics {
    void prepare() throws InterruptedException;
  }

  /**
   * Serves until told to stop.
   *
   * @param topics prepared again when one of them may be gone
   * @param joined runs whenever the group has told us our partitions
   * @throws WakeupException when told to stop while waiting for the broker
   */
  void serve(String topic, Topics topics, Runnable joined) throws InterruptedException {
    consumer.subscribe(List.of(topic), new Rebalance(joined));
    while (!stopping()) {
      try {
        if (recovery.pending()) {
          restore(topics);
        }
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(recovery.pending() ? GLANCE : POLL);
        work(polled);
        if (polled.isEmpty()) {
          waiting.sayWhenAlone(consumer);
        }
      } catch (InvalidOffsetException e) {
        LOG.warn("records are gone before they were read: {}", e.getMessage());
        recovery.begin(e.partitions());
      } catch (NotCommitted e) {
        LOG.warn(
            "a batch is not committed: its streams are dropped and brought back: {}",
            String.valueOf(e.getCause()));
        meters.notCommitted();
        transactions.giveUp();
        topicsInDoubt = true;
        recovery.begin(assignment.partitions());
        stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  /** As often as it takes: what the broker does not answer now it is asked again. */
  private void restore(Topics topics) throws InterruptedException {
    try {
      transactions.ready();
      if (topicsInDoubt) {
        topics.prepare();
        topicsInDoubt = false;
      }
      recovery.advance();
    } catch (UnknownTopicOrPartitionException e) {
      topicsInDoubt = true;
      recovery.begin(assignment.partitions());
    } catch (WakeupException e) {
      throw e;
    } catch (NoRoomException | UncheckedIOException e) {
      LOG.warn("streams cannot be brought back yet: {}", e.toString());
      recovery.begin(assignment.partitions());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (KafkaException e) {
      waiting.say("to bring streams back", e.toString());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void work(ConsumerRecords<byte[], byte[]> polled) throws NotCommitted {
    assignment
        .partitions()
        .forEach(p -> consumer.currentLag(p).ifPresent(l -> endsAt(p, consumer.position(p) + l)));
    List<ConsumerRecord<byte[], byte[]>> silent = new ArrayList<>();
    List<ConsumerRecord<byte[], byte[]>> aloud = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : Interleaved.of(polled)) {
      boolean before = record.offset() < assignment.owner(partition(record)).served();
      (before ? silent : aloud).add(record);
    }
    long until = System.nanoTime() + MOST_NANOS_BETWEEN_POLLS;
    boolean all = answer(silent, Map.of(), until);
    if (all) {
      settle();
      all = answer(aloud, polled.nextOffsets(), until);
    } else {
      readAgain(aloud);
    }
    if (all && System.nanoTime() - lagShown > SHOW_LAG_NANOS) {
      lagShown = System.nanoTime();
      meters.lag(waiting());
    }
  }

  private void endsAt(TopicPartition partition, long offset) {
    assignment.owner(partition).endsAt(offset);
  }

  /** In transactions of a good length; false where the rest is to be read again. */
  private boolean answer(
      List<ConsumerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> ends,
      long until)
      throws NotCommitted {
    for (int done = 0; done < records.size(); ) {
      if (stopping() || System.nanoTime() - until > 0) {
        readAgain(records.subList(done, records.size()));
        return false;
      }
      int end = Math.min(records.size(), done + pace.records());
      boolean last = end == records.size();
      answer(records.subList(done, end), last ? ends : Map.of());
      done = end;
    }
    return true;
  }

  /** One transaction: these records, what they lead to, and where to go on. */
  private void answer(
      List<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> ends)
      throws NotCommitted {
    long begin = System.nanoTime();
    Turn turn;
    try {
      turn = streams.batch().answer(records, assignment::owner);
    } catch (NoRoomException | UncheckedIOException e) {
      throw new NotCommitted(e); // a local want, of memory or of a file: what is lost is in the log
    }
    long answered = System.nanoTime();
    Map<TopicPartition, Long> next = new HashMap<>();
    turn.records().forEach(record -> next.put(partition(record), record.offset() + 1));
    if (!next.isEmpty()) {
      ends.forEach((p, end) -> next.computeIfPresent(p, (same, offset) -> end.offset()));
      commit(turn.out(), next);
    }
    long committed = System.nanoTime();
    pace.took(records.size(), committed - begin);
    meters.committed(
        turn, records.size() - turn.records().size(), answered - begin, committed - answered);
  }

  /** Partitions whose replay is over are ours to answer once that is committed. */
  private void settle() throws NotCommitted {
    Set<TopicPartition> replayed = recovery.replayed();
    if (replayed.isEmpty()) {
      return;
    }
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    try {
      for (TopicPartition partition : replayed) {
        PartitionStreams owner = assignment.owner(partition);
        out.addAll(owner.settle(streams.workers()));
        next.put(partition, owner.served());
      }
    } catch (NoRoomException | UncheckedIOException e) {
      throw new NotCommitted(e);
    }
    commit(out, next);
    recovery.settled(replayed);
    LOG.info("restored {}", replayed);
  }

  private void commit(List<ProducerRecord<byte[], byte[]>> out, Map<TopicPartition, Long> next)
      throws NotCommitted {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          String position = assignment.owner(partition).position(offset).toString();
          offsets.put(partition, new OffsetAndMetadata(offset, position));
        });
    try {
      transactions.commit(out, offsets, consumer.groupMetadata());
    } catch (KafkaException e) {
      throw new NotCommitted(e);
    }
  }

  private void readAgain(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> first = new HashMap<>();
    records.forEach(record -> first.putIfAbsent(partition(record), record.offset()));
    first.forEach(consumer::seek);
  }

  private Map<Integer, Long> waiting() {
    Map<Integer, Long> waiting = new HashMap<>();
    for (TopicPartition partition : assignment.partitions()) {
      OptionalLong lag = consumer.currentLag(partition);
      lag.ifPresent(records -> waiting.put(partition.partition(), records));
    }
    return waiting;
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  /** Keeps the assignment what the group says it is. */
  private final class Rebalance implements ConsumerRebalanceListener {
    private final Runnable joined;

    Rebalance(Runnable joined) {
      this.joined = joined;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      assignment.become(consumer.assignment());
      recovery.begin(added);
      LOG.info("assigned {}, now {}", added, assignment.partitions());
      joined.run();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      assignment.lose(revoked);
      LOG.info("revoked {}", revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      assignment.lose(lost);
      LOG.info("lost {}: another member may serve them already", lost);
    }
  }

  /** The batch is not known to be committed; the cause says why. */
  private static final class NotCommitted extends Exception {
    private static final long serialVersionUID = 1;

    NotCommitted(RuntimeException cause) {
      super(cause);
    }
  }
}

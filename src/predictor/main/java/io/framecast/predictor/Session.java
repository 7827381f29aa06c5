package io.framecast.predictor;

import io.framecast.predictor.streams.Answer;
import io.framecast.predictor.streams.Batch;
import java.time.Duration;
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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the consumer group at work. What a batch led to and how far it read are committed
 * together; where that fails every stream is forgotten and reading goes on from what is committed,
 * so nothing is published twice and no state runs ahead of the log.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 500;

  /** Records of one poll are worked on no longer: the group expects the next poll in 5 minutes. */
  private static final long MOST_NANOS_BETWEEN_POLLS = Duration.ofSeconds(60).toNanos();

  private static final long SHOW_LAG_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final Transactions transactions;
  private final Assignment assignment;
  private final Batch batch;
  private final Meters meters;
  private final CountDownLatch stop;
  private final Pace pace = new Pace(ClientSettings.MOST_RECORDS);
  private long lagShown = System.nanoTime();

  Session(
      Consumer<byte[], byte[]> consumer,
      Transactions transactions,
      Assignment assignment,
      Batch batch,
      Meters meters,
      CountDownLatch stop) {
    this.consumer = consumer;
    this.transactions = transactions;
    this.assignment = assignment;
    this.batch = batch;
    this.meters = meters;
    this.stop = stop;
  }

  /**
   * Serves until told to stop.
   *
   * @param joined runs whenever the group has told us our partitions
   * @throws WakeupException when told to stop while waiting for the broker
   */
  void serve(String topic, Runnable joined) throws InterruptedException {
    goOnFromCommitted();
    consumer.subscribe(List.of(topic), new Rebalance(joined));
    while (!stopping()) {
      try {
        work(consumer.poll(POLL));
      } catch (NotCommitted e) {
        LOG.warn(
            "a batch was not committed, its frames are read again by streams begun afresh: {}",
            String.valueOf(e.getCause()));
        meters.notCommitted();
        assignment.startAfresh();
        transactions.giveUp();
        goOnFromCommitted();
      }
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private void work(ConsumerRecords<byte[], byte[]> polled) throws NotCommitted {
    List<ConsumerRecord<byte[], byte[]>> records = Interleaved.of(polled);
    long until = System.nanoTime() + MOST_NANOS_BETWEEN_POLLS;
    for (int done = 0; done < records.size(); ) {
      if (stopping() || System.nanoTime() - until > 0) {
        readAgain(records.subList(done, records.size()));
        return;
      }
      int end = Math.min(records.size(), done + pace.records());
      boolean last = end == records.size();
      answer(records.subList(done, end), last ? polled.nextOffsets() : Map.of());
      done = end;
    }
    if (System.nanoTime() - lagShown > SHOW_LAG_NANOS) {
      lagShown = System.nanoTime();
      meters.lag(waiting());
    }
  }

  /** One transaction: these records, what they lead to, and where to go on. */
  private void answer(
      List<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> ends)
      throws NotCommitted {
    long begin = System.nanoTime();
    List<Answer> answers = batch.answer(records, assignment::owner);
    long answered = System.nanoTime();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      offsets.put(partition(record), new OffsetAndMetadata(record.offset() + 1));
    }
    offsets.putAll(ends);
    try {
      transactions.commit(answers, offsets, consumer.groupMetadata());
    } catch (KafkaException e) {
      throw new NotCommitted(e);
    }
    long committed = System.nanoTime();
    pace.took(records.size(), committed - begin);
    meters.committed(records, answers, answered - begin, committed - answered);
  }

  private void readAgain(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> first = new HashMap<>();
    records.forEach(record -> first.putIfAbsent(partition(record), record.offset()));
    first.forEach(consumer::seek);
  }

  /** Once what is committed is settled, reading goes on from there; tried as often as it takes. */
  private void goOnFromCommitted() throws InterruptedException {
    while (!stopping()) {
      try {
        transactions.ready();
        Set<TopicPartition> ours = assignment.partitions();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(ours, ASK);
        for (TopicPartition partition : ours) {
          OffsetAndMetadata offset = committed.get(partition);
          long first = assignment.owner(partition).first();
          if (offset != null) {
            consumer.seek(partition, offset);
          } else if (first >= 0) {
            consumer.seek(partition, first);
          }
        }
        return;
      } catch (WakeupException e) {
        throw e;
      } catch (KafkaException e) {
        LOG.warn("cannot go on yet: {}", e.toString());
        stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
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

    NotCommitted(KafkaException cause) {
      super(cause);
    }
  }
}

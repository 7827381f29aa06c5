package io.framecast.predictor.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.DeadLetter;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Holds frames, predictions and dead letters of two partitions, as they are after a failure. */
final class InMemoryTopics {
  static final Topics TOPICS = Topics.DEFAULT;
  static final TopicPartition FRAMES = new TopicPartition(TOPICS.frames(), 0);
  static final TopicPartition PREDICTIONS = new TopicPartition(TOPICS.predictions(), 0);
  private static final int PARTITIONS = 2;
  private static final int FETCHED = 100;

  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> logs = new HashMap<>();
  private final Map<TopicPartition, Integer> reads = new HashMap<>();
  private int handedOver;
  private @Nullable KafkaException failure;

  /** Returns how often a reader was started on the topic. */
  int reads(String topic) {
    return reads.entrySet().stream()
        .filter(one -> one.getKey().topic().equals(topic))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Returns the number of records returned to readers. */
  int handedOver() {
    return handedOver;
  }

  /** Makes the next consumer throw this exception. */
  void failOnce(KafkaException next) {
    failure = next;
  }

  TopicRanges ranges() {
    return new TopicRanges(most -> consumer(), watermarks());
  }

  HighWatermarks watermarks() {
    return partitions -> {
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions.forEach(partition -> ends.put(partition, end(partition)));
      return ends;
    };
  }

  long end(TopicPartition partition) {
    return log(partition).size();
  }

  private List<ConsumerRecord<byte[], byte[]>> log(TopicPartition partition) {
    return logs.computeIfAbsent(partition, p -> new ArrayList<>());
  }

  /** Appends frames of one stream with consecutive sequences. */
  void frames(int partition, int count, String stream, long sequence, long timestamp) {
    for (int n = 0; n < count; n++) {
      ProducerRecord<byte[], byte[]> frame =
          new ProducerRecord<>(TOPICS.frames(), partition, stream.getBytes(UTF_8), new byte[1]);
      frame.headers().add(FrameHeaders.SEQUENCE, Long.toString(sequence + n).getBytes(UTF_8));
      append(new TopicPartition(TOPICS.frames(), partition), frame, timestamp);
    }
  }

  void frames(int count, String stream, long sequence) {
    frames(0, count, stream, sequence, 0);
  }

  /** Appends a prediction that names the frame at this offset of partition 0. */
  void prediction(long offset, String stream, long sequence, long timestamp) {
    RecordPosition source = new RecordPosition(TOPICS.frames(), 0, offset);
    ProducerRecord<byte[], byte[]> record =
        new Prediction(
                stream,
                new byte[1],
                "image/png",
                sequence + 1,
                "v",
                1,
                source,
                1,
                0,
                SpanContext.getInvalid())
            .toRecord(TOPICS.predictions());
    append(PREDICTIONS, record, timestamp);
  }

  /** Appends predictions of frames whose sequences are their offsets. */
  void predictions(long from, long to, String stream) {
    for (long offset = from; offset < to; offset++) {
      prediction(offset, stream, offset, 0);
    }
  }

  /** Appends a dead letter of the frame at this offset, which need not exist. */
  void letter(int partition, long offset, String stream) {
    ConsumerRecord<byte[], byte[]> refused =
        new ConsumerRecord<>(
            TOPICS.frames(), partition, offset, stream.getBytes(UTF_8), new byte[1]);
    append(
        new TopicPartition(TOPICS.deadLetters(), 0),
        DeadLetter.of(TOPICS.deadLetters(), refused, new IllegalArgumentException("expected")),
        0);
  }

  private void append(TopicPartition to, ProducerRecord<byte[], byte[]> record, long timestamp) {
    log(to)
        .add(
            new ConsumerRecord<>(
                to.topic(),
                to.partition(),
                end(to),
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.of(0)));
  }

  /** Returns a consumer without a group that reads the current records. */
  Consumer<byte[], byte[]> consumer() {
    return new Reader();
  }

  private final class Reader extends MockConsumer<byte[], byte[]> {
    Reader() {
      super("none");
      if (failure != null) {
        setPollException(failure);
        failure = null;
      }
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      reads.merge(partition, 1, Integer::sum);
      super.seek(partition, offset);
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration patience) {
      super.poll(patience); // throws the configured exception
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
      for (TopicPartition partition : assignment()) {
        int from = (int) position(partition);
        List<ConsumerRecord<byte[], byte[]>> all = log(partition);
        List<ConsumerRecord<byte[], byte[]>> some =
            all.subList(from, Math.min(all.size(), from + FETCHED));
        polled.put(partition, List.copyOf(some));
        handedOver += some.size();
        super.seek(partition, from + some.size());
      }
      return new ConsumerRecords<>(polled, Map.of());
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> partitions, Duration patience) {
      Map<TopicPartition, Long> first = new HashMap<>();
      partitions.forEach(partition -> first.put(partition, 0L));
      return first;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration patience) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions.forEach(partition -> ends.put(partition, end(partition)));
      return ends;
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic, Duration patience) {
      List<PartitionInfo> partitions = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(
            new PartitionInfo(topic, partition, Node.noNode(), new Node[0], new Node[0]));
      }
      return partitions;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times, Duration patience) {
      Map<TopicPartition, @Nullable OffsetAndTimestamp> found = new HashMap<>();
      times.forEach(
          (partition, time) ->
              found.put(
                  partition,
                  log(partition).stream()
                      .filter(record -> record.timestamp() >= time)
                      .findFirst()
                      .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                      .orElse(null)));
      return found;
    }
  }
}

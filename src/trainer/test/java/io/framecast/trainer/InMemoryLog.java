package io.framecast.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.topics.HeaderText;
import io.framecast.trainer.log.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A frames topic in memory, which counts what is read of it. */
public final class InMemoryLog implements RecordLog {
  public static final String TOPIC = "framecast.frames";
  public static final int HEIGHT = 8;
  public static final int WIDTH = 12;

  private final List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
  private final Map<String, Integer> readings = new TreeMap<>();

  public InMemoryLog(int count) {
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
    }
  }

  /** Appends frames {@code from} to {@code to - 1} of as many streams for every partition. */
  public void append(int streams, int from, int to) {
    for (int n = from; n < to; n++) {
      for (int stream = 0; stream < streams * partitions.size(); stream++) {
        append(stream % partitions.size(), "sim-" + stream, n, picture(n + stream));
      }
    }
  }

  private void append(int partition, String stream, int sequence, byte[] value) {
    List<ConsumerRecord<byte[], byte[]>> records = partitions.get(partition);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(TOPIC, partition, records.size(), stream.getBytes(UTF_8), value);
    HeaderText.add(record.headers(), "sequence", Integer.toString(sequence));
    records.add(record);
  }

  private static byte[] picture(int n) {
    float[] pixels = new float[HEIGHT * WIDTH];
    pixels[n % pixels.length] = 1;
    return Encoding.PNG8.encode(new Frame(HEIGHT, WIDTH, 1, pixels));
  }

  /** Removes the oldest records of a partition, as retention does. */
  public void removeBefore(int partition, long offset) {
    partitions.get(partition).removeIf(record -> record.offset() < offset);
  }

  /** Returns how often each record was read, by {@code partition@offset}. */
  public Map<String, Integer> readings() {
    return readings;
  }

  /** Returns how many records were read in all, each time that they were. */
  public int recordsRead() {
    return readings.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public void read(
      TopicPartition partition,
      long from,
      long to,
      Predicate<ConsumerRecord<byte[], byte[]>> reader) {
    for (ConsumerRecord<byte[], byte[]> record : partitions.get(partition.partition())) {
      if (record.offset() >= from && record.offset() < to) {
        readings.merge(record.partition() + "@" + record.offset(), 1, Integer::sum);
        if (!reader.test(record)) {
          return;
        }
      }
    }
  }

  @Override
  public Map<TopicPartition, Long> ends(String topic) {
    Map<TopicPartition, Long> ends = new java.util.HashMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      List<ConsumerRecord<byte[], byte[]>> records = partitions.get(i);
      long end = records.isEmpty() ? 0 : records.get(records.size() - 1).offset() + 1;
      ends.put(new TopicPartition(topic, i), end);
    }
    return ends;
  }

  @Override
  public Map<TopicPartition, Long> beginnings(String topic) {
    Map<TopicPartition, Long> beginnings = ends(topic);
    beginnings.replaceAll(
        (partition, end) ->
            partitions.get(partition.partition()).stream()
                .mapToLong(ConsumerRecord::offset)
                .findFirst()
                .orElse(end));
    return beginnings;
  }
}

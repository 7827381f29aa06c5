package io.framecast.predictor.checkpoints;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CheckpointRecordsTest {
  private final CheckpointRecords records = new CheckpointRecords(Topics.DEFAULT, 10);

  @Test
  void writesASmallCheckpointAsOneRecordKeyedByTheStream() {
    List<ProducerRecord<byte[], byte[]>> out =
        records.write(3, "cam", 17, "model", new byte[10], 1);
    assertThat(out).hasSize(1);
    assertThat(out.get(0).key()).isEqualTo("cam".getBytes(UTF_8));
    assertThat(out.get(0).partition()).isEqualTo(3);
    assertThat(new String(out.get(0).headers().lastHeader("framecast-model").value(), UTF_8))
        .isEqualTo("model");
    assertThat(new String(out.get(0).headers().lastHeader("framecast-frames").value(), UTF_8))
        .isEqualTo(Topics.DEFAULT.frames());
    assertThat(read(out)).hasSize(1);
  }

  @Test
  void splitsALargeCheckpointIntoPartsAndAssemblesThem() {
    byte[] bytes = bytes(35, 1);
    List<ProducerRecord<byte[], byte[]>> out = records.write(0, "cam", 17, "model", bytes, 0);
    assertThat(out).hasSize(4);
    assertThat(out).extracting(r -> (int) r.key()[0]).containsExactly((int) 'c', -1, -1, -1);
    List<CheckpointAssembler.Read> read = read(out);
    assertThat(read).hasSize(1);
    assertThat(read.get(0).stream()).isEqualTo("cam");
    assertThat(read.get(0).bytes()).isEqualTo(bytes);
    assertThat(read.get(0).parts()).isEqualTo(4);
  }

  /** Each part costs the same at any number of parts; otherwise this would take minutes. */
  @Test
  @Timeout(10)
  void assemblesTheLargestNumberOfParts() {
    byte[] bytes = bytes(10 * CheckpointRecords.MAX_PARTS, 1);
    List<ProducerRecord<byte[], byte[]>> out = records.write(0, "cam", 17, "model", bytes, 0);
    CheckpointAssembler reader = new CheckpointAssembler();
    CheckpointAssembler.Read whole = null;
    for (ProducerRecord<byte[], byte[]> record : out) {
      assertThat(whole).isNull();
      whole = reader.read(received(record));
    }
    assertThat(whole).isNotNull();
    assertThat(whole.bytes()).isEqualTo(bytes);
    assertThat(whole.parts()).isEqualTo(CheckpointRecords.MAX_PARTS);
  }

  @Test
  void removesPartsThatASmallerCheckpointDoesNotNeed() {
    List<ProducerRecord<byte[], byte[]>> out =
        records.write(0, "cam", 17, "model", bytes(15, 1), 4);
    assertThat(out).hasSize(4);
    assertThat(out.subList(2, 4)).extracting(ProducerRecord::value).containsOnlyNulls();
    assertThat(records.tombstones(0, "cam", 2)).hasSize(2);
  }

  /** The cleaner keeps the last record of each key, and any part of older records. */
  @Test
  void assemblesTheLatestCheckpointFromAnyCompactedLog() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      List<ProducerRecord<byte[], byte[]>> log = new ArrayList<>();
      Map<String, ByteBuffer> latest = new LinkedHashMap<>();
      int[] parts = new int[3];
      for (int n = 0; n < 12; n++) {
        int s = random.nextInt(3);
        String stream = List.of("a", "a@b", "0/2@1").get(s);
        if (random.nextInt(5) == 0) {
          log.addAll(records.tombstones(0, stream, parts[s]));
          parts[s] = 0;
          latest.remove(stream);
        } else {
          byte[] bytes = bytes(1 + random.nextInt(40), n);
          log.addAll(records.write(0, stream, n, "model", bytes, parts[s]));
          parts[s] = records.parts(bytes.length);
          latest.put(stream, ByteBuffer.wrap(bytes));
        }
      }
      List<ProducerRecord<byte[], byte[]>> cleaned = new ArrayList<>();
      for (int i = 0; i < log.size(); i++) {
        String key = new String(log.get(i).key(), ISO_8859_1);
        boolean last =
            log.subList(i + 1, log.size()).stream()
                .noneMatch(r -> new String(r.key(), ISO_8859_1).equals(key));
        if (last || random.nextBoolean()) {
          cleaned.add(log.get(i));
        }
      }
      Map<String, ByteBuffer> found = new LinkedHashMap<>();
      for (CheckpointAssembler.Read read : read(cleaned)) {
        if (read.bytes() == null) {
          found.remove(read.stream());
        } else {
          found.put(read.stream(), ByteBuffer.wrap(read.bytes()));
        }
      }
      assertThat(found).as("seed " + seed + ", trial " + trial).isEqualTo(latest);
    }
  }

  @Test
  void reportsACheckpointWithAMissingPart() {
    List<ProducerRecord<byte[], byte[]>> out =
        records.write(0, "cam", 17, "model", bytes(35, 1), 0);
    CheckpointAssembler reader = new CheckpointAssembler();
    for (int i = 0; i < 3; i++) {
      assertThat(reader.read(received(out.get(i)))).isNull();
    }
    assertThat(reader.incomplete()).containsOnlyKeys("cam");
  }

  @Test
  void ignoresForeignRecordsWithoutFailing() {
    CheckpointAssembler reader = new CheckpointAssembler();
    for (byte[] key : new byte[][] {null, {}, {-1}, {-1, 0, 1}, {'x'}}) {
      for (String place : new String[] {"9/2@1", "1/99999@5", "-1/2@1", "x", "0/0@0"}) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>("checkpoints", 0, key, new byte[3]);
        record.headers().add("framecast-part", place.getBytes(UTF_8));
        reader.read(received(record));
      }
      reader.read(received(new ProducerRecord<>("checkpoints", 0, key, null)));
    }
    assertThat(reader.incomplete()).isEmpty();
  }

  private static List<CheckpointAssembler.Read> read(List<ProducerRecord<byte[], byte[]>> log) {
    CheckpointAssembler reader = new CheckpointAssembler();
    List<CheckpointAssembler.Read> all = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : log) {
      CheckpointAssembler.Read read = reader.read(received(record));
      if (read != null) {
        all.add(read);
      }
    }
    assertThat(reader.incomplete()).isEmpty();
    return all;
  }

  private static byte[] bytes(int count, int seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }
}

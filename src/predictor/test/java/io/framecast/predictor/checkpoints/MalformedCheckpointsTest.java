package io.framecast.predictor.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Numbers;
import io.framecast.predictor.checkpoints.Checkpoint.StreamCounts;
import io.framecast.topics.UnreadableRecords;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests records of the checkpoints topic that no predictor wrote. */
class MalformedCheckpointsTest {
  private static final int HEADER = 10;
  private static final String TOPIC = "framecast.checkpoints";

  @Test
  void readsOrSkipsEveryRecordOfTheTable() {
    UnreadableRecords unreadable = new UnreadableRecords();
    CheckpointAssembler reader = new CheckpointAssembler(unreadable);
    long offset = 0;
    for (MalformedRecord record : MalformedRecords.all()) {
      CheckpointAssembler.Read read = reader.read(record.toConsumerRecord(TOPIC, 0, offset++));
      if (read != null && read.bytes() != null) {
        assertRefused(read.bytes(), record.name());
      }
    }
    assertThat(unreadable.count(TOPIC)).isBetween(10L, 100L);
    assertThat(reader.incomplete().keySet()).allMatch(id -> id.length() <= 256);
  }

  @Test
  void boundsThePartsOfIncompleteCheckpoints() {
    CheckpointAssembler reader = new CheckpointAssembler();
    byte[] value = new byte[8 << 20];
    for (int n = 0; n < 500; n++) { // would be 4 GB if kept
      ConsumerRecord<byte[], byte[]> part =
          new ConsumerRecord<>(TOPIC, 0, n, ("s" + n).getBytes(UTF_8), value.clone());
      part.headers().add("framecast-part", "0/65535@1".getBytes(UTF_8));
      assertThat(reader.read(part)).isNull();
    }
    assertThat(reader.incomplete()).hasSize(500);
  }

  @Test
  void boundsThePartsOfOneCheckpoint() {
    CheckpointAssembler reader = new CheckpointAssembler(new UnreadableRecords(), 10_000);
    for (int n = 0; n < 50; n++) {
      ConsumerRecord<byte[], byte[]> part =
          new ConsumerRecord<>(TOPIC, 0, n, "cam".getBytes(UTF_8), new byte[1_000]);
      part.headers().add("framecast-part", (n + "/51@1").getBytes(UTF_8));
      assertThat(reader.read(part)).isNull();
    }
    ConsumerRecord<byte[], byte[]> last =
        new ConsumerRecord<>(TOPIC, 0, 50, "cam".getBytes(UTF_8), new byte[1_000]);
    last.headers().add("framecast-part", "50/51@1".getBytes(UTF_8));
    assertThat(reader.read(last)).as("it was never held whole").isNull();
    assertThat(reader.incomplete()).containsOnlyKeys("cam");
  }

  @Test
  void refusesNumbersThatNoPredictorWrites() {
    assertRefused(checkpoint(Long.MAX_VALUE, 0), "an offset after which there is none");
    assertRefused(checkpoint(7, Integer.MAX_VALUE), "a gap that nothing fills");
    assertRefused(checkpoint(7, -1), "a negative gap");
  }

  /** Their checksum is right; accepting them would make every later frame refused. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesNumbersThatAreNotFinite(float number) {
    assertRefused(checkpoint(7, 0, number, 0), "in the prediction");
    assertRefused(checkpoint(7, 0, 0, number), "in the state");
  }

  private static byte[] checkpoint(long offset, int filled) {
    return checkpoint(offset, filled, 0, 0);
  }

  private static byte[] checkpoint(long offset, int filled, float predicted, float state) {
    ByteBuffer numbers = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    numbers.putFloat(4, state);
    return CheckpointFormat.write(
        new Checkpoint(
            offset,
            1,
            1,
            OptionalLong.of(30),
            new StreamCounts(31, 2, 1),
            "0123456789abcdef",
            new Content(
                2,
                3,
                33,
                true,
                new float[] {0, 0, 0, predicted, 0, 0},
                List.of(new RecentFrame(filled, "image/png", new byte[] {1, 2, 3})),
                new Numbers.SerializedState(numbers),
                List.of())));
  }

  @Test
  void readsOrRefusesAChangedCheckpointWithARightChecksum() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = checkpoint(1841, 0);
    for (int n = 0; n < 50_000; n++) {
      byte[] changed = java.util.Arrays.copyOf(good, good.length - random.nextInt(3));
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        int at = HEADER + random.nextInt(changed.length - HEADER);
        changed[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
      }
      CRC32C checksum = new CRC32C();
      checksum.update(changed, HEADER, changed.length - HEADER);
      ByteBuffer.wrap(changed).putInt(HEADER - 4, (int) checksum.getValue());
      try {
        Checkpoint read = CheckpointFormat.read(changed);
        Content content = read.content();
        assertThat(content == null || content.height() * content.width() <= 6).isTrue();
      } catch (InvalidCheckpointException e) {
        assertThat(e.getMessage()).startsWith("expected ").contains("found ");
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ", number " + n, e);
      }
    }
  }

  private static void assertRefused(byte[] bytes, String name) {
    try {
      CheckpointFormat.read(bytes);
      fail(name);
    } catch (InvalidCheckpointException e) {
      assertThat(e.getMessage()).as(name).startsWith("expected ").contains("found ");
    }
  }
}

package io.framecast.predictor.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Numbers;
import io.framecast.predictor.checkpoints.Checkpoint.StreamCounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CheckpointFormatTest {

  /** The checkpoint in the golden file, which was written by hand from the format's description. */
  private static final Checkpoint GOLDEN =
      new Checkpoint(
          1841,
          1_700_000_000_123L,
          1_700_000_000_123L,
          OptionalLong.of(30),
          new StreamCounts(31, 2, 1),
          "0123456789abcdef",
          new Content(
              2,
              3,
              33,
              true,
              new float[] {0, 0.25f, 0.5f, 0.75f, 1, -0.125f},
              List.of(
                  new RecentFrame(0, null, new byte[] {1, 2, 3}),
                  new RecentFrame(2, "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G'})),
              new Numbers.SerializedState(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x3f})),
              List.of()));

  @Test
  void writesTheBytesOfTheGoldenFile() throws Exception {
    byte[] golden = golden();
    assertThat(CheckpointFormat.write(GOLDEN)).isEqualTo(golden);
    assertThat(CheckpointFormat.read(golden)).usingRecursiveComparison().isEqualTo(GOLDEN);
  }

  /** Older readers ignore the last field, and newer readers accept checkpoints without it. */
  @Test
  void appendsTheLatestTimestampIfItDiffersFromTheLastOne() throws Exception {
    Checkpoint odd =
        new Checkpoint(
            GOLDEN.offset(),
            GOLDEN.timestamp(),
            1_700_000_900_000L,
            GOLDEN.sequence(),
            GOLDEN.counts(),
            GOLDEN.model(),
            GOLDEN.content());
    byte[] golden = golden();
    byte[] written = CheckpointFormat.write(odd);
    ByteBuffer expected = ByteBuffer.allocate(golden.length + Long.BYTES).put(golden);
    expected.putLong(1_700_000_900_000L).putInt(6, ByteBuffer.wrap(written).getInt(6)); // checksum
    assertThat(written).isEqualTo(expected.array());
    assertThat(CheckpointFormat.read(written)).usingRecursiveComparison().isEqualTo(odd);
  }

  /** Older readers ignore what follows the latest timestamp. */
  @Test
  void appendsPendingForecastsBehindTheLatestTimestamp() throws Exception {
    Checkpoint ahead = withForecasts();
    byte[] golden = golden();
    byte[] written = CheckpointFormat.write(ahead);
    ByteBuffer prefix = ByteBuffer.allocate(golden.length + Long.BYTES).put(golden);
    prefix.putLong(GOLDEN.latest()).putInt(6, ByteBuffer.wrap(written).getInt(6)); // checksum
    assertThat(written).startsWith(prefix.array());
    assertThat(written.length - prefix.capacity())
        .as("2 of a model of 16 bytes, a type of 9, a source of 2, predictions of 3 bytes each")
        .isEqualTo(4 + 2 * (20 + 16 + 9 + 2) + 3 * (4 + 3));
    assertThat(CheckpointFormat.read(written)).usingRecursiveComparison().isEqualTo(ahead);
  }

  private static Checkpoint withForecasts() {
    byte[] source = {1, 2};
    byte[] predicted = {3, 4, 5};
    Content content = GOLDEN.content();
    return new Checkpoint(
        GOLDEN.offset(),
        GOLDEN.timestamp(),
        GOLDEN.latest(),
        GOLDEN.sequence(),
        GOLDEN.counts(),
        GOLDEN.model(),
        content.withForecasts(
            List.of(
                new PublishedForecast(
                    "0123456789abcdef", 2, "image/png", source, List.of(predicted)),
                new PublishedForecast(
                    "0123456789abcdef", 0, "image/png", source, List.of(predicted, predicted)))));
  }

  @Test
  void theFirstCheckpointOfAStreamIsSmall() throws Exception {
    byte[] initial = CheckpointFormat.write(Checkpoint.initial(7, "0123456789abcdef"));
    assertThat(initial).hasSize(79);
    assertThat(CheckpointFormat.read(initial)).isEqualTo(Checkpoint.initial(7, "0123456789abcdef"));
    assertThat(CheckpointFormat.read(initial).offset()).isEqualTo(6);
  }

  @Test
  void detectsAnyFlippedBit() throws Exception {
    byte[] golden = golden();
    for (int bit = 0; bit < 8 * golden.length; bit++) {
      byte[] bad = golden.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> CheckpointFormat.read(bad))
          .as("bit " + bit)
          .isInstanceOf(InvalidCheckpointException.class)
          .hasMessageMatching("expected a checkpoint.*, found .*");
    }
  }

  @Test
  void detectsAnyTruncation() throws Exception {
    byte[] golden = golden();
    for (int length = 0; length < golden.length; length++) {
      byte[] bad = Arrays.copyOf(golden, length);
      assertThatThrownBy(() -> CheckpointFormat.read(bad))
          .as("length " + length)
          .isInstanceOf(InvalidCheckpointException.class);
    }
  }

  @Test
  void refusesANewerFormatAndNamesIt() throws Exception {
    byte[] newer = golden();
    newer[5] = 2;
    assertThatThrownBy(() -> CheckpointFormat.read(newer))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessage("expected a checkpoint of format 1, found format 2");
  }

  /** A sender that can compute the checksum must not be able to crash the service. */
  @Test
  void refusesWrongLengthsWithARightChecksum() throws Exception {
    byte[] golden = CheckpointFormat.write(withForecasts());
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] bad = golden.clone();
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        bad[random.nextInt(10, bad.length)] = (byte) random.nextInt();
      }
      java.util.zip.CRC32C checksum = new java.util.zip.CRC32C();
      checksum.update(bad, 10, bad.length - 10);
      ByteBuffer.wrap(bad).putInt(6, (int) checksum.getValue());
      try {
        CheckpointFormat.read(bad);
      } catch (InvalidCheckpointException e) {
        assertThat(e.getMessage()).as("seed 5, trial " + trial).startsWith("expected");
      }
    }
  }

  private static byte[] golden() throws IOException {
    try (InputStream file = CheckpointFormatTest.class.getResourceAsStream("checkpoint-1.hex")) {
      String digits =
          new String(file.readAllBytes(), UTF_8)
              .lines()
              .map(line -> line.replaceAll("#.*", "").replace(" ", ""))
              .collect(Collectors.joining());
      return HexFormat.of().parseHex(digits);
    }
  }
}

package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutated files are decoded within the limits or refused; no other exception is thrown. */
class MutatedBytesTest {
  private static final int ROUNDS = 3000;
  private static final FrameLimits LIMITS = new FrameLimits(64, 48, 1 << 16);

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "grey8.png",
        "rgba8.png",
        "grey16.png",
        "palette.png",
        "interlaced.png",
        "grey8.jpg",
        "rgb8.jpg",
        "progressive.jpg",
        "f4.npy",
        "u1-rgb.npy",
        "f4-v3.npy"
      })
  void decodesOrRefusesMutatedFiles(String file) {
    byte[] original = Golden.bytes(file);
    FrameDecoder decoder = new FrameDecoder(LIMITS);
    long seed = 20_260_101;
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = mutated(original, random);
      if (file.endsWith(".png") && random.nextBoolean()) {
        mutated = withGoodChecksums(mutated);
      }
      try {
        Frame frame = decoder.decode(mutated, null).frame();
        assertThat(frame.height()).isBetween(8, 64);
        assertThat(frame.width()).isBetween(8, 48);
      } catch (RefusedFrameException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("expected ").doesNotContain("\n");
      } catch (Throwable e) {
        fail(
            String.format(
                Locale.ROOT,
                "seed %d round %d of %s, bytes %s",
                seed,
                round,
                file,
                HexFormat.of().formatHex(mutated)),
            e);
      }
    }
    assertThat(refused).isPositive();
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    // every other time only in the pixels, so that the checks of the header pass
    int from = random.nextBoolean() ? 0 : bytes.length * 6 / 10;
    for (int i = random.nextInt(6); i >= 0; i--) {
      bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt(256);
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> spliced(bytes, random);
      default -> bytes;
    };
  }

  private static byte[] spliced(byte[] bytes, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int cut = random.nextInt(bytes.length);
    out.write(bytes, 0, cut);
    int again = random.nextInt(bytes.length);
    out.write(bytes, again, bytes.length - again);
    return out.toByteArray();
  }

  /** Corrects the checksums, so that the mutation reaches the pixel decoder. */
  private static byte[] withGoodChecksums(byte[] png) {
    ByteBuffer in = ByteBuffer.wrap(png);
    for (int at = 8; at + 12 <= png.length; ) {
      int length = in.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      in.putInt(at + 8 + length, (int) crc.getValue());
      at += length + 12;
    }
    return png;
  }
}

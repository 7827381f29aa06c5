package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decodes JPEG files with bytes too many, too few, and other ones. A file without one of its coded
 * blocks is refused; one that has them all has the pixels of the undamaged file.
 */
class JpegDamageTest {
  private static final FrameDecoder DECODER = new FrameDecoder(FrameLimits.DEFAULT);
  private static final long SEED = new Random().nextLong();

  static List<JpegFiles.Kind> kinds() {
    return JpegFiles.KINDS;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFileHasTheCodedSamples(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    assertThat(pixels(file)).as("seed %d", SEED).containsExactly(JpegFiles.pixels(file));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFileThatLacksOnlyItsEndHasTheSamePixels(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    float[] whole = pixels(file);
    for (int missing : new int[] {1, 2}) {
      assertThat(pixels(Arrays.copyOf(file, file.length - missing)))
          .as("seed %d, %d bytes missing", SEED, missing)
          .containsExactly(whole);
    }
  }

  /**
   * Motion JPEG leaves the Huffman tables out; those of a progressive file are no standard ones.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void aFileWithoutHuffmanTablesHasTheStandardOnes(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    byte[] bare = JpegFiles.withoutHuffmanTables(file);
    if (kind.isProgressive()) {
      assertRefused(bare, "seed %d", SEED);
    } else {
      byte[] padded = JpegFiles.insert(bare, bare.length - 2, new byte[40]);
      assertThat(pixels(bare)).as("seed %d", SEED).containsExactly(pixels(file));
      assertThat(pixels(padded)).as("seed %d", SEED).containsExactly(pixels(file));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFileThatIsCutAnywhereInItsPixelsIsRefused(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    Random random = new Random(SEED);
    int start = JpegFiles.find(file, 0xda);
    for (int round = 0; round < 150; round++) {
      int end = file.length - 3; // the last byte of the last MCU, then any
      if (round > 0) {
        end = round < 30 ? end - round : start + random.nextInt(file.length - 3 - start);
      }
      byte[] cut = Arrays.copyOf(file, end);
      assertRefused(cut, "seed %d, cut at %d of %d", SEED, end, file.length);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aCutFileWithAnEndIsRefusedWhateverHarmlessBytesItHas(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    Random random = new Random(SEED);
    List<Integer> ends = JpegFiles.ends(file);
    int last = JpegFiles.lastData(file);
    List<Integer> before = ends.stream().filter(end -> end < last).toList();
    for (int round = 0; round < 60; round++) {
      // the last interval or scan loses its end
      int from = last + random.nextInt(file.length - 3 - last);
      byte[] hole = JpegFiles.cut(file, from, file.length - 2);
      if (!before.isEmpty()) {
        int stray = before.get(random.nextInt(before.size()));
        hole = JpegFiles.insert(hole, stray, strayBytes(random));
      }
      hole[11] = (byte) random.nextInt(256); // the version of JFIF
      hole = JpegFiles.insert(hole, JpegFiles.find(hole, 0xdb), strayBytes(random));
      assertRefused(hole, "seed %d, round %d", SEED, round);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void strayBytesBeforeTheEndChangeNoPixel(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    float[] whole = pixels(file);
    Random random = new Random(SEED);
    for (int round = 0; round < 40; round++) {
      byte[] more = JpegFiles.insert(file, file.length - 2, strayBytes(random));
      more = JpegFiles.insert(more, JpegFiles.find(more, 0xdb), strayBytes(random));
      assertThat(pixels(more)).as("seed %d, round %d", SEED, round).containsExactly(whole);
    }
  }

  /** A file is refused where the decoder warns, as that warning may hide one of a hole. */
  @ParameterizedTest
  @MethodSource("kinds")
  void strayBytesBeforeAnotherMarkerChangeNoPixelOrRefuseTheFile(JpegFiles.Kind kind)
      throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    float[] whole = pixels(file);
    Random random = new Random(SEED);
    List<Integer> ends = JpegFiles.ends(file);
    for (int end : ends.subList(0, ends.size() - 1)) {
      byte[] more = JpegFiles.insert(file, end, strayBytes(random));
      try {
        assertThat(pixels(more)).as("seed %d, at %d", SEED, end).containsExactly(whole);
      } catch (RefusedFrameException e) {
        assertThat(e).as("seed %d, at %d", SEED, end).hasMessageContaining("extraneous bytes");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void manyBytesAfterTheCodedSamplesAreTakenForLostPixels(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    Random random = new Random(SEED);
    for (int end : JpegFiles.ends(file)) {
      byte[] lost = new byte[40];
      for (int i = 0; i < lost.length; i++) {
        lost[i] = (byte) random.nextInt(255);
      }
      assertRefused(JpegFiles.insert(file, end, lost), "seed %d, at %d", SEED, end);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void paddingBeforeTheEndChangesNoPixel(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    float[] whole = pixels(file);
    byte[] more = JpegFiles.insert(file, file.length - 2, new byte[200]);
    assertThat(pixels(more)).as("seed %d", SEED).containsExactly(whole);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theVersionOfJfifAndTheParametersOfASequentialScanChangeNoPixel(JpegFiles.Kind kind)
      throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    float[] whole = pixels(file);
    file[11] = 7;
    if (!kind.isProgressive()) {
      int scan = JpegFiles.find(file, 0xda);
      file[scan + 1 + JpegFrame.word(file, scan + 2) - 1] = 0;
    }
    assertThat(pixels(file)).as("seed %d", SEED).containsExactly(whole);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFileWithoutOneOfItsRestartIntervalsIsRefused(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, SEED);
    List<Integer> ends = JpegFiles.ends(file);
    for (int i = 1; i < ends.size(); i++) {
      if (JpegSegments.isRestart(file[ends.get(i - 1) + 1] & 0xff)) {
        assertRefused(
            JpegFiles.cut(file, ends.get(i - 1), ends.get(i)), "seed %d, interval %d", SEED, i);
      }
    }
  }

  /**
   * JPEG has no checksum, so a smaller hole may leave as many codes as there were; see RATIONALE.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void aFileWithoutHalfOfItsDataIsRefused(JpegFiles.Kind kind) throws Exception {
    byte[] file = JpegFiles.file(kind, 7);
    Random random = new Random(7);
    int start = JpegFiles.find(file, 0xda) + 14;
    int half = (file.length - 2 - start) / 2;
    for (int round = 0; round < 100; round++) {
      int from = start + random.nextInt(half);
      assertRefused(JpegFiles.cut(file, from, from + half), "seed 7, round %d", round);
    }
  }

  private static byte[] strayBytes(Random random) {
    byte[] stray = new byte[1 + random.nextInt(8)];
    for (int i = 0; i < stray.length; i++) {
      stray[i] = (byte) random.nextInt(255); // not the first byte of a marker
    }
    return stray;
  }

  private static float[] pixels(byte[] file) throws RefusedFrameException {
    return DECODER.decode(file, "image/jpeg").frame().pixels();
  }

  private static void assertRefused(byte[] file, String what, Object... arguments) {
    assertThatThrownBy(() -> pixels(file), what, arguments)
        .isInstanceOf(RefusedFrameException.class);
  }
}

package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes frames as cameras, NumPy and HTTP clients write them. */
class CameraFilesTest {
  private static final FrameDecoder DECODER = new FrameDecoder(FrameLimits.DEFAULT);
  private static final byte[] COLOUR = Golden.bytes("rgb8.jpg");

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "application/octet-stream",
        "Application/Octet-Stream; charset=binary",
        "image/jpg",
        "image/x-png",
        "image/*",
        "application/npy",
        "text/plain",
        "nonsense"
      })
  void theFirstBytesDecideWhereTheContentTypeNamesNoEncoding(String contentType) throws Exception {
    for (String file : List.of("grey8.png", "grey8.jpg", "u1.npy")) {
      byte[] value = Golden.bytes(file);
      assertThat(DECODER.decode(value, contentType)).isNotNull();
      assertThat(FrameDecoder.contentType(value, contentType))
          .as(file)
          .isEqualTo(FrameDecoder.contentType(value, null));
    }
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("?", "<f4", 1.0, 0.0),
        Arguments.of("|b1", "<f4", 1.0, 0.0),
        Arguments.of("|u1", "|u1", 255.0, 0.0),
        Arguments.of("<u2", "<u2", 65_535.0, 0.0),
        Arguments.of(">u2", ">u2", 65_535.0, 0.0),
        Arguments.of("<f2", "<f4", 1.0, 5e-4),
        Arguments.of(">f2", ">f4", 1.0, 5e-4),
        Arguments.of("<f4", "<f4", 1.0, 1e-7),
        Arguments.of(">f4", ">f4", 1.0, 1e-7),
        Arguments.of("<f8", "<f4", 1.0, 1e-7),
        Arguments.of(">f8", ">f4", 1.0, 1e-7));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void readsEachTypeInBothOrders(String descr, String predicted, double top, double error)
      throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int height = 8 + random.nextInt(9);
    int width = 8 + random.nextInt(9);
    for (int channels : new int[] {0, 1, 3}) {
      double[] samples = new double[height * width * Math.max(1, channels)];
      for (int i = 0; i < samples.length; i++) {
        samples[i] =
            descr.contains("f") ? random.nextDouble() * 4 - 2 : random.nextInt((int) top + 1);
      }
      String shape =
          String.format(
              Locale.ROOT, "(%d, %d%s)", height, width, channels == 0 ? "" : ", " + channels);
      for (boolean isFortran : new boolean[] {false, true}) {
        byte[] pixels =
            bytes(descr, isFortran ? columnOrder(samples, height, width, channels) : samples);
        DecodedFrame decoded = DECODER.decode(NpyFiles.file(descr, isFortran, shape, pixels), null);
        float[] found = decoded.frame().pixels();
        for (int i = 0; i < samples.length; i++) {
          assertThat((double) found[i])
              .as("%s %s Fortran %s sample %d seed %d", descr, shape, isFortran, i, seed)
              .isCloseTo(samples[i] / top, within(1e-7 + error * Math.abs(samples[i])));
        }
        String prediction =
            new String(
                decoded.encoding().encode(decoded.frame()), 0, 128, StandardCharsets.US_ASCII);
        assertThat(prediction).contains("'" + predicted + "'", "False", shape);
      }
    }
  }

  @Test
  void aPredictionOfU2IsRoundedAsItIsScored() throws Exception {
    Frame frame = Golden.levels16(1);
    Encoding encoding = new Npy(Npy.Type.U2_BIG, 0);
    DecodedFrame again = DECODER.decode(encoding.encode(frame), null);
    assertThat(again.frame().pixels()).containsExactly(encoding.quantize(frame).pixels());
    assertThat(again.frame().pixels()).containsExactly(frame.pixels());
  }

  @Test
  void readsHalvesFromTheSmallestToTheLargest() {
    assertThat(Samples.fromHalf((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Samples.fromHalf((short) 0x03ff)).isEqualTo(1023 * 0x1p-24f);
    assertThat(Samples.fromHalf((short) 0x0400)).isEqualTo(0x1p-14f);
    assertThat(Samples.fromHalf((short) 0x3c00)).isEqualTo(1);
    assertThat(Samples.fromHalf((short) 0xc000)).isEqualTo(-2);
    assertThat(Samples.fromHalf((short) 0x7bff)).isEqualTo(65_504);
    assertThat(Samples.fromHalf((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Samples.fromHalf((short) 0x7e01)).isNaN();
  }

  static Stream<Arguments> decorated() {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] damaged = Arrays.copyOf(profile, profile.length / 2);
    Arrays.fill(damaged, 4, 40, (byte) 0xee);
    return Stream.of(
        Arguments.of("a profile of linear light", afterStart(0xe2, icc(profile))),
        Arguments.of("a damaged profile", afterStart(0xe2, icc(damaged))),
        Arguments.of("half of a profile", afterStart(0xe2, icc(Arrays.copyOf(profile, 100)))),
        Arguments.of(
            "camera data",
            afterStart(0xe1, "Exif\0\0 damaged".getBytes(StandardCharsets.US_ASCII))),
        Arguments.of(
            "a preview with markers", afterStart(0xe1, new byte[] {-1, -38, -1, -39, -1, -38})),
        Arguments.of("a comment", afterStart(0xfe, new byte[60_000])),
        Arguments.of("fill bytes", insert(COLOUR, 2, new byte[] {-1, -1, -1})),
        Arguments.of(
            "stray bytes before its end", insert(COLOUR, COLOUR.length - 2, new byte[] {0, 0})),
        Arguments.of(
            "one stray byte before its end", insert(COLOUR, COLOUR.length - 2, new byte[] {17})),
        Arguments.of("bytes after its end", insert(COLOUR, COLOUR.length, new byte[300])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decorated")
  void aJpegHasItsCodedSamplesWhateverElseItHolds(String what, byte[] file) throws Exception {
    Frame plain = DECODER.decode(COLOUR, null).frame();
    Frame found = DECODER.decode(file, "image/jpeg").frame();
    assertThat(found.pixels()).containsExactly(plain.pixels());
  }

  @Test
  void aJpegWhosePixelsAreMadeUpIsRefused() {
    byte[] hole =
        insert(Arrays.copyOf(COLOUR, COLOUR.length - 40), COLOUR.length - 40, new byte[] {-1, -39});
    assertThatThrownBy(() -> DECODER.decode(hole, null)).isInstanceOf(RefusedFrameException.class);
  }

  @Test
  void theDefaultLimitsAdmitTheLargestFrameInEachEncoding() throws Exception {
    Random random = new Random(5);
    float[] noise = new float[512 * 512 * 3];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    Frame largest = new Frame(512, 512, 3, noise);
    for (Encoding encoding :
        List.of(Encoding.PNG8, Encoding.PNG16, Encoding.NPY_U1, Encoding.NPY_F4, Encoding.JPEG)) {
      byte[] file = encoding.withChannels(3).encode(largest);
      assertThat(DECODER.decode(file, null).frame().shape()).isEqualTo("512x512x3");
    }
    byte[] doubles = NpyFiles.file("<f8", false, "(512, 512, 3)", new byte[8 * noise.length]);
    assertThat(DECODER.decode(doubles, null).frame().shape()).isEqualTo("512x512x3");
  }

  private static byte[] bytes(String descr, double[] samples) {
    ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int each = descr.equals("?") ? 1 : descr.charAt(2) - '0';
    ByteBuffer bytes = ByteBuffer.allocate(each * samples.length).order(order);
    for (double sample : samples) {
      switch (descr.substring(1)) {
        case "u2" -> bytes.putShort((short) sample);
        case "f2" -> bytes.putShort(half(sample));
        case "f4" -> bytes.putFloat((float) sample);
        case "f8" -> bytes.putDouble(sample);
        default -> bytes.put((byte) sample);
      }
    }
    return bytes.array();
  }

  /** Returns the half nearest to a number of at most 65,504. */
  private static short half(double value) {
    double magnitude = Math.abs(value);
    int exponent = Math.getExponent(magnitude);
    long bits =
        exponent < -14
            ? Math.round(magnitude * 0x1p24) // without the leading 1
            : ((exponent + 15L) << 10)
                + Math.round((magnitude / Math.scalb(1.0, exponent) - 1) * 1024);
    return (short) (value < 0 ? bits | 0x8000 : bits);
  }

  private static double[] columnOrder(double[] rows, int height, int width, int channels) {
    int depth = Math.max(1, channels);
    double[] columns = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int c = i % depth;
      int x = i / depth % width;
      int y = i / depth / width;
      columns[y + height * (x + width * c)] = rows[i];
    }
    return columns;
  }

  private static byte[] icc(byte[] profile) {
    byte[] name = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(name.length + profile.length).put(name).put(profile).array();
  }

  private static byte[] afterStart(int marker, byte[] data) {
    int length = data.length + 2;
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.write(0xff);
    segment.write(marker);
    segment.write(length >> 8);
    segment.write(length);
    segment.writeBytes(data);
    return insert(COLOUR, 2, segment.toByteArray());
  }

  private static byte[] insert(byte[] file, int at, byte[] more) {
    return ByteBuffer.allocate(file.length + more.length)
        .put(file, 0, at)
        .put(more)
        .put(file, at, file.length - at)
        .array();
  }
}

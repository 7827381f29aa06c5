package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists bad inputs with the sentence that refuses each. */
class RefusedFrameTest {
  private static final byte[] GREY = Golden.bytes("grey8.png");

  static Stream<Arguments> bad() {
    return Stream.of(
        bad("0 bytes", new byte[0], null, "expected a frame, found 0 bytes"),
        bad("1 byte", new byte[] {1}, null, "found bytes that begin 01"),
        bad("text", ascii("hello frame"), null, "expected a PNG, JPEG or .npy file, found bytes"),
        bad(
            "text of its content type",
            ascii("hello frame"),
            "text/plain",
            "begin 68 65 6c 6c 6f 20 66 72, of content-type \"text/plain\""),
        bad(
            "a JPEG called PNG",
            Golden.bytes("grey8.jpg"),
            "image/png",
            "expected a PNG file that begins 89 50 4e 47 0d 0a 1a 0a, found ff d8 ff e0"),
        bad("a PNG called JPEG", GREY, "image/jpeg", "expected a JPEG file that begins ff d8 ff"),
        bad("a PNG called npy", GREY, "application/x-npy", "expected a .npy file that begins 93"),
        bad(
            "PNG cut in its header",
            cut(GREY, 20),
            null,
            "expected a PNG that begins with an IHDR"),
        bad("PNG cut in its pixels", cut(GREY, GREY.length - 20), null, "up to IEND"),
        bad("PNG without its last byte", cut(GREY, GREY.length - 1), null, "up to IEND"),
        bad("PNG with one flipped bit", flipped(GREY, 50), null, "expected checksum"),
        bad("PNG of 7x9", png(7, 9), null, "found 7x9"),
        bad("PNG of 9x7", png(9, 7), null, "found 9x7"),
        bad("PNG of 0x0", png(0, 0), null, "found 0x0"),
        bad(
            "PNG that claims 100,000 x 100,000",
            png(100_000, 100_000),
            null,
            "expected a height of 8 to 512 and a width of 8 to 512, found 100000x100000"),
        bad("PNG that claims 2^32 - 1 columns", png(8, -1), null, "found 8x4294967295"),
        bad("PNG chunk that claims 4 GB", longChunk(), null, "up to IEND"),
        bad("PNG without pixels", png(8, 8), null, "up to IEND"),
        bad(
            "PNG with too few pixels",
            fewPixels(),
            null,
            "expected a whole PNG file, found a broken one"),
        bad("JPEG of its magic only", cut(Golden.bytes("grey8.jpg"), 3), null, "a whole JPEG file"),
        bad("JPEG cut in its header", cut(Golden.bytes("grey8.jpg"), 30), null, "whole JPEG file"),
        bad(
            "JPEG cut in its pixels",
            cut(Golden.bytes("rgb8.jpg"), Golden.bytes("rgb8.jpg").length - 20),
            null,
            "found a broken one: \"Corrupt JPEG data: premature end"),
        bad(
            "JPEG with a hole before its end",
            jpegWithGap(),
            null,
            "found a broken one: \"Corrupt JPEG"),
        bad("JPEG that claims 60,000 columns", hugeJpeg(), null, "found 10x60000"),
        bad("JPEG in CMYK", Golden.bytes("cmyk.jpg"), null, "a JPEG of 1 or 3 components, found 4"),
        bad("JPEG of 100 scans", scans(), null, "expected a JPEG of at most 64 scans, found more"),
        bad("npy of its magic only", cut(Golden.bytes("f4.npy"), 6), null, "version 0 in a file"),
        bad("npy of version 9", npy(9, "{}", 4), null, "version 1 to 3, found version 9"),
        bad("npy cut in its header", cut(Golden.bytes("f4.npy"), 100), null, "found one of 118 in"),
        bad(
            "npy cut in its pixels",
            cut(Golden.bytes("f4.npy"), 607),
            null,
            "expected 480 bytes of pixels for shape (10, 12) of <f4, found 479"),
        bad(
            "npy with bytes after its pixels",
            Arrays.copyOf(Golden.bytes("u1.npy"), 249),
            null,
            "expected 120 bytes of pixels for shape (10, 12) of |u1, found 121"),
        bad(
            "npy with NaN",
            Golden.bytes("f4-nan.npy"),
            null,
            "expected finite pixels, found NaN at row 3, column 7"),
        bad(
            "npy of no known order",
            header("'<f4'", "None", "(8, 8)"),
            null,
            "expected 'fortran_order' of"),
        bad(
            "npy of whole numbers without a range",
            header("'<i4'", "False", "(8, 8)"),
            null,
            "expected dtype bool, u1, u2, f2, f4 or f8 in the .npy header, found"),
        bad("npy of complex numbers", header("'<c8'", "False", "(8, 8)"), null, "expected dtype"),
        bad("npy of f4 in no order", header("'f4'", "False", "(8, 8)"), null, "expected dtype"),
        bad(
            "npy of f8 that no f4 can hold",
            overflow(),
            null,
            "expected pixels that a 32-bit float holds, found 1.0E300 at row 0, column 1"),
        bad(
            "npy of rank 1",
            header("'<f4'", "False", "(100,)"),
            null,
            "expected a shape of (H, W)"),
        bad("npy of rank 4", header("'<f4'", "False", "(8, 8, 1, 1)"), null, "(H, W) or (H, W, C)"),
        bad("npy of no rank", header("'<f4'", "False", "()"), null, "expected a shape of (H, W)"),
        bad("npy of no channel", header("'<f4'", "False", "(8, 8, 0)"), null, "one channel"),
        bad("npy of 7x9", header("'<f4'", "False", "(7, 9)"), null, "found 7x9"),
        bad(
            "npy that claims 100,000 x 100,000",
            header("'<f4'", "False", "(100000, 100000)"),
            null,
            "found 100000x100000"),
        bad(
            "npy that claims a billion channels",
            header("'<f4'", "False", "(8, 8, 999999999)"),
            null,
            "expected 255999999744 bytes of pixels"),
        bad(
            "npy of 20 digits",
            header("'<f4'", "False", "(99999999999999999999, 8)"),
            null,
            "shape"),
        bad(
            "npy of an expression",
            header("__import__('os')", "False", "(8, 8)"),
            null,
            "expected dtype"),
        bad(
            "npy of a list of types",
            header("[('a', '<f4')]", "False", "(8, 8)"),
            null,
            "expected dtype"),
        bad("npy without braces", npy(1, "'descr': '<f4'", 0), null, "a dictionary in braces"),
        bad("npy of nothing", npy(1, "{}", 0), null, "each once"),
        bad(
            "npy with an entry twice",
            npy(1, "{'descr': '<f4', 'descr': '<f4', 'shape': (8, 8)}", 256),
            null,
            "each once"),
        bad(
            "npy header that claims 4 GB",
            hugeHeader(),
            null,
            "expected a .npy header of at most 4096 bytes, found one of 4294967295"),
        bad(
            "more bytes than the limit",
            new byte[FrameLimits.DEFAULT.maxBytes() + 1],
            null,
            "expected at most 6356992 bytes, found 6356993"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void refusesABadInputInOneSentence(String what, byte[] bytes, String type, String sentence) {
    assertThatThrownBy(() -> new FrameDecoder(FrameLimits.DEFAULT).decode(bytes, type))
        .isInstanceOf(RefusedFrameException.class)
        .hasMessageContaining(sentence)
        .satisfies(e -> assertThat(e.getMessage()).startsWith("expected ").doesNotContain("\n"));
  }

  @Test
  void appliesTheGivenLimits() {
    assertThatThrownBy(() -> new FrameDecoder(new FrameLimits(10, 11, 1000)).decode(GREY, null))
        .hasMessage("expected a height of 8 to 10 and a width of 8 to 11, found 10x12");
    assertThatThrownBy(() -> new FrameDecoder(new FrameLimits(10, 12, 75)).decode(GREY, null))
        .hasMessage("expected at most 75 bytes, found 76");
    assertThatThrownBy(() -> new FrameLimits(7, 12, 75))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverInflatesATextInAPng() throws Exception {
    ByteBuffer file = ByteBuffer.allocate(GREY.length + 12 + 7);
    file.put(GREY, 0, 33).put(chunk("zTXt", ascii("a\0\0bomb"))).put(GREY, 33, GREY.length - 33);
    DecodedFrame decoded = new FrameDecoder(FrameLimits.DEFAULT).decode(file.array(), null);
    assertThat(decoded.frame().pixels()).containsExactly(Golden.levels8(1).pixels());
  }

  private static Arguments bad(String what, byte[] bytes, String type, String sentence) {
    return Arguments.of(what, bytes, type, sentence);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] cut(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= 4;
    return copy;
  }

  private static byte[] png(int height, int width) {
    byte[] body = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array();
    byte[] header = chunk("IHDR", body);
    return ByteBuffer.allocate(8 + header.length).put(GREY, 0, 8).put(header).array();
  }

  private static byte[] longChunk() {
    byte[] copy = GREY.clone();
    ByteBuffer.wrap(copy).putInt(33, -1);
    return copy;
  }

  /** Returns a file with the pixels of 10x12 and a header of 100x100. */
  private static byte[] fewPixels() {
    byte[] header = png(100, 100);
    return ByteBuffer.allocate(GREY.length).put(header).put(GREY, 33, GREY.length - 33).array();
  }

  private static byte[] chunk(String name, byte[] body) {
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 12).putInt(body.length);
    chunk.put(ascii(name)).put(body);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, body.length + 4);
    return chunk.putInt((int) crc.getValue()).array();
  }

  private static byte[] overflow() {
    byte[] pixels = new byte[8 * 64];
    ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN).putDouble(8, 1e300);
    return NpyFiles.file("<f8", false, "(8, 8)", pixels);
  }

  private static byte[] jpegWithGap() {
    byte[] whole = Golden.bytes("rgb8.jpg");
    byte[] copy = cut(whole, whole.length - 40);
    System.arraycopy(whole, whole.length - 2, copy, copy.length - 2, 2);
    return copy;
  }

  private static byte[] hugeJpeg() {
    byte[] copy = Golden.bytes("grey8.jpg");
    for (int i = 0; i < copy.length - 9; i++) {
      if ((copy[i] & 0xff) == 0xff && (copy[i + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(copy).putShort(i + 7, (short) 60_000);
      }
    }
    return copy;
  }

  /** Returns a file with its one scan a hundred times. */
  private static byte[] scans() {
    byte[] whole = Golden.bytes("grey8.jpg");
    int scan = JpegFiles.find(whole, 0xda);
    byte[] file = whole;
    for (int i = 1; i < 100; i++) {
      file = JpegFiles.insert(file, scan, Arrays.copyOfRange(whole, scan, whole.length - 2));
    }
    return file;
  }

  private static byte[] header(String descr, String fortran, String shape) {
    return npy(
        1,
        String.format(
            Locale.ROOT,
            "{'descr': %s, 'fortran_order': %s, 'shape': %s, }",
            descr,
            fortran,
            shape),
        400);
  }

  private static byte[] npy(int version, String dict, int pixels) {
    ByteBuffer file = ByteBuffer.allocate(10 + dict.length() + pixels);
    file.order(ByteOrder.LITTLE_ENDIAN).put(cut(Golden.bytes("f4.npy"), 6));
    file.put((byte) version).put((byte) 0).putShort((short) dict.length()).put(ascii(dict));
    return file.array();
  }

  private static byte[] hugeHeader() {
    byte[] copy = Golden.bytes("f4-v2.npy");
    ByteBuffer.wrap(copy).putInt(8, -1);
    return copy;
  }
}

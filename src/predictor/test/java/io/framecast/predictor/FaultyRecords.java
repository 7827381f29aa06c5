package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.squares.World;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Makes random mutations of valid records: of bytes, headers, keys, sizes and times. Equal random
 * numbers give equal records. Some of the mutations remain valid.
 */
public final class FaultyRecords {
  private static final int HEIGHT = 24;
  private static final int WIDTH = 40;
  private static final int PNG_HEADER_DATA = 16;

  /** The side from which one frame uses more heap than most processes have. */
  private static final int LARGE = 4_096;

  /** Holds one record as a producer sends it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Faulty(
      byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, long timestamp) {}

  private final Random random;
  private final int largestSide;
  private final List<byte[]> valid = new ArrayList<>();
  private final byte @Nullable [] immense;

  /**
   * Creates mutations from these random numbers.
   *
   * @param largestSide the largest side of valid frames, in pixels
   */
  public FaultyRecords(Random random, int largestSide) {
    this.random = random;
    this.largestSide = largestSide;
    World world = new World(random.nextLong(), World.Mode.BOUNCE, 1, HEIGHT, WIDTH);
    for (int n = 0; n < 6; n++) {
      Frame frame = world.noisy(0, n);
      for (Encoding encoding :
          List.of(Encoding.PNG8, Encoding.PNG16, Encoding.JPEG, Encoding.NPY_U1, Encoding.NPY_F4)) {
        valid.add(encoding.encode(frame));
        valid.add(encoding.withChannels(3).encode(frame));
      }
    }
    for (int channels = 1; channels <= 5; channels++) {
      valid.add(npy("|u1", HEIGHT + ", " + WIDTH + ", " + channels, HEIGHT * WIDTH * channels));
    }
    immense = largestSide < LARGE ? null : immense(largestSide);
    valid.add(npy(">f4", HEIGHT + ", " + WIDTH, 4 * HEIGHT * WIDTH));
    valid.add(npy("|u1", WIDTH + ", " + HEIGHT, HEIGHT * WIDTH));
  }

  /** Returns the stream's next record at this time. */
  public Faulty next(String stream, long now) {
    byte[] key = stream.getBytes(UTF_8);
    byte[] value = valid.get(random.nextInt(valid.size()));
    List<Header> headers = new ArrayList<>();
    long timestamp = now;
    int what = random.nextInt(100);
    if (what < 3) {
      key = key();
    } else if (what < 5) {
      timestamp = timestamp(now);
    } else if (what < 25) {
      headers = headers();
    } else if (what < 26) {
      value = null;
    } else if (immense != null && random.nextInt(10_000) == 0) {
      value = immense;
    } else if (what < 28) {
      value = ofAnotherSize();
    } else if (what < 90) {
      value = mutated(value);
    }
    return new Faulty(key, value, headers, timestamp);
  }

  private byte @Nullable [] key() {
    return switch (random.nextInt(5)) {
      case 0 -> null;
      case 1 -> new byte[0];
      case 2 -> bytes(1 + random.nextInt(20));
      case 3 -> "\u0000\"\\\ud83d\ude00\n".getBytes(UTF_8);
      default -> new byte[256 + random.nextInt(200)];
    };
  }

  private long timestamp(long now) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE - random.nextInt(1_000);
      case 2 -> now + 1_000L * 3_600 * 24 * 400;
      default -> Math.max(0, now - random.nextLong(1L << 40));
    };
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    List<String> names =
        List.of(
            "content-type",
            "sequence",
            "ce_sequence",
            "framecast-reset",
            "traceparent",
            "tracestate",
            "framecast-original-offset",
            "framecast-error-message",
            "baggage",
            "x");
    int count = random.nextInt(50) == 0 ? 2_000 : 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String name = names.get(random.nextInt(names.size()));
      headers.add(new RecordHeader(name, headerValue(count > 10)));
    }
    return headers;
  }

  private byte @Nullable [] headerValue(boolean isShort) {
    String text =
        switch (random.nextInt(14)) {
          case 0 -> "image/png";
          case 1 -> "application/x-npy; charset=utf-8";
          case 2 -> "image/jpeg";
          case 3 -> Long.toString(random.nextInt(10_000));
          case 4 -> Long.toString(random.nextLong());
          case 5 -> "true";
          case 6 -> "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
          case 7 -> "00-00000000000000000000000000000000-0000000000000000-ff";
          case 8 -> " ".repeat(isShort ? 3 : 3_000) + ",=,a=b,";
          case 9 -> isShort ? "9" : "9".repeat(5_000);
          case 10 -> "";
          case 11 -> "\u0000\uffff\ud83d\ude00";
          default -> null;
        };
    if (text != null) {
      return text.getBytes(UTF_8);
    }
    return random.nextBoolean() ? null : bytes(random.nextInt(isShort ? 8 : 4_000));
  }

  private byte[] mutated(byte[] original) {
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(original, random.nextInt(original.length));
      case 1 -> Arrays.copyOf(original, original.length + 1 + random.nextInt(64));
      case 2 -> bytes(random.nextInt(600));
      case 3 -> npyWithAnyHeader();
      case 4 -> pngWithAnyHeader();
      case 5 -> pngWithMoreChunks();
      case 6 -> floats();
      default -> flipped(original, 1 + random.nextInt(8));
    };
  }

  private byte[] flipped(byte[] original, int bits) {
    byte[] value = original.clone();
    // half of the flips hit the headers
    int within = random.nextBoolean() ? Math.min(128, value.length) : value.length;
    for (int i = 0; i < bits; i++) {
      value[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
    }
    return value;
  }

  /** Returns a valid frame, mostly small and sometimes as large as allowed. */
  private byte[] ofAnotherSize() {
    boolean isLarge = random.nextInt(200) == 0;
    int most = isLarge ? largestSide : 64;
    int height = 8 + random.nextInt(most - 7);
    int width = isLarge ? most : 8 + random.nextInt(most - 7);
    return random.nextBoolean()
        ? npy("|u1", height + ", " + width, height * width)
        : Encoding.PNG8.encode(new Frame(height, width, 1, new float[height * width]));
  }

  private byte[] floats() {
    byte[] value = npy("<f4", HEIGHT + ", " + WIDTH, 4 * HEIGHT * WIDTH);
    ByteBuffer pixels = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    float[] odd = {Float.NaN, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f, 1e30f};
    for (int i = 0; i < 5; i++) {
      int at = value.length - 4 * (1 + random.nextInt(HEIGHT * WIDTH));
      pixels.putFloat(at, odd[random.nextInt(odd.length)]);
    }
    return value;
  }

  private byte[] npyWithAnyHeader() {
    List<String> types =
        List.of("|u1", "<f4", ">f4", "=f4", "<f8", "|O", "|S1000000", "<U9", "[('a', '<f4')]", "");
    List<String> numbers = List.of("24", "40", "-1", "0", "1", "999999999", "65536", "٢٤", "1e3");
    StringBuilder shape = new StringBuilder(numbers.get(random.nextInt(numbers.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      shape.append(", ").append(numbers.get(random.nextInt(numbers.size())));
    }
    byte[] value =
        npy(types.get(random.nextInt(types.size())), shape.toString(), random.nextInt(5_000));
    if (random.nextInt(3) == 0) { // version, and the header's length
      value[6] = (byte) random.nextInt(5);
      for (int at = 8; at < 12; at++) {
        value[at] = (byte) random.nextInt(256);
      }
    }
    return value;
  }

  private static byte[] npy(String type, String shape, int size) {
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    byte[] header = text.getBytes(ISO_8859_1);
    byte[] value = new byte[10 + header.length + size];
    ByteBuffer to = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    to.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    to.putShort((short) header.length).put(header);
    for (int i = 0; i < size && type.endsWith("u1"); i++) {
      to.put((byte) (37 * i));
    }
    return value;
  }

  /** Returns a small file that holds this many rows and columns of 16-bit colour zeros. */
  private static byte[] immense(int side) {
    byte[] data = new byte[13];
    ByteBuffer.wrap(data).putInt(side - 1).putInt(side).put((byte) 16).put((byte) 2);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(png, "IHDR", data);
    chunk(png, "IDAT", deflated((1 + 6 * (side - 1)) * side));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** Returns a PNG header of any size, depth, colours and interlacing, with a correct checksum. */
  private byte[] pngWithAnyHeader() {
    byte[] data = new byte[13];
    ByteBuffer header = ByteBuffer.wrap(data);
    header.putInt(random.nextInt(5) == 0 ? random.nextInt() : 8 + random.nextInt(60));
    header.putInt(random.nextInt(5) == 0 ? random.nextInt() : 8 + random.nextInt(60));
    int[] bits = {1, 2, 4, 8, 16, random.nextInt(256)};
    int[] colours = {0, 2, 3, 4, 6, random.nextInt(256)};
    header.put((byte) bits[random.nextInt(bits.length)]);
    header.put((byte) colours[random.nextInt(colours.length)]);
    header.put((byte) (random.nextInt(20) == 0 ? 1 : 0));
    header.put((byte) (random.nextInt(20) == 0 ? 1 : 0));
    header.put((byte) random.nextInt(random.nextInt(20) == 0 ? 256 : 2));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(png, "IHDR", data);
    if (random.nextBoolean()) {
      chunk(png, "PLTE", bytes(3 * (1 + random.nextInt(300))));
    }
    chunk(png, "IDAT", deflated(random.nextInt(40_000)));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private byte[] pngWithMoreChunks() {
    byte[] original = valid.get(0);
    List<String> types = List.of("iCCP", "zTXt", "tRNS", "PLTE", "gAMA", "IDAT", "IHDR", "eXIf");
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    int after = 8 + 12 + PNG_HEADER_DATA - 3;
    png.write(original, 0, after);
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] data = random.nextBoolean() ? bytes(random.nextInt(300)) : deflated(100_000);
      chunk(png, types.get(random.nextInt(types.size())), data);
    }
    png.write(original, after, original.length - after);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] named = new byte[4 + data.length];
    System.arraycopy(type.getBytes(ISO_8859_1), 0, named, 0, 4);
    System.arraycopy(data, 0, named, 4, data.length);
    CRC32 crc = new CRC32();
    crc.update(named);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(named);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static byte[] deflated(int zeros) {
    Deflater deflater = new Deflater();
    deflater.setInput(new byte[zeros]);
    deflater.finish();
    byte[] room = new byte[zeros / 100 + 100];
    int length = deflater.deflate(room);
    deflater.end();
    return Arrays.copyOf(room, length);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}

package io.framecast.frames;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Decodes and encodes NumPy's {@code .npy} (numpy/lib/format.py, versions 1 to 3). It decodes every
 * type of {@link Type}, and encodes u1, u2 and f4 in C order.
 *
 * @param channels the number of channels of the shape (H, W, C); 0 means the shape (H, W)
 */
record Npy(Type type, int channels) implements Encoding {
  static final String CONTENT_TYPE = "application/x-npy";
  static final FileSignature SIGNATURE = new FileSignature(".npy", "934e554d5059");

  /** NumPy pads its header: the pixels begin at a multiple of this many bytes. */
  private static final int ALIGNMENT = 64;

  /** Names the data type of one sample, as the header's {@code descr} does. */
  enum Type {
    BOOL("|b1", 1, ByteOrder.LITTLE_ENDIAN),
    U1("|u1", 1, ByteOrder.LITTLE_ENDIAN),
    U2_LITTLE("<u2", 2, ByteOrder.LITTLE_ENDIAN),
    U2_BIG(">u2", 2, ByteOrder.BIG_ENDIAN),
    F2_LITTLE("<f2", 2, ByteOrder.LITTLE_ENDIAN),
    F2_BIG(">f2", 2, ByteOrder.BIG_ENDIAN),
    F4_LITTLE("<f4", 4, ByteOrder.LITTLE_ENDIAN),
    F4_BIG(">f4", 4, ByteOrder.BIG_ENDIAN),
    F8_LITTLE("<f8", 8, ByteOrder.LITTLE_ENDIAN),
    F8_BIG(">f8", 8, ByteOrder.BIG_ENDIAN);

    final String descr;
    final int bytes;
    final ByteOrder order;

    Type(String descr, int bytes, ByteOrder order) {
      this.descr = descr;
      this.bytes = bytes;
      this.order = order;
    }

    /** Returns the type of the prediction after a frame of this type: u1, u2 or f4. */
    Type ofPrediction() {
      return switch (this) {
        case BOOL, F2_LITTLE, F8_LITTLE -> F4_LITTLE;
        case F2_BIG, F8_BIG -> F4_BIG;
        case U1, U2_LITTLE, U2_BIG, F4_LITTLE, F4_BIG -> this;
      };
    }

    /** Returns the largest sample of a type of whole numbers, 0 for one of floats. */
    int top() {
      return switch (this) {
        case BOOL -> 1;
        case U1 -> 255;
        case U2_LITTLE, U2_BIG -> 65_535;
        case F2_LITTLE, F2_BIG, F4_LITTLE, F4_BIG, F8_LITTLE, F8_BIG -> 0;
      };
    }

    /** Returns a sample in the file's order, as it is: a 64-bit float may fit no 32-bit one. */
    double sample(byte[] file, int start, int index) {
      ByteBuffer from = ByteBuffer.wrap(file, start + index * bytes, bytes).slice().order(order);
      if (this == F8_LITTLE || this == F8_BIG) {
        return from.getDouble();
      }
      float[] one = new float[1];
      read(from, one);
      return one[0];
    }

    /** Reads samples from bytes in this order; whole numbers become 0 to 1. */
    void read(ByteBuffer from, float[] samples) {
      switch (this) {
        case F4_LITTLE, F4_BIG -> from.asFloatBuffer().get(samples);
        case F8_LITTLE, F8_BIG -> {
          for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) from.getDouble();
          }
        }
        case F2_LITTLE, F2_BIG -> {
          for (int i = 0; i < samples.length; i++) {
            samples[i] = Samples.fromHalf(from.getShort());
          }
        }
        case U2_LITTLE, U2_BIG -> {
          for (int i = 0; i < samples.length; i++) {
            samples[i] = (from.getShort() & 0xffff) / 65_535f;
          }
        }
        case U1 -> {
          for (int i = 0; i < samples.length; i++) {
            samples[i] = (from.get() & 0xff) / 255f;
          }
        }
        case BOOL -> {
          for (int i = 0; i < samples.length; i++) {
            samples[i] = from.get() == 0 ? 0 : 1;
          }
        }
      }
    }
  }

  static DecodedFrame decode(byte[] value, FrameLimits limits) throws RefusedFrameException {
    SIGNATURE.require(value);
    NpyHeader header = NpyHeader.read(value, "H, W");
    int height = header.shape().get(0);
    int width = header.shape().get(1);
    int channels = header.shape().size() == 2 ? 0 : header.shape().get(2);
    limits.checkSize(height, width);
    Frame frame = new Frame(height, width, Math.max(1, channels), header.samples(value));
    int odd = firstNonFinite(frame);
    if (odd >= 0) {
      throw notFinite(header, value, odd, frame, "");
    }
    return new DecodedFrame(frame, new Npy(header.type().ofPrediction(), channels));
  }

  /**
   * Decodes a sequence of frames, {@code (T, H, W)} or {@code (T, H, W, C)}, of any size.
   *
   * @return the frames, and whether the shape names the channels
   */
  static NpyFrames decodeSequence(byte[] file) throws RefusedFrameException {
    SIGNATURE.require(file);
    NpyHeader header = NpyHeader.read(file, "T, H, W");
    boolean withChannels = header.shape().size() == 4;
    int height = header.shape().get(1);
    int width = header.shape().get(2);
    int channels = withChannels ? header.shape().get(3) : 1;
    float[] samples = header.samples(file);
    if (samples.length == 0) {
      throw new RefusedFrameException(
          "expected at least one frame of one pixel, found shape " + header.shapeText());
    }
    int size = height * width * channels;
    List<Frame> frames = new ArrayList<>();
    for (int from = 0; from < samples.length; from += size) {
      Frame frame =
          new Frame(height, width, channels, Arrays.copyOfRange(samples, from, from + size));
      int odd = firstNonFinite(frame);
      if (odd >= 0) {
        throw notFinite(header, file, from + odd, frame, " of frame " + from / size);
      }
      frames.add(frame);
    }
    return new NpyFrames(frames, withChannels);
  }

  /** Returns the index of a sample that is not finite, -1 for none. */
  private static int firstNonFinite(Frame frame) {
    float[] samples = frame.pixels();
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Tells of a sample as it is in the file: a 64-bit float may fit no 32-bit one.
   *
   * @param sample its index in the file's shape
   */
  private static RefusedFrameException notFinite(
      NpyHeader header, byte[] file, int sample, Frame frame, String ofFrame) {
    double found = header.type().sample(file, header.bytes(), header.index(sample));
    int pixel = sample % frame.pixels().length / frame.channels();
    return new RefusedFrameException(
        String.format(
            Locale.ROOT,
            "expected %s, found %s at row %d, column %d%s",
            Double.isFinite(found) ? "pixels that a 32-bit float holds" : "finite pixels",
            found,
            pixel / frame.width(),
            pixel % frame.width(),
            ofFrame));
  }

  @Override
  public byte[] encode(Frame frame) {
    Frame fitted = frame.withChannels(Math.max(1, channels));
    String shape = fitted.height() + ", " + fitted.width() + (channels == 0 ? "" : ", " + channels);
    float[] pixels = fitted.pixels();
    byte[] header = header(type, shape);
    byte[] file = withSpace(header, type, pixels.length);
    ByteBuffer samples = ByteBuffer.wrap(file, header.length, file.length - header.length);
    switch (type.top()) {
      case 0 -> samples.order(type.order).asFloatBuffer().put(pixels);
      case 255 -> samples.put(Samples.toBytes(pixels));
      default -> samples.order(type.order).asShortBuffer().put(Samples.toShorts(pixels));
    }
    return file;
  }

  /** Returns the bytes of a sequence, as 32-bit floats. */
  static byte[] encodeSequence(NpyFrames sequence) {
    Frame first = sequence.frames().get(0);
    String shape = sequence.frames().size() + ", " + first.height() + ", " + first.width();
    byte[] header =
        header(Type.F4_LITTLE, shape + (sequence.withChannels() ? ", " + first.channels() : ""));
    long samples = (long) sequence.frames().size() * first.pixels().length;
    byte[] file = withSpace(header, Type.F4_LITTLE, samples);
    FloatBuffer to =
        ByteBuffer.wrap(file, header.length, file.length - header.length)
            .order(Type.F4_LITTLE.order)
            .asFloatBuffer();
    sequence.frames().forEach(frame -> to.put(frame.pixels()));
    return file;
  }

  private static byte[] withSpace(byte[] header, Type type, long samples) {
    return Arrays.copyOf(header, Math.toIntExact(header.length + samples * type.bytes));
  }

  private static byte[] header(Type type, String shape) {
    String dict =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            type.descr,
            shape);
    int unpadded = SIGNATURE.length() + 4 + dict.length() + 1;
    int length = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = new byte[length];
    ByteBuffer to = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    to.put(SIGNATURE.bytes()).put((byte) 1).put((byte) 0);
    to.putShort((short) (length - SIGNATURE.length() - 4));
    to.put((dict + " ".repeat(length - unpadded) + "\n").getBytes(StandardCharsets.US_ASCII));
    return header;
  }

  @Override
  public Frame quantize(Frame frame) {
    Frame fitted = frame.withChannels(Math.max(1, channels));
    return type.top() == 0 ? fitted : Samples.quantize(fitted, type.top());
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public Encoding withChannels(int target) {
    return new Npy(type, target == 1 ? 0 : target);
  }
}

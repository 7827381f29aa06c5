package io.framecast.frames;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
    NpyHeader header = NpyHeader.read(value);
    limits.checkSize(header.height(), header.width());
    int channels = Math.max(1, header.channels());
    long expected = bytes(header, channels);
    int found = value.length - header.bytes();
    if (expected != found) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected %d bytes of pixels for shape %s of %s, found %d",
              expected,
              header.shape(),
              header.type().descr,
              found));
    }
    Type type = header.type();
    float[] samples = new float[(int) (expected / type.bytes)];
    type.read(ByteBuffer.wrap(value, header.bytes(), found).order(type.order), samples);
    if (header.isFortran()) {
      samples = toRowOrder(samples, header.height(), header.width(), channels);
    }
    if (type.top() == 0) {
      requireFinite(samples, header, value);
    }
    return new DecodedFrame(
        new Frame(header.height(), header.width(), channels, samples),
        new Npy(type.ofPrediction(), header.channels()));
  }

  /** Returns samples in the order of rows, columns and channels; theirs is the reverse. */
  private static float[] toRowOrder(float[] columns, int height, int width, int channels) {
    float[] rows = new float[columns.length];
    int from = 0;
    for (int c = 0; c < channels; c++) {
      for (int x = 0; x < width; x++) {
        for (int y = 0; y < height; y++) {
          rows[(y * width + x) * channels + c] = columns[from++];
        }
      }
    }
    return rows;
  }

  /** Returns how many bytes of pixels the header claims, at most the largest long. */
  private static long bytes(NpyHeader header, int channels) {
    long size =
        (long) header.height() * header.width(); // the header has at most nine digits for each
    long sample = (long) channels * header.type().bytes;
    return size > Long.MAX_VALUE / sample ? Long.MAX_VALUE : size * sample;
  }

  private static void requireFinite(float[] samples, NpyHeader header, byte[] file)
      throws RefusedFrameException {
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        int channels = Math.max(1, header.channels());
        int row = i / channels / header.width();
        int column = i / channels % header.width();
        int at =
            header.isFortran()
                ? (i % channels * header.width() + column) * header.height() + row
                : i;
        double found = header.type().sample(file, header.bytes(), at);
        throw new RefusedFrameException(
            String.format(
                Locale.ROOT,
                "expected %s, found %s at row %d, column %d",
                Double.isFinite(found) ? "pixels that a 32-bit float holds" : "finite pixels",
                found,
                row,
                column));
      }
    }
  }

  @Override
  public byte[] encode(Frame frame) {
    Frame fitted = frame.withChannels(Math.max(1, channels));
    String shape = fitted.height() + ", " + fitted.width() + (channels == 0 ? "" : ", " + channels);
    String dict =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            type.descr,
            shape);
    int unpadded = SIGNATURE.length() + 4 + dict.length() + 1;
    int header = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    float[] pixels = fitted.pixels();
    int size = Math.toIntExact(header + (long) pixels.length * type.bytes);
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(SIGNATURE.bytes()).put((byte) 1).put((byte) 0);
    file.putShort((short) (header - SIGNATURE.length() - 4));
    file.put((dict + " ".repeat(header - unpadded) + "\n").getBytes(StandardCharsets.US_ASCII));
    switch (type.top()) {
      case 0 -> file.order(type.order).asFloatBuffer().put(pixels);
      case 255 -> file.put(Samples.toBytes(pixels));
      default -> file.order(type.order).asShortBuffer().put(Samples.toShorts(pixels));
    }
    return file.array();
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

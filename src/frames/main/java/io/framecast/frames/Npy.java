package io.framecast.frames;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Decodes and encodes NumPy's {@code .npy} (numpy/lib/format.py, versions 1 to 3), C order.
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
    U1("|u1", 1, ByteOrder.LITTLE_ENDIAN),
    F4_LITTLE("<f4", 4, ByteOrder.LITTLE_ENDIAN),
    F4_BIG(">f4", 4, ByteOrder.BIG_ENDIAN);

    final String descr;
    final int bytes;
    final ByteOrder order;

    Type(String descr, int bytes, ByteOrder order) {
      this.descr = descr;
      this.bytes = bytes;
      this.order = order;
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
          "expected %d bytes of pixels for shape %s of %s, found %d"
              .formatted(expected, header.shape(), header.type().descr, found));
    }
    long pixels = expected / header.type().bytes;
    float[] samples = new float[(int) pixels];
    ByteBuffer body = ByteBuffer.wrap(value, header.bytes(), found).order(header.type().order);
    if (header.type() == Type.U1) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (body.get() & 0xff) / 255f;
      }
    } else {
      body.asFloatBuffer().get(samples);
      requireFinite(samples, header);
    }
    return new DecodedFrame(
        new Frame(header.height(), header.width(), channels, samples),
        new Npy(header.type(), header.channels()));
  }

  /** Returns how many bytes of pixels the header claims, at most the largest long. */
  private static long bytes(NpyHeader header, int channels) {
    long size =
        (long) header.height() * header.width(); // the header has at most nine digits for each
    long sample = (long) channels * header.type().bytes;
    return size > Long.MAX_VALUE / sample ? Long.MAX_VALUE : size * sample;
  }

  private static void requireFinite(float[] samples, NpyHeader header)
      throws RefusedFrameException {
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        int pixel = i / Math.max(1, header.channels());
        throw new RefusedFrameException(
            "expected finite pixels, found %s at row %d, column %d"
                .formatted(samples[i], pixel / header.width(), pixel % header.width()));
      }
    }
  }

  @Override
  public byte[] encode(Frame frame) {
    Frame fitted = frame.withChannels(Math.max(1, channels));
    String shape = fitted.height() + ", " + fitted.width() + (channels == 0 ? "" : ", " + channels);
    String dict =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type.descr, shape);
    int unpadded = SIGNATURE.length() + 4 + dict.length() + 1;
    int header = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    float[] pixels = fitted.pixels();
    int size = Math.toIntExact(header + (long) pixels.length * type.bytes);
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(SIGNATURE.bytes()).put((byte) 1).put((byte) 0);
    file.putShort((short) (header - SIGNATURE.length() - 4));
    file.put((dict + " ".repeat(header - unpadded) + "\n").getBytes(StandardCharsets.US_ASCII));
    if (type == Type.U1) {
      file.put(Samples.toBytes(pixels));
    } else {
      file.order(type.order).asFloatBuffer().put(pixels);
    }
    return file.array();
  }

  @Override
  public Frame quantize(Frame frame) {
    Frame fitted = frame.withChannels(Math.max(1, channels));
    return type == Type.U1 ? Samples.quantize(fitted, 255) : fitted;
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

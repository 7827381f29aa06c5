package io.framecast.convlstm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * What one stream remembers: per layer the cell state and the hidden state, then the features of
 * the frames before that the head still reads. It is off-heap, belongs to one caller at a time, and
 * is freed by {@link #close}.
 *
 * <p>Layout, floats: {@code layers x (c [height, width, filters], h [height, width, filters])},
 * then {@code memory x [height, width, filters]}; height and width are those after space-to-depth.
 */
public final class State implements AutoCloseable {

  final Configuration configuration;
  private final int height;
  private final int width;
  private final long[] offsets;
  private final FloatPointer memory;
  private @Nullable FloatBuffer numbers;
  private long framesSeen;

  private State(Configuration configuration, int height, int width) {
    this.configuration = configuration;
    this.height = height;
    this.width = width;
    this.offsets = offsets(configuration, height, width);
    long size = offsets[offsets.length - 1];
    OffHeap.require(size * Float.BYTES, "a state");
    long largest = largestBuffer(configuration, height, width);
    if (largest > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expected a state and work space of less than 2^31 bytes each, found %d for %dx%d"
              .formatted(largest, height, width));
    }
    FloatBuffer zeros = FloatBuffer.allocate((int) Math.min(size, 1 << 14));
    this.memory = new FloatPointer(size);
    this.numbers = memory.asBuffer();
    for (int at = 0; at < size; at += zeros.capacity()) {
      numbers.put(at, zeros, 0, (int) Math.min(zeros.capacity(), size - at));
    }
  }

  /** Where each layer's numbers begin, then the head's features, then the end. */
  private static long[] offsets(Configuration configuration, int height, int width) {
    int layers = configuration.layers().size();
    long[] offsets = new long[layers + 2];
    long pixels = (long) Canvas.rows(configuration, height) * Canvas.rows(configuration, width);
    for (int i = 0; i < layers; i++) {
      offsets[i + 1] = offsets[i] + 2 * pixels * configuration.layers().get(i).filters();
    }
    offsets[layers + 1] =
        offsets[layers] + pixels * configuration.head().memory() * configuration.headChannels();
    return offsets;
  }

  /**
   * The state of a stream of {@code height x width} frames that has seen none.
   *
   * @throws NoRoomException where there is no off-heap memory left for it
   */
  public static State zero(Configuration configuration, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "expected frames of at least 1x1, found " + height + "x" + width);
    }
    return new State(configuration, height, width);
  }

  /** A state of the same configuration and size that has seen no frame. */
  public State zeroLike() {
    return zero(configuration, height, width);
  }

  /** What a state takes off-heap, in bytes. */
  public static long bytes(Configuration configuration, int height, int width) {
    long[] offsets = offsets(configuration, height, width);
    return offsets[offsets.length - 1] * Float.BYTES;
  }

  /**
   * Bytes of the largest buffer that a state of this size, or a step of it, works on. Above {@link
   * Integer#MAX_VALUE} there can be neither, for a buffer's indices are ints.
   */
  public static long largestBuffer(Configuration configuration, int height, int width) {
    return Math.max(
        bytes(configuration, height, width), Canvas.largestBuffer(configuration, height, width));
  }

  /** Height of the stream's frames, in pixels. */
  public int height() {
    return height;
  }

  /** Width of the stream's frames, in pixels. */
  public int width() {
    return width;
  }

  /** Frames that went into this state since zero. */
  public long framesSeen() {
    return framesSeen;
  }

  /** Off-heap memory held, in bytes. */
  public long bytes() {
    return offsets[offsets.length - 1] * Float.BYTES;
  }

  /**
   * Becomes what the other one is, which stays as it is; both are of one configuration and size.
   */
  public void copyFrom(State other) {
    if (!like(other)) {
      throw new IllegalArgumentException(
          "expected a state of %dx%d for %s, found one of %dx%d for %s"
              .formatted(
                  height, width, configuration, other.height, other.width, other.configuration));
    }
    numbers().put(0, other.numbers(), 0, numbers().capacity());
    framesSeen = other.framesSeen;
  }

  /** Whether the other one is of the same configuration and size. */
  public boolean like(State other) {
    return height == other.height
        && width == other.width
        && configuration.equals(other.configuration);
  }

  /** Writes its {@link #bytes}, little-endian floats in the layout above, and moves on by them. */
  public void write(ByteBuffer to) {
    to.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers().duplicate().rewind());
    to.position(to.position() + Math.toIntExact(bytes()));
  }

  /**
   * The state that {@link #write} has written.
   *
   * @param framesSeen of that state
   * @throws IllegalArgumentException where the bytes are not as many as such a state has
   * @throws NoRoomException where there is no off-heap memory left for it
   */
  public static State read(
      Configuration configuration, int height, int width, long framesSeen, ByteBuffer from) {
    State state = zero(configuration, height, width);
    if (from.remaining() != state.bytes()) {
      state.close();
      throw new IllegalArgumentException(
          "expected %d bytes of a state of %dx%d, found %d"
              .formatted(state.bytes(), height, width, from.remaining()));
    }
    FloatBuffer floats = from.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    state.numbers().put(0, floats, 0, floats.remaining());
    from.position(from.limit());
    state.framesSeen = framesSeen;
    return state;
  }

  void frameSeen() {
    framesSeen++;
  }

  FloatBuffer numbers() {
    FloatBuffer open = numbers;
    if (open == null) {
      throw new IllegalStateException("expected an open state, found a closed one");
    }
    return open;
  }

  int cellAt(int layer) {
    return (int) offsets[layer];
  }

  int hiddenAt(int layer) {
    return (int) ((offsets[layer] + offsets[layer + 1]) / 2);
  }

  /** Where the head's features of {@code age} frames ago stand; 0 is where the newest will go. */
  int featuresAt(int age) {
    int taps = configuration.head().memory();
    long from = offsets[offsets.length - 2];
    long size = (offsets[offsets.length - 1] - from) / taps;
    return (int) (from + size * Math.floorMod(framesSeen - age, taps));
  }

  /** Frees the memory; using the state afterwards throws {@link IllegalStateException}. */
  @Override
  public void close() {
    numbers = null;
    memory.deallocate();
  }
}

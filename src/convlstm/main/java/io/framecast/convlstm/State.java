package io.framecast.convlstm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the recurrent state of one stream: what the stages that remember hold, in their order. It
 * is off-heap and belongs to one caller at a time; {@link #close} frees it.
 *
 * <p>The layout, in floats, is {@code c [height, width, filters], h [height, width, filters]} for a
 * ConvLSTM layer and {@code past frames x [height, width, channels]} for the input of a convolution
 * over several frames; height and width are those after space-to-depth.
 */
public final class State implements AutoCloseable {

  final Configuration configuration;
  private final int height;
  private final int width;
  private final long[] offsets;
  private final FloatPointer memory;
  private @Nullable FloatBuffer buffer;
  private long framesSeen;

  private State(Configuration configuration, int height, int width) {
    this.configuration = configuration;
    this.height = height;
    this.width = width;
    this.offsets = offsets(configuration, height, width);
    long size = offsets[offsets.length - 1];
    OffHeapMemory.require(size * Float.BYTES, "a state");
    long largest = largestBufferBytes(configuration, height, width);
    if (largest > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a state and workspace of less than 2^31 bytes each, found %d for %dx%d",
              largest,
              height,
              width));
    }
    FloatBuffer zeros = FloatBuffer.allocate((int) Math.min(size, 1 << 14));
    this.memory = new FloatPointer(size);
    this.buffer = memory.asBuffer();
    for (int at = 0; at < size; at += zeros.capacity()) {
      buffer.put(at, zeros, 0, (int) Math.min(zeros.capacity(), size - at));
    }
  }

  /** Returns the offset of the memory of each stage that remembers, then the end. */
  private static long[] offsets(Configuration configuration, int height, int width) {
    long pixels = (long) configuration.patchCount(height) * configuration.patchCount(width);
    long[] sizes =
        configuration.placedStages().stream()
            .mapToLong(placed -> pixels * placed.memoryChannels())
            .filter(size -> size > 0)
            .toArray();
    long[] offsets = new long[sizes.length + 1];
    for (int i = 0; i < sizes.length; i++) {
      offsets[i + 1] = offsets[i] + sizes[i];
    }
    return offsets;
  }

  /**
   * Returns the zero state of a stream of {@code height x width} frames.
   *
   * @throws OffHeapExhaustedException if there is not enough off-heap memory for it
   */
  public static State zero(Configuration configuration, int height, int width) {
    if (height < 1 || width < 1 || !configuration.accepts(height, width)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected frames of %s, found %dx%d",
              configuration.frame() == null ? "at least 1x1" : configuration.frame(),
              height,
              width));
    }
    return new State(configuration, height, width);
  }

  /** Returns a zero state of the same configuration and size. */
  public State zeroLike() {
    return zero(configuration, height, width);
  }

  /** Returns the off-heap bytes of a state of this size. */
  public static long bytes(Configuration configuration, int height, int width) {
    long[] offsets = offsets(configuration, height, width);
    return offsets[offsets.length - 1] * Float.BYTES;
  }

  /**
   * Returns the bytes of the largest buffer of a state of this size, or of a step with it. A size
   * above {@link Integer#MAX_VALUE} is impossible, because a buffer's indices are ints.
   */
  public static long largestBufferBytes(Configuration configuration, int height, int width) {
    return Math.max(
        bytes(configuration, height, width),
        Workspace.largestBufferBytes(configuration, height, width));
  }

  /** Returns the height of the stream's frames in pixels. */
  public int height() {
    return height;
  }

  /** Returns the width of the stream's frames in pixels. */
  public int width() {
    return width;
  }

  /** Returns how many frames this state has seen since zero. */
  public long framesSeen() {
    return framesSeen;
  }

  /** Returns the off-heap bytes of this state. */
  public long bytes() {
    return offsets[offsets.length - 1] * Float.BYTES;
  }

  /** Copies the other state into this one; both must have the same configuration and size. */
  public void copyFrom(State other) {
    if (!hasSameShape(other)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a state of %dx%d for %s, found one of %dx%d for %s",
              height,
              width,
              configuration,
              other.height,
              other.width,
              other.configuration));
    }
    buffer().put(0, other.buffer(), 0, buffer().capacity());
    framesSeen = other.framesSeen;
  }

  /** Returns whether the other state has the same configuration and size. */
  public boolean hasSameShape(State other) {
    return height == other.height
        && width == other.width
        && configuration.equals(other.configuration);
  }

  /**
   * Writes little-endian floats in the layout above and advances the position by {@link #bytes}.
   */
  public void write(ByteBuffer to) {
    to.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(buffer().duplicate().rewind());
    to.position(to.position() + Math.toIntExact(bytes()));
  }

  /**
   * Reads a state that {@link #write} has written.
   *
   * @param framesSeen the frames that the written state had seen
   * @throws IllegalArgumentException if the number of bytes does not match the size
   * @throws OffHeapExhaustedException if there is not enough off-heap memory for it
   */
  public static State read(
      Configuration configuration, int height, int width, long framesSeen, ByteBuffer from) {
    State state = zero(configuration, height, width);
    if (from.remaining() != state.bytes()) {
      state.close();
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected %d bytes of a state of %dx%d, found %d",
              state.bytes(),
              height,
              width,
              from.remaining()));
    }
    FloatBuffer floats = from.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    state.buffer().put(0, floats, 0, floats.remaining());
    from.position(from.limit());
    state.framesSeen = framesSeen;
    return state;
  }

  void countFrame() {
    framesSeen++;
  }

  FloatBuffer buffer() {
    FloatBuffer open = buffer;
    if (open == null) {
      throw new IllegalStateException("the state is closed and its memory is freed");
    }
    return open;
  }

  /** Returns the offset of the cell state of a layer, which is at this place of the memory. */
  int cellOffset(int memory) {
    return (int) offsets[memory];
  }

  int hiddenOffset(int memory) {
    return (int) ((offsets[memory] + offsets[memory + 1]) / 2);
  }

  /**
   * Returns the offset of a convolution's input of {@code age} frames ago; age 0 is the next slot.
   *
   * @param memory the convolution's place of the memory
   * @param frames how many past frames it holds
   */
  int pastOffset(int memory, int frames, int age) {
    long size = (offsets[memory + 1] - offsets[memory]) / frames;
    return (int) (offsets[memory] + size * Math.floorMod(framesSeen - age, frames));
  }

  /** Frees the memory; using the state afterwards throws {@link IllegalStateException}. */
  @Override
  public void close() {
    buffer = null;
    memory.deallocate();
  }
}

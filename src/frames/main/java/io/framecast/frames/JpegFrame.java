package io.framecast.frames;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds the frame header of a JPEG file (ITU-T T.81, B.2.2).
 *
 * @param type the second byte of its marker
 */
record JpegFrame(int type, int height, int width, List<Component> components) {
  private static final int BASELINE = 0xc0;
  private static final int EXTENDED = 0xc1;
  private static final int PROGRESSIVE = 0xc2;

  /**
   * Holds a component.
   *
   * @param horizontal its blocks across one MCU
   * @param vertical its blocks down one MCU
   */
  record Component(int id, int horizontal, int vertical) {}

  /** Reads the header, whose marker is at {@code at}; the segment ends before {@code end}. */
  static JpegFrame read(byte[] file, int at, int end) throws RefusedFrameException {
    int count = end - at < 10 ? 0 : file[at + 9] & 0xff;
    if (end - at != 10 + 3 * count) {
      throw new RefusedFrameException(
          "expected a JPEG frame header of "
              + count
              + " components, found "
              + (end - at)
              + " bytes");
    }
    if (count != 1 && count != 3) {
      throw new RefusedFrameException(
          "expected a JPEG of 1 or 3 components, found " + count + " (CMYK is not read)");
    }
    List<Component> components = new ArrayList<>();
    for (int i = at + 10; i < end; i += 3) {
      int sampling = file[i + 1] & 0xff;
      components.add(new Component(file[i] & 0xff, sampling >> 4, sampling & 15));
    }
    return new JpegFrame(
        file[at + 1] & 0xff, word(file, at + 5), word(file, at + 7), List.copyOf(components));
  }

  /** Returns the two bytes at {@code at} as a number. */
  static int word(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }

  boolean isSequentialHuffman() {
    return type == BASELINE || type == EXTENDED;
  }

  boolean isProgressive() {
    return type == PROGRESSIVE;
  }

  /** Returns whether the components have the ids {@code R}, {@code G}, {@code B}. */
  boolean isNamedRgb() {
    return components.stream()
        .map(Component::id)
        .toList()
        .equals(List.of((int) 'R', (int) 'G', (int) 'B'));
  }

  /** Returns the number of MCUs of a scan of all components. */
  int units() {
    return divide(width, 8 * maxHorizontal()) * divide(height, 8 * maxVertical());
  }

  /** Returns the number of blocks of a scan of this component alone. */
  int blocks(Component of) {
    int across = divide(divide(width * of.horizontal, maxHorizontal()), 8);
    int down = divide(divide(height * of.vertical, maxVertical()), 8);
    return across * down;
  }

  private int maxHorizontal() {
    return components.stream().mapToInt(Component::horizontal).max().orElseThrow();
  }

  private int maxVertical() {
    return components.stream().mapToInt(Component::vertical).max().orElseThrow();
  }

  private static int divide(int number, int by) {
    return (number + by - 1) / by;
  }
}

package io.framecast.frames;

/** Reads the bits of entropy-coded data of a JPEG file, up to the next marker. */
final class JpegBits {
  private final byte[] file;
  private final int end;
  private int at;
  private int current;
  private int left;

  JpegBits(byte[] file, int from, int end) {
    this.file = file;
    this.at = from;
    this.end = end;
  }

  /** Returns the place after the byte of the last bit. */
  int position() {
    return at;
  }

  /** Returns the last byte of data. */
  byte last() {
    return (byte) current;
  }

  /** Returns whether the rest of the last byte is filled with ones, as the standard says. */
  boolean isFilled() {
    int rest = (1 << left) - 1;
    return (current & rest) == rest;
  }

  int read() throws RefusedFrameException {
    if (left == 0) {
      current = nextByte();
      left = 8;
    }
    left--;
    return current >> left & 1;
  }

  int read(int count) throws RefusedFrameException {
    int bits = 0;
    for (int i = 0; i < count; i++) {
      bits = bits << 1 | read();
    }
    return bits;
  }

  private int nextByte() throws RefusedFrameException {
    int value = take();
    if (value != 0xff) {
      return value;
    }
    int next = take();
    while (next == 0xff) {
      next = take();
    }
    if (next != 0) { // a zero stands after each byte of ones
      throw missing();
    }
    return value;
  }

  private int take() throws RefusedFrameException {
    if (at == end) {
      throw missing();
    }
    return file[at++] & 0xff;
  }

  private RefusedFrameException missing() {
    return new RefusedFrameException(
        "expected a whole JPEG file, found no more pixels at byte " + at);
  }
}

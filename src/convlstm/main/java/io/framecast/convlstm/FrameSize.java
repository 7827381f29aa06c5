package io.framecast.convlstm;

/** The height and width of a frame. */
public record FrameSize(int height, int width) {
  @Override
  public String toString() {
    return height + "x" + width;
  }
}

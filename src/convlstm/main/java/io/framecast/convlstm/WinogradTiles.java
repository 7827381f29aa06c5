package io.framecast.convlstm;

/**
 * How an image is cut into tiles of 4x4 pixels, and the tiles into parts that are computed one
 * after the other, so that their products stay in the cache. A part is some whole rows of tiles.
 *
 * @param parts how many
 * @param down rows of tiles of a part; the last part may have rows outside of the image
 * @param across tiles in a row
 */
record WinogradTiles(int parts, int down, int across) {
  /** Tiles of a part; with fewer, the kernel is read from memory too often. */
  private static final int ENOUGH = 64;

  static WinogradTiles of(int rows, int columns) {
    int down = divide(rows, WinogradTransform.OUTPUTS);
    int across = divide(columns, WinogradTransform.OUTPUTS);
    int parts = divide(down, Math.max(1, ENOUGH / across));
    return new WinogradTiles(parts, divide(down, parts), across);
  }

  /** Divides and rounds up. */
  private static int divide(int n, int by) {
    return (n + by - 1) / by;
  }

  /** Returns the tiles of a part. */
  int perPart() {
    return down * across;
  }
}

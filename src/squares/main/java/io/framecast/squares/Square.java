package io.framecast.squares;

/**
 * A bright square, {@code 2 * halfWidth} pixels wide: rows {@code centre - halfWidth} to {@code
 * centre + halfWidth - 1}, columns likewise.
 *
 * @param row of the centre in frame 0
 * @param column of the centre in frame 0
 * @param rowSpeed pixels per frame
 * @param columnSpeed pixels per frame
 * @param halfWidth 2 or 3
 */
public record Square(int row, int column, int rowSpeed, int columnSpeed, int halfWidth) {}

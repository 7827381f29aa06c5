package io.framecast.frames;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds the header of a scan of a JPEG file (ITU-T T.81, B.2.3).
 *
 * @param components their places in the frame header
 * @param start the first coefficient that it codes
 * @param end the last coefficient that it codes
 * @param high the bit position of the scan that it refines, 0 if it is the first
 * @param low the bit position of the last bit that it codes
 */
record JpegScan(List<Integer> components, int start, int end, int high, int low) {

  /** Reads the header, whose marker is at {@code at}; the segment ends before {@code end}. */
  static JpegScan read(JpegFrame frame, byte[] file, int at, int end) throws RefusedFrameException {
    int count = end - at < 5 ? 0 : file[at + 4] & 0xff;
    if (count == 0 || end - at != 8 + 2 * count) {
      throw new RefusedFrameException(
          "expected a JPEG scan header of "
              + count
              + " components, found "
              + (end - at)
              + " bytes");
    }
    List<Integer> components = new ArrayList<>();
    for (int i = at + 5; i < end - 3; i += 2) {
      components.add(indexOf(frame, file[i] & 0xff));
    }
    int bits = file[end - 1] & 0xff;
    int first = file[end - 3] & 0xff;
    int last = file[end - 2] & 0xff;
    if (!frame.isProgressive()) {
      return new JpegScan(List.copyOf(components), 0, 63, 0, 0); // some files have zeros here
    }
    if (first > last || last > 63) {
      throw new RefusedFrameException(
          "expected a JPEG scan of coefficients 0 to 63, found " + first + " to " + last);
    }
    return new JpegScan(List.copyOf(components), first, last, bits >> 4, bits & 15);
  }

  private static int indexOf(JpegFrame frame, int id) throws RefusedFrameException {
    int index = frame.ids().indexOf(id);
    if (index >= 0) {
      return index;
    }
    throw new RefusedFrameException(
        "expected a JPEG scan of the frame's components, found one of component " + id);
  }

  /** Returns its coefficients, one bit each. */
  long coefficients() {
    return (-1L << start) & (-1L >>> (63 - end));
  }
}

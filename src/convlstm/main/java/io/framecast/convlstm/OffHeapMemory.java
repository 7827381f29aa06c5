package io.framecast.convlstm;

import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/** Limits the off-heap memory that states and steps may use together. */
public final class OffHeapMemory {
  private static final String PROPERTY = "org.bytedeco.javacpp.";

  /** Steps, weights and the library itself need this much beside the states. */
  private static final long OVERHEAD_BYTES = 1L << 30;

  private OffHeapMemory() {}

  /**
   * Throws if this many more bytes are not available. JavaCPP itself would first collect garbage
   * for a second and then throw an Error.
   *
   * @param what the object that needs the bytes, for the message
   * @throws OffHeapExhaustedException if the memory is not available
   */
  static void require(long bytes, String what) {
    if (Pointer.maxBytes() > 0 && Pointer.totalBytes() + bytes > Pointer.maxBytes()) {
      throw new OffHeapExhaustedException(
          String.format(
              Locale.ROOT,
              ("expected off-heap memory for %s of %d bytes, found %d of %d bytes in use"
                  + " (raise -Xmx or -Dorg.bytedeco.javacpp.maxbytes)"),
              what,
              bytes,
              Pointer.totalBytes(),
              Pointer.maxBytes()));
    }
  }

  /**
   * Raises the limit so that states with this many bytes fit. The default limit is the maximum heap
   * size. The library reads the limit once, so a call has no effect after the first step or state
   * of the process. It has no effect either if {@code -Dorg.bytedeco.javacpp.maxBytes} is set.
   */
  public static void raiseLimitForStates(long bytes) {
    if (System.getProperty(PROPERTY + "maxBytes") == null
        && System.getProperty(PROPERTY + "maxbytes") == null) {
      System.setProperty(PROPERTY + "maxBytes", Long.toString(bytes + bytes / 4 + OVERHEAD_BYTES));
    }
    if (System.getProperty(PROPERTY + "maxPhysicalBytes") == null
        && System.getProperty(PROPERTY + "maxphysicalbytes") == null) {
      System.setProperty(
          PROPERTY + "maxPhysicalBytes", "0"); // only the machine's own limit remains
    }
  }
}

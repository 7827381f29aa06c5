package io.framecast.convlstm;

import org.bytedeco.javacpp.Pointer;

/** How much memory beside the heap states and steps may take together. */
public final class OffHeap {
  private static final String PROPERTY = "org.bytedeco.javacpp.";

  /** Steps, weights and what the library keeps, beside the states. */
  private static final long BESIDE = 1L << 30;

  private OffHeap() {}

  /**
   * Throws where there is no room for so many bytes more. JavaCPP itself would collect garbage for
   * a second first, then throw an Error.
   *
   * @param what it is that takes them
   */
  static void require(long bytes, String what) {
    if (Pointer.maxBytes() > 0 && Pointer.totalBytes() + bytes > Pointer.maxBytes()) {
      throw new NoRoomException(
          "expected room for %s of %d bytes, found %d of %d bytes off-heap in use (-Xmx or -Dorg.bytedeco.javacpp.maxbytes raise it)"
              .formatted(what, bytes, Pointer.totalBytes(), Pointer.maxBytes()));
    }
  }

  /**
   * Makes room for states of so many bytes. The library asks once, so this is without effect after
   * the first step or state of the process, and where {@code -Dorg.bytedeco.javacpp.maxBytes} was
   * set. By default it is as much as the heap may take.
   */
  public static void allowStates(long bytes) {
    if (System.getProperty(PROPERTY + "maxBytes") == null
        && System.getProperty(PROPERTY + "maxbytes") == null) {
      System.setProperty(PROPERTY + "maxBytes", Long.toString(bytes + bytes / 4 + BESIDE));
    }
    if (System.getProperty(PROPERTY + "maxPhysicalBytes") == null
        && System.getProperty(PROPERTY + "maxphysicalbytes") == null) {
      System.setProperty(PROPERTY + "maxPhysicalBytes", "0"); // the machine's own limit remains
    }
  }
}

package io.framecast.convlstm;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * Limits the off-heap memory that states and the work space of steps use together. JavaCPP counts
 * states; ND4J's arrays, which are the work space, are counted here.
 */
public final class OffHeapMemory {
  private static final String PROPERTY = "org.bytedeco.javacpp.";
  private static final AtomicLong WORK = new AtomicLong();
  private static volatile String limitName = "-Xmx or -D" + PROPERTY + "maxBytes";

  private OffHeapMemory() {}

  /** Returns the bytes of all states and work space. */
  public static long used() {
    return Pointer.totalBytes() + WORK.get();
  }

  /** Returns the most bytes that states and work space may use together; 0 for no limit. */
  public static long limit() {
    return Pointer.maxBytes();
  }

  /**
   * Throws if this many more bytes are not available. JavaCPP itself would first collect garbage
   * for a second and then throw an Error.
   *
   * @param what the object that needs the bytes, for the message
   * @throws OffHeapExhaustedException if the memory is not available
   */
  static void require(long bytes, String what) {
    if (limit() > 0 && used() + bytes > limit()) {
      throw new OffHeapExhaustedException(
          String.format(
              Locale.ROOT,
              ("expected off-heap memory for %s of %d bytes, found %d of %d bytes in use"
                  + " (raise %s)"),
              what,
              bytes,
              used(),
              limit(),
              limitName));
    }
  }

  /**
   * Reserves work space, which {@link #releaseWork} returns.
   *
   * @throws OffHeapExhaustedException if the memory is not available
   */
  static synchronized void reserveWork(long bytes, String what) {
    require(bytes, what);
    WORK.addAndGet(bytes);
  }

  static void releaseWork(long bytes) {
    WORK.addAndGet(-bytes);
  }

  /**
   * Sets the limit so that states with this many bytes fit beside this much work space. The default
   * limit is the maximum heap size. The library reads the limit once, so a call has no effect after
   * the first step or state of the process. It has no effect either if {@code
   * -Dorg.bytedeco.javacpp.maxBytes} is set.
   *
   * @param name the settings of the limit, for messages
   */
  public static void setLimit(long stateBytes, long workBytes, String name) {
    if (System.getProperty(PROPERTY + "maxBytes") == null
        && System.getProperty(PROPERTY + "maxbytes") == null) {
      limitName = name;
      System.setProperty(
          PROPERTY + "maxBytes", Long.toString(stateBytes + stateBytes / 4 + workBytes));
    }
    if (System.getProperty(PROPERTY + "maxPhysicalBytes") == null
        && System.getProperty(PROPERTY + "maxphysicalbytes") == null) {
      System.setProperty(
          PROPERTY + "maxPhysicalBytes", "0"); // only the machine's own limit remains
    }
  }
}

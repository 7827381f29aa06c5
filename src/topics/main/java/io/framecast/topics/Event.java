package io.framecast.topics;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

/**
 * One line of the append-only history. When it happened is the record's timestamp.
 *
 * @param event what: {@link #RESET}, ...
 * @param stream to whom, also the record's key
 * @param source the frame at which it happened, as {@link Source} writes it
 * @param reason one sentence, expected and found
 */
public record Event(String event, String stream, String source, String reason) {

  /** A stream starts afresh with this frame: what it knew of earlier ones is gone. */
  public static final String RESET = "reset";

  /** A frame led to numbers that are none: it is a dead letter, the stream is as before it. */
  public static final String QUARANTINED = "quarantined";

  /**
   * A stream's state was built anew, by running frames that are still there through the weights.
   */
  public static final String PRIMED = "primed";

  /** A stream goes on with other weights. */
  public static final String SWAP = "swap";

  /** A stream had no frames for so long that what was known of it is gone. */
  public static final String EVICTION = "eviction";

  private static final ObjectWriter WRITER = Json.writer(Event.class);
  private static final ObjectReader READER = Json.reader(Event.class);

  public byte[] toJson() {
    return Json.write(WRITER, this);
  }

  /** Throws {@link IllegalArgumentException} for what is no event. */
  public static Event parse(byte[] json) {
    return Json.read(READER, json, Event.class);
  }
}

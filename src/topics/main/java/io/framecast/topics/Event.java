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

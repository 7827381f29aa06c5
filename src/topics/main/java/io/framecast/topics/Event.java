package io.framecast.topics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import org.jspecify.annotations.Nullable;

/**
 * One line of the append-only history. When it happened is the record's timestamp; its key is the
 * stream, or the model.
 *
 * @param event what: {@link #RESET}, ...
 * @param stream to whom, null where it happened to a model
 * @param model to which version, null where it happened to a stream
 * @param source the frame at which it happened, as {@link Source} writes it; null where none is
 *     meant
 * @param reason one sentence, expected and found
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Event(
    String event,
    @Nullable String stream,
    @Nullable String model,
    @Nullable String source,
    String reason) {

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

  /** A version is not taken: by anybody, or by a stream that stays as it is. */
  public static final String REFUSAL = "refusal";

  /** A version is the live one from now on. */
  public static final String PROMOTION = "promotion";

  /** The version before is the live one again. */
  public static final String ROLLBACK = "rollback";

  /** The skill of a version's predictions has fallen. */
  public static final String DRIFT = "drift";

  /** How far a round of retraining has come that began with a version. */
  public static final String ROUND = "round";

  private static final ObjectWriter WRITER = Json.writer(Event.class);
  private static final ObjectReader READER = Json.reader(Event.class);

  /** It happened to a stream, at a frame. */
  public Event(String event, String stream, @Nullable String source, String reason) {
    this(event, stream, null, source, RecordText.shortened(reason, RecordText.MOST_SENTENCE));
  }

  /** It happened to a version. */
  public static Event ofModel(String event, String model, String reason) {
    String fit = RecordText.shortened(reason, RecordText.MOST_SENTENCE);
    return new Event(event, null, model, null, fit);
  }

  /** To whom or what it happened; the record's key. */
  public String subject() {
    return stream != null ? stream : model != null ? model : "";
  }

  public byte[] toJson() {
    return Json.write(WRITER, this);
  }

  /** Reads an event; throws {@link InvalidRecordException} for what is none. */
  public static Event parse(byte @Nullable [] json) {
    return Json.read(READER, json, Event.class).checked();
  }

  private Event checked() {
    RecordText.name("event", event);
    RecordText.sentence("reason", reason);
    if (stream != null) {
      RecordText.name("stream", stream);
    }
    if (model != null) {
      RecordText.name("model", model);
    }
    if (source != null) {
      RecordText.name("source", source);
    }
    return this;
  }
}

package io.framecast.topics;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An event of a stream or a model. The record's timestamp is its time, the record's key is the
 * stream or the model.
 *
 * @param event the kind of event, such as {@link #RESET}
 * @param stream the stream, null for an event of a model
 * @param model the version, null for an event of a stream
 * @param source the position of the frame, as {@link RecordPosition} writes it; null without one
 * @param reason one sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Event(
    String event,
    @Nullable String stream,
    @Nullable String model,
    @Nullable String source,
    String reason) {

  /** A stream's state was reset to zero before this frame. */
  public static final String RESET = "reset";

  /**
   * A frame led to a prediction that is not finite. It is a dead letter; the state is unchanged.
   */
  public static final String QUARANTINED = "quarantined";

  /** A stream's state was recomputed from the frames that the topic still holds. */
  public static final String PRIMED = "primed";

  /** A stream continues with other weights. */
  public static final String SWAP = "swap";

  /** A stream had no frames for so long that its state was removed. */
  public static final String EVICTION = "eviction";

  /** A stream's key falls into two partitions, so that it has two states under one name. */
  public static final String SPLIT = "split";

  /** A version was rejected, by all or by a stream that keeps its version. */
  public static final String REFUSAL = "refusal";

  /** A version became the live one. */
  public static final String PROMOTION = "promotion";

  /** The version before became the live one again. */
  public static final String ROLLBACK = "rollback";

  /** The skill of a version's predictions fell. */
  public static final String DRIFT = "drift";

  /** The progress of retraining that started from a version. */
  public static final String ROUND = "round";

  /** Creates an event of a stream at a frame. */
  public Event(String event, String stream, @Nullable String source, String reason) {
    this(event, stream, null, source, RecordText.shorten(reason, RecordText.MOST_SENTENCE));
  }

  /** Creates an event of a version. */
  public static Event ofModel(String event, String model, String reason) {
    String fit = RecordText.shorten(reason, RecordText.MOST_SENTENCE);
    return new Event(event, null, model, null, fit);
  }

  /** Returns the stream or the model, which is the record's key. */
  public String subject() {
    return stream != null ? stream : model != null ? model : "";
  }

  public byte[] toJson() {
    return Json.write(this);
  }

  /** Reads an event; throws {@link InvalidRecordException} for any other value. */
  public static Event parse(byte @Nullable [] json) {
    return Json.read(json, Event.class).validate();
  }

  private Event validate() {
    RecordText.name("event", event);
    RecordText.sentence("reason", reason);
    optionalName("stream", stream);
    optionalName("model", model);
    optionalName("source", source);
    return this;
  }

  private static void optionalName(String field, @Nullable String found) {
    if (found != null) {
      RecordText.name(field, found);
    }
  }
}

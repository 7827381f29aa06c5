package io.framecast.predictor.streams;

import io.framecast.topics.RecordPosition;
import org.jspecify.annotations.Nullable;

/** Describes an output record for the operator's log, which shows it after the commit. */
public sealed interface Notice {
  /** Returns the stream's id, null if the record belongs to no stream. */
  @Nullable String stream();

  /** Returns the position of the input record that caused it, null for none. */
  @Nullable RecordPosition source();

  /** Returns one sentence, expected and found. */
  String sentence();

  /** An event of a stream was published. */
  record StreamEvent(
      EventType type, String stream, @Nullable RecordPosition source, String sentence)
      implements Notice {}

  /** A record became a dead letter. */
  record Rejection(@Nullable String stream, RecordPosition source, String sentence)
      implements Notice {}
}

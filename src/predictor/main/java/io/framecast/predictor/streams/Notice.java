package io.framecast.predictor.streams;

import io.framecast.topics.RecordPosition;
import org.jspecify.annotations.Nullable;

/** What an operator is told of an output record once it is committed. */
public sealed interface Notice {
  /** Returns the stream's name, null for a record of no stream. */
  @Nullable String stream();

  /** Returns the position of the record that led to it, null where there is none. */
  @Nullable RecordPosition source();

  /** Returns one sentence, expected and found. */
  String sentence();

  /** Something happened to a stream. */
  record StreamEvent(
      EventType type, String stream, @Nullable RecordPosition source, String sentence)
      implements Notice {}

  /** A record became a dead letter. */
  record Rejection(@Nullable String stream, RecordPosition source, String sentence)
      implements Notice {}
}

package io.framecast.trainer.verify;

import io.framecast.topics.RecordPosition;

/** The offsets of the frames whose predictions are checked, both inclusive. */
public record SourceRange(long from, long to) {

  public static final SourceRange ALL = new SourceRange(0, Long.MAX_VALUE);

  boolean contains(RecordPosition source) {
    return source.offset() >= from && source.offset() <= to;
  }

  @Override
  public String toString() {
    return from + " to " + (to == Long.MAX_VALUE ? "the newest" : to);
  }
}

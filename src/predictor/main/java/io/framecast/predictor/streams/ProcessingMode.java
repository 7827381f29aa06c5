package io.framecast.predictor.streams;

/** Selects what is published for a record; its stream steps in every mode. */
enum ProcessingMode {
  /** The record was processed and committed before: nothing is published again. */
  REPLAY,
  /** As {@link #REPLAY}, of a record that was processed as {@link #SHED}. */
  REPLAY_SHED,
  /** Too many records wait behind it: its prediction is not published. */
  SHED,
  /** All outputs of the record are published. */
  PUBLISH;

  /** Returns whether the record was processed and committed before. */
  boolean isReplay() {
    return this == REPLAY || this == REPLAY_SHED;
  }

  /** Returns whether the record's prediction is, or was, withheld. */
  boolean isShed() {
    return this == SHED || this == REPLAY_SHED;
  }
}

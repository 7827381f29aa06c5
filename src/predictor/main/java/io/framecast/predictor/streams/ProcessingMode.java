package io.framecast.predictor.streams;

/** What is published for a record; its stream's state takes it in every mode. */
enum ProcessingMode {
  /** The record was processed before it was committed: nothing is published again. */
  REPLAY,
  /** Too many records wait behind it: its prediction is not published. */
  SHED,
  PUBLISH
}

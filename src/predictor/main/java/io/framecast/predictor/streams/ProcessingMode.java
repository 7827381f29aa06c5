package io.framecast.predictor.streams;

/** Selects what is published for a record; its stream steps in every mode. */
enum ProcessingMode {
  /** The record was processed and committed before: nothing is published again. */
  REPLAY,
  /** Too many records wait behind it: its prediction is not published. */
  SHED,
  /** All outputs of the record are published. */
  PUBLISH
}

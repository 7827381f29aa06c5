package io.framecast.predictor.streams;

/** How a record is taken: its stream always learns from it. */
enum Mode {
  /** It was answered before, by whoever held the partition: nothing is said again. */
  SILENT,
  /** Too many wait behind it: its prediction is not published. */
  SKIPPED,
  ALOUD
}

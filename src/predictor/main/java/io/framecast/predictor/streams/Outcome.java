package io.framecast.predictor.streams;

/** What became of a record; every one becomes exactly one of these. */
public enum Outcome {
  PREDICTED,
  /** Its stream took it, and under overload its prediction was not published. */
  SKIPPED,
  DUPLICATE,
  REFUSED,
  ENDED
}

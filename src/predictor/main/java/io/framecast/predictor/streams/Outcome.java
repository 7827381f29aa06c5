package io.framecast.predictor.streams;

/** What became of a record; every one becomes exactly one of these. */
public enum Outcome {
  PREDICTED,
  DUPLICATE,
  REFUSED,
  ENDED
}

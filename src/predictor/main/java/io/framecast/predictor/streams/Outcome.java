package io.framecast.predictor.streams;

/** Classifies what happened to a record; every record has exactly one outcome. */
public enum Outcome {
  PREDICTED,
  /** Its stream accepted it, but under overload its prediction was not published. */
  SKIPPED,
  DUPLICATE,
  REFUSED,
  ENDED
}

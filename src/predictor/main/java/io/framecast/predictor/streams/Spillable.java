package io.framecast.predictor.streams;

/** Represents a state that the cache can move from memory to the local disk. */
interface Spillable {
  /** Moves the state to the local disk; returns false if that fails. */
  boolean spill();
}

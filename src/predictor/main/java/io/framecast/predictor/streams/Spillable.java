package io.framecast.predictor.streams;

/** Leaves memory when the cache of states needs room. */
interface Spillable {
  /** Moves the state to the local disk; returns false where that cannot be done. */
  boolean spill();
}

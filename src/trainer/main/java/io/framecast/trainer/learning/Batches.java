package io.framecast.trainer.learning;

/** Generates endless batches, whose targets are the frame after each frame. */
public interface Batches {

  /** Returns the next batch. */
  Batch next();

  /** Returns how many sequences of a batch are clips of their own; they come before streams. */
  int clips();
}

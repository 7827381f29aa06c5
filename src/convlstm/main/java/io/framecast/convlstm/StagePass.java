package io.framecast.convlstm;

/** Computes one stage for frames of one size: reads and replaces the features of the workspace. */
interface StagePass extends AutoCloseable {

  void run(State state);

  /** Frees native memory, if the stage has any. */
  @Override
  default void close() {}
}

package io.framecast.predictor.streams;

/** The work to do with one stream. */
interface StreamJob {
  StreamProcessor stream();

  /**
   * Does the work, or continues it.
   *
   * @param isLast whether it is the last attempt, at which no shortage is reported
   */
  void run(WorkerContext worker, boolean isLast) throws MemoryShortageException;
}

package io.framecast.predictor.streams;

/** Does work on one stream, run by a worker. */
interface StreamJob {
  /** Returns the stream that the job works on. */
  StreamProcessor stream();

  /**
   * Runs the job, or continues it after a memory shortage.
   *
   * @param isLast whether it is the last attempt, which reports no shortage
   */
  void run(WorkerContext worker, boolean isLast) throws MemoryShortageException;
}

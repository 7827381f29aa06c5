package io.framecast.predictor;

/** How far the loop has come. */
enum Phase {
  /** The step is being prepared. */
  STARTING,
  /** The broker does not answer yet. */
  WAITING_FOR_BROKER,
  /** The consumer group has not yet told us our partitions. */
  JOINING,
  /** Streams are being brought back: from their checkpoints and the frames after those. */
  RESTORING,
  SERVING,
  STOPPED,
  /** The loop ended by itself; the process is to end too. */
  FAILED
}

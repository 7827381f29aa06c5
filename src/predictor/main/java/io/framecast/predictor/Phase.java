package io.framecast.predictor;

/** Names the phases of the predictor, which its readiness check shows. */
enum Phase {
  /** The workers are being prepared. */
  STARTING,
  /** The broker does not answer yet. */
  WAITING_FOR_BROKER,
  /** The consumer group has not assigned partitions yet. */
  JOINING,
  /** Streams are restored from their checkpoints and the frames after those. */
  RESTORING,
  SERVING,
  STOPPED,
  /** The loop failed, and the process ends too. */
  FAILED
}

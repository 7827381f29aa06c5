package io.framecast.predictor.streams;

import io.framecast.topics.RecordPosition;

/** Identifies a stream by its id and the partition of the frames topic that holds its records. */
record StreamKey(String id, String topic, int partition) {

  /** Returns the position of one of its records. */
  RecordPosition at(long offset) {
    return new RecordPosition(topic, partition, offset);
  }
}

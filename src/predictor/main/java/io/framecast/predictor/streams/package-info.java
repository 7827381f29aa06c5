/**
 * Processes the frames of streams, without a broker and without the service around it: records in,
 * records out. A stream is the series of frames with one key; the library Kafka Streams is not
 * used.
 */
@NullMarked
package io.framecast.predictor.streams;

import org.jspecify.annotations.NullMarked;

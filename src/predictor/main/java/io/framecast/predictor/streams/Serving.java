package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.Limits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.CheckpointRecords;
import io.framecast.topics.DeadLetter;
import io.framecast.topics.Event;
import io.framecast.topics.StreamId;
import io.framecast.topics.Topics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What all streams are served with.
 *
 * @param recordBytes the largest record that each topic takes, by its name; a topic that is not
 *     named takes any
 * @param residents which of them are in memory
 */
public record Serving(
    LiveWeights weights,
    Topics topics,
    Limits limits,
    Rules rules,
    Map<String, Integer> recordBytes,
    Residents residents) {

  /** Large enough for the state of an ordinary stream, small enough to be one of many. */
  private static final int MOST_PART_BYTES = 4 << 20;

  /** No encoding takes more than that for one sample, nor for what surrounds all of them. */
  private static final int SAMPLE_BYTES = 8;

  private static final int AROUND_BYTES = 4 << 10;

  /** More than a record costs beside its key, value and headers. */
  private static final int RECORD_OVERHEAD = 128;

  private static final int HEADER_OVERHEAD = 10;

  /** A key of 256 bytes and a header go with each part of a checkpoint. */
  private static final int PART_OVERHEAD = 1 << 10;

  FrameDecoder decoder() {
    return new FrameDecoder(limits);
  }

  /** The frame in the channels of these weights. */
  static Frame forModel(Frame frame, Weights weights) throws RefusedFrameException {
    int wanted = weights.configuration().channels();
    boolean converts = frame.channels() == 1 || frame.channels() == 3;
    if (frame.channels() == wanted || (converts && (wanted == 1 || wanted == 3))) {
      return frame.withChannels(wanted);
    }
    throw new RefusedFrameException(
        "expected a frame of %d channels, grey or RGB for model %s, found %d"
            .formatted(wanted, weights.version(), frame.channels()));
  }

  /** Checkpoints in parts that the topic takes. */
  CheckpointRecords checkpoints() {
    int limit = recordBytes.getOrDefault(topics.checkpoints(), Integer.MAX_VALUE);
    return new CheckpointRecords(
        topics.checkpoints(), Math.max(1, Math.min(MOST_PART_BYTES, limit - PART_OVERHEAD)));
  }

  ProducerRecord<byte[], byte[]> event(Event event) {
    return new ProducerRecord<>(topics.events(), StreamId.bytes(event.subject()), event.toJson());
  }

  /** Whether the prediction after a frame like this one fits, whatever it is. */
  boolean surelyFits(Frame frame) {
    Integer limit = recordBytes.get(topics.predictions());
    return limit == null || (long) SAMPLE_BYTES * frame.pixels().length + AROUND_BYTES <= limit;
  }

  boolean fits(ProducerRecord<byte[], byte[]> record) {
    Integer limit = recordBytes.get(record.topic());
    return limit == null || size(record) <= limit;
  }

  /** The record for the dead-letter topic; without what was received where that is too large. */
  ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> refused, Exception reason) {
    ProducerRecord<byte[], byte[]> letter = DeadLetter.of(topics.deadLetters(), refused, reason);
    return fits(letter) ? letter : DeadLetter.reasonsOnly(topics.deadLetters(), refused, reason);
  }

  private static long size(ProducerRecord<byte[], byte[]> record) {
    long bytes = (long) RECORD_OVERHEAD + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += HEADER_OVERHEAD + 3L * header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}

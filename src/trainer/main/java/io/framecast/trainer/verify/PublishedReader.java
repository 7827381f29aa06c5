package io.framecast.trainer.verify;

import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.HeaderText;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Tells predictions and forecasts from other records of their topics. */
final class PublishedReader {

  private final Set<TopicPartition> frames;
  private final FrameDecoder decoder;

  /**
   * Reads predictions of frames.
   *
   * @param frames partitions of the frames topic
   * @param limits of a frame; a prediction may need more bytes than its frame
   */
  PublishedReader(Set<TopicPartition> frames, FrameLimits limits) {
    this.frames = frames;
    this.decoder =
        new FrameDecoder(new FrameLimits(limits.maxHeight(), limits.maxWidth(), Integer.MAX_VALUE));
  }

  /** Reads a record as a prediction, or says why it is none. */
  PublishedRecord read(ConsumerRecord<byte[], byte[]> record) {
    RecordPosition at = RecordPosition.of(record);
    try {
      Prediction prediction = Prediction.of(record);
      if (!isFrameSource(prediction.source())) {
        throw new InvalidRecordException(
            "expected a source among the frames, found " + prediction.source());
      }
      decoder.decode(prediction.value(), prediction.contentType());
      return new PublishedRecord.Whole(at, prediction);
    } catch (InvalidRecordException | RefusedFrameException e) {
      return new PublishedRecord.Malformed(
          at, frame(record), lead(record), String.valueOf(e.getMessage()));
    }
  }

  private static int lead(ConsumerRecord<byte[], byte[]> record) {
    String text = HeaderText.text(record.headers(), FrameHeaders.HORIZON);
    try {
      return text == null ? 1 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private boolean isFrameSource(RecordPosition source) {
    return frames.contains(new TopicPartition(source.topic(), source.partition()));
  }

  private @Nullable RecordPosition frame(ConsumerRecord<byte[], byte[]> record) {
    String text = HeaderText.text(record.headers(), FrameHeaders.SOURCE);
    try {
      RecordPosition source = text == null ? null : RecordPosition.parse(text);
      return source != null && isFrameSource(source) ? source : null;
    } catch (InvalidRecordException e) {
      return null;
    }
  }
}

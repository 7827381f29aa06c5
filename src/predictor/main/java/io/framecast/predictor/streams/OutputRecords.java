package io.framecast.predictor.streams;

import io.framecast.frames.FrameHeaders;
import io.framecast.predictor.checkpoints.CheckpointRecords;
import io.framecast.predictor.streams.Notice.Rejection;
import io.framecast.predictor.streams.Notice.StreamEvent;
import io.framecast.topics.DeadLetter;
import io.framecast.topics.Event;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.StreamId;
import io.framecast.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Creates the records of the output topics, within their size limits.
 *
 * @param recordBytes the current size limit of each topic's records, by topic name; it may change
 *     between two batches, and a topic without an entry has no limit
 */
record OutputRecords(Topics topics, Map<String, Integer> recordBytes) {

  /** The largest part: enough for the state of an ordinary stream, small beside other records. */
  private static final int MAX_PART_BYTES = 4 << 20;

  /** The most parts of a checkpoint: the record's key holds a part's number as u16. */
  private static final int MAX_PARTS = 0xffff;

  /** The longest array that every JVM allocates. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /** An upper bound for the key, of up to 256 bytes, and the headers of a part. */
  private static final int PART_OVERHEAD = 1 << 10;

  /** Returns a writer of checkpoints, with parts of a size that the topic allows. */
  CheckpointRecords checkpoints() {
    return new CheckpointRecords(topics, partBytes());
  }

  private int partBytes() {
    int limit = recordBytes.getOrDefault(topics.checkpoints(), Integer.MAX_VALUE);
    return Math.max(1, Math.min(MAX_PART_BYTES, limit - PART_OVERHEAD));
  }

  /** Returns the size in bytes of the largest checkpoint that an array and the topic can hold. */
  long maxCheckpointBytes() {
    int part = partBytes();
    return Math.min((long) MAX_PARTS * part, MAX_ARRAY - part);
  }

  /** Returns the record of a stream's event, caused by the record at this position. */
  Output event(StreamKey key, @Nullable RecordPosition at, EventDetail detail) {
    String source = at == null ? null : at.toString();
    Event event = new Event(detail.type().wireName(), key.id(), source, detail.sentence());
    return new Output(
        new ProducerRecord<>(topics.events(), StreamId.bytes(key.id()), event.toJson()),
        new StreamEvent(detail.type(), key.id(), at, event.reason()));
  }

  /** Returns the record of a stream's score. */
  Output score(StreamKey key, PredictionScore score) {
    return Output.of(
        new ProducerRecord<>(
            topics.scores(), key.partition(), StreamId.bytes(key.id()), score.toJson()));
  }

  /** Returns whether the record is within its topic's size limit. */
  boolean fits(ProducerRecord<byte[], byte[]> record) {
    Integer limit = recordBytes.get(record.topic());
    return limit == null || RecordLimits.size(record) <= limit;
  }

  /**
   * Returns the record for the dead-letter topic.
   *
   * @param stream null if the record belongs to no stream
   */
  Output deadLetter(
      ConsumerRecord<byte[], byte[]> refused, @Nullable String stream, Throwable reason) {
    return new Output(
        letter(refused, reason),
        new Rejection(stream, RecordPosition.of(refused), Failure.describe(reason)));
  }

  /** Returns a dead letter, without the rejected record if it would be too large. */
  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> refused, Throwable reason) {
    ProducerRecord<byte[], byte[]> letter =
        withSentence(DeadLetter.of(topics.deadLetters(), refused, reason), reason);
    return fits(letter)
        ? letter
        : withSentence(DeadLetter.reasonsOnly(topics.deadLetters(), refused, reason), reason);
  }

  /** Returns the dead letter with a limited reason; the received headers are unchanged. */
  private static ProducerRecord<byte[], byte[]> withSentence(
      ProducerRecord<byte[], byte[]> letter, Throwable reason) {
    String sentence = Failure.describe(reason);
    if (sentence.equals(reason.getMessage())) {
      return letter;
    }
    Header old = letter.headers().lastHeader(FrameHeaders.ERROR_MESSAGE);
    List<Header> headers = new ArrayList<>();
    letter.headers().forEach(headers::add);
    headers.replaceAll(
        header ->
            header.equals(old) && header.value() == old.value()
                ? new RecordHeader(header.key(), sentence.getBytes(StandardCharsets.UTF_8))
                : header);
    return new ProducerRecord<>(letter.topic(), null, letter.key(), letter.value(), headers);
  }
}

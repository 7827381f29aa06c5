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
 * Makes the records of the output topics, in sizes that these take.
 *
 * @param recordBytes the largest record that each topic takes now, by its name, which may change
 *     between two batches; a topic that is not named takes any
 */
record OutputRecords(Topics topics, Map<String, Integer> recordBytes) {

  /** Large enough for the state of an ordinary stream, small enough to be one of many. */
  private static final int MOST_PART_BYTES = 4 << 20;

  /** A part's number is a u16 of its record's key. */
  private static final int MOST_PARTS = 0xffff;

  /** What every JVM puts into one array. */
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** A key of 256 bytes and a header go with each part of a checkpoint. */
  private static final int PART_OVERHEAD = 1 << 10;

  /** Checkpoints in parts that the topic takes. */
  CheckpointRecords checkpoints() {
    return new CheckpointRecords(topics.checkpoints(), partBytes());
  }

  private int partBytes() {
    int limit = recordBytes.getOrDefault(topics.checkpoints(), Integer.MAX_VALUE);
    return Math.max(1, Math.min(MOST_PART_BYTES, limit - PART_OVERHEAD));
  }

  /** Bytes of the largest checkpoint that an array holds and the topic takes. */
  long largestCheckpoint() {
    int part = partBytes();
    return Math.min((long) MOST_PARTS * part, LARGEST_ARRAY - part);
  }

  /** Returns an event of a stream, of the record at this position. */
  Output event(StreamKey key, @Nullable RecordPosition at, EventDetail detail) {
    String source = at == null ? null : at.toString();
    Event event = new Event(detail.type().wireName(), key.id(), source, detail.sentence());
    return new Output(
        new ProducerRecord<>(topics.events(), StreamId.bytes(key.id()), event.toJson()),
        new StreamEvent(detail.type(), key.id(), at, event.reason()));
  }

  Output score(StreamKey key, PredictionScore score) {
    return Output.silent(
        new ProducerRecord<>(
            topics.scores(), key.partition(), StreamId.bytes(key.id()), score.toJson()));
  }

  boolean fits(ProducerRecord<byte[], byte[]> record) {
    Integer limit = recordBytes.get(record.topic());
    return limit == null || RecordLimits.size(record) <= limit;
  }

  /**
   * Returns the record for the dead-letter topic.
   *
   * @param stream null for a record of no stream
   */
  Output deadLetter(
      ConsumerRecord<byte[], byte[]> refused, @Nullable String stream, Throwable reason) {
    return new Output(
        letter(refused, reason),
        new Rejection(stream, RecordPosition.of(refused), Failure.describe(reason)));
  }

  /** Without what was received where that is too large. */
  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> refused, Throwable reason) {
    ProducerRecord<byte[], byte[]> letter =
        withSentence(DeadLetter.of(topics.deadLetters(), refused, reason), reason);
    return fits(letter)
        ? letter
        : withSentence(DeadLetter.reasonsOnly(topics.deadLetters(), refused, reason), reason);
  }

  /** What was received stays as it is, and the reason is one sentence of bounded length. */
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

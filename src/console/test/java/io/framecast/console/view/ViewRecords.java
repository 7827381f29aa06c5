package io.framecast.console.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records of frames, predictions, forecasts and scores as a consumer returns them. */
public final class ViewRecords {
  public static final Topics TOPICS = Topics.DEFAULT;

  /** The time of the tests, milliseconds since 1970. */
  public static final long NOW = 1_000_000_000L;

  private ViewRecords() {}

  /** Returns an image of 24 by 10 pixels, another one for each number. */
  static byte[] png(int number) {
    float[] pixels = new float[240];
    Random random = new Random(number);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 255f;
    }
    return Encoding.PNG8.encode(new Frame(10, 24, 1, pixels));
  }

  static ConsumerRecord<byte[], byte[]> frame(String stream, long sequence, int offset) {
    Headers headers = new RecordHeaders();
    headers.add("sequence", Long.toString(sequence).getBytes(UTF_8));
    return record(TOPICS.frames(), offset, stream, png(offset), headers, NOW - 2_000);
  }

  static ConsumerRecord<byte[], byte[]> end(String stream, int offset) {
    return record(TOPICS.frames(), offset, stream, null, new RecordHeaders(), NOW - 2_000);
  }

  static ConsumerRecord<byte[], byte[]> prediction(
      String stream, int source, long seen, long latency) {
    return prediction(new RecordPosition(TOPICS.frames(), 2, source), stream, seen, latency);
  }

  public static ConsumerRecord<byte[], byte[]> prediction(
      RecordPosition from, String stream, long seen, long latency) {
    ProducerRecord<byte[], byte[]> made =
        new Prediction(
                stream,
                png(100 + (int) from.offset()),
                "image/png",
                null,
                "v0",
                1,
                from,
                seen,
                0,
                SpanContext.getInvalid())
            .toRecord(TOPICS.predictions());
    return record(
        TOPICS.predictions(),
        from.offset(),
        stream,
        made.value(),
        made.headers(),
        NOW - 2_000 + latency);
  }

  static ConsumerRecord<byte[], byte[]> score(String stream, int source, double skill) {
    return score(new RecordPosition(TOPICS.frames(), 2, source), stream, skill, NOW - 2_000);
  }

  static ConsumerRecord<byte[], byte[]> score(
      RecordPosition from, String stream, double skill, long at) {
    PredictionScore score =
        new PredictionScore(stream, null, from.toString(), "v0", .1, .1, .1, .9, skill, null);
    return record(TOPICS.scores(), from.offset(), stream, score.toJson(), new RecordHeaders(), at);
  }

  /** Returns the score of the prediction that was made so many frames ahead. */
  static ConsumerRecord<byte[], byte[]> score(
      String stream, int source, int lead, double mse, double skill, long at) {
    String frame = new RecordPosition(TOPICS.frames(), 2, source).toString();
    PredictionScore score =
        new PredictionScore(stream, null, frame, "v0", mse, .1, .1, .9, skill, lead);
    return record(TOPICS.scores(), source, stream, score.toJson(), new RecordHeaders(), at);
  }

  /** Returns a forecast with an image of {@link #ahead}. */
  static ConsumerRecord<byte[], byte[]> forecast(String stream, int source, int lead) {
    return forecast(stream, source, lead, ahead(source, lead));
  }

  static ConsumerRecord<byte[], byte[]> forecast(
      String stream, int source, int lead, byte[] image) {
    RecordPosition from = new RecordPosition(TOPICS.frames(), 2, source);
    ProducerRecord<byte[], byte[]> made =
        new Prediction(
                stream,
                image,
                "image/png",
                1_000L + source + lead,
                "v0",
                lead,
                from,
                9,
                0,
                SpanContext.getInvalid())
            .toRecord(TOPICS.forecasts());
    return record(
        TOPICS.forecasts(),
        1_000L * source + lead,
        stream,
        made.value(),
        made.headers(),
        NOW - 1_000);
  }

  /** Returns the image that is forecast so many frames after this one. */
  static byte[] ahead(int source, int lead) {
    return png(1_000 * lead + source);
  }

  /** Returns the record as it is in another partition. */
  static ConsumerRecord<byte[], byte[]> in(int partition, ConsumerRecord<byte[], byte[]> r) {
    return new ConsumerRecord<>(
        r.topic(),
        partition,
        r.offset(),
        r.timestamp(),
        TimestampType.CREATE_TIME,
        0,
        0,
        r.key(),
        r.value(),
        r.headers(),
        Optional.empty());
  }

  static ConsumerRecord<byte[], byte[]> record(
      String topic, long offset, String key, byte[] value, Headers headers, long at) {
    return new ConsumerRecord<>(
        topic,
        2,
        offset,
        at,
        TimestampType.CREATE_TIME,
        0,
        0,
        key == null ? null : key.getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }
}

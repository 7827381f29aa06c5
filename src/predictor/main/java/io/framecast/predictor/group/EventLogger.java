package io.framecast.predictor.group;

import static java.util.Objects.requireNonNull;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Event;
import io.framecast.topics.Source;
import io.framecast.topics.StreamId;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says in the log what committed records tell of streams: events and dead letters, each with topic,
 * partition, offset, stream and version as fields. Not more than some in a second, since strangers
 * decide how many there are; the topics hold all of them.
 */
final class EventLogger {
  static final int MOST_IN_A_SECOND = 20;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Set<String> AMISS = Set.of(Event.QUARANTINED, Event.REFUSAL);

  private final Topics topics;
  private final Logger log;
  private long since;
  private int said;
  private int unsaid;

  EventLogger(Topics topics) {
    this(topics, LoggerFactory.getLogger(EventLogger.class));
  }

  EventLogger(Topics topics, Logger log) {
    this.topics = topics;
    this.log = log;
  }

  /**
   * These are committed.
   *
   * @param model the version that the stream is served with; null where it is not known
   */
  void committed(List<ProducerRecord<byte[], byte[]>> records, @Nullable String model, long nanos) {
    if (nanos - since >= SECOND) {
      if (unsaid > 0) {
        log.warn("and {} more, see {} and {}", unsaid, topics.events(), topics.deadLetters());
      }
      since = nanos;
      said = 0;
      unsaid = 0;
    }
    for (ProducerRecord<byte[], byte[]> record : records) {
      boolean event = record.topic().equals(topics.events());
      if (!event && !record.topic().equals(topics.deadLetters())) {
        continue;
      }
      if (said == MOST_IN_A_SECOND) {
        unsaid++;
      } else {
        said++;
        log(record, event, model);
      }
    }
  }

  /** What is committed stands, whatever its log line leads to. */
  private void log(ProducerRecord<byte[], byte[]> record, boolean isEvent, @Nullable String model) {
    try {
      if (isEvent) {
        event(Event.parse(record.value()), model);
      } else {
        refused(record, model);
      }
    } catch (RuntimeException e) {
      log.warn(
          "a record of {} is committed, and cannot be logged: {}", record.topic(), e.toString());
    }
  }

  private void event(Event event, @Nullable String model) {
    Level level = AMISS.contains(event.event()) ? Level.WARN : Level.INFO;
    Source at = event.source() == null ? null : Source.parse(event.source());
    line(level, at, event.stream(), model).log("{}: {}", event.event(), event.reason());
  }

  private void refused(ProducerRecord<byte[], byte[]> letter, @Nullable String model) {
    Headers headers = letter.headers();
    Source at =
        new Source(
            text(headers, FrameHeaders.ORIGINAL_TOPIC),
            Integer.parseInt(text(headers, FrameHeaders.ORIGINAL_PARTITION)),
            Long.parseLong(text(headers, FrameHeaders.ORIGINAL_OFFSET)));
    line(Level.WARN, at, stream(letter), model)
        .log("refused: {}", text(headers, FrameHeaders.ERROR_MESSAGE));
  }

  private static String text(Headers headers, String name) {
    return requireNonNull(TextHeaders.text(headers, name));
  }

  /** Null where its key is the name of none. */
  private static @Nullable String stream(ProducerRecord<byte[], byte[]> letter) {
    try {
      return StreamId.of(letter.key());
    } catch (RefusedFrameException e) {
      return null;
    }
  }

  private LoggingEventBuilder line(
      Level level, @Nullable Source at, @Nullable String stream, @Nullable String model) {
    LoggingEventBuilder line = log.atLevel(level);
    if (at != null) {
      line =
          line.addKeyValue("topic", at.topic())
              .addKeyValue("partition", at.partition())
              .addKeyValue("offset", at.offset());
    }
    if (stream != null) {
      line = line.addKeyValue("stream", stream);
    }
    if (model != null) {
      line = line.addKeyValue("version", model);
    }
    return line;
  }
}

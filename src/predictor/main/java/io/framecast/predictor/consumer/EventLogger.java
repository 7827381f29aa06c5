package io.framecast.predictor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.FrameHeaders.IgnoredHeader;
import io.framecast.predictor.streams.EventType;
import io.framecast.predictor.streams.Notice;
import io.framecast.predictor.streams.Notice.StreamEvent;
import io.framecast.predictor.streams.Output;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs the events and dead letters that are committed, each with topic, partition, offset, stream
 * and version as fields. Producers of frames decide how many there are, so it limits the lines per
 * second; the topics hold all of them.
 */
final class EventLogger {
  static final int MOST_IN_A_SECOND = 20;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Set<EventType> WARN_EVENTS =
      Set.of(EventType.QUARANTINED, EventType.REFUSAL, EventType.SPLIT);

  private final Topics topics;
  private final Logger log;
  private final Map<String, ThrottledLog> ignored = new HashMap<>();
  private long since;
  private int logged;
  private int suppressed;

  EventLogger(Topics topics) {
    this(topics, LoggerFactory.getLogger(EventLogger.class));
  }

  EventLogger(Topics topics, Logger log) {
    this.topics = topics;
    this.log = log;
  }

  /**
   * Logs the notices of these committed outputs.
   *
   * @param model the version that serves the stream; null if it is not known
   */
  void log(List<Output> outputs, @Nullable String model, long nanos) {
    if (nanos - since >= SECOND) {
      if (suppressed > 0) {
        log.warn("and {} more, see {} and {}", suppressed, topics.events(), topics.deadLetters());
      }
      since = nanos;
      logged = 0;
      suppressed = 0;
    }
    for (Output output : outputs) {
      Notice notice = output.notice();
      if (notice != null && logged == MOST_IN_A_SECOND) {
        suppressed++;
      } else if (notice != null) {
        logged++;
        logNotice(notice, model);
      }
    }
  }

  private void logNotice(Notice notice, @Nullable String model) {
    if (notice instanceof StreamEvent event) {
      Level level = WARN_EVENTS.contains(event.type()) ? Level.WARN : Level.INFO;
      line(level, notice, model).log("{}: {}", event.type().wireName(), event.sentence());
    } else {
      line(Level.WARN, notice, model).log("refused: {}", notice.sentence());
    }
  }

  /**
   * Logs headers of an accepted frame that cannot be read. A producer that writes one writes it in
   * every frame, so each name is logged at most every 30 s.
   */
  void logIgnored(RecordPosition at, byte[] key, List<IgnoredHeader> headers) {
    for (IgnoredHeader header : headers) {
      ignored
          .computeIfAbsent(header.name(), name -> new ThrottledLog())
          .log(
              times ->
                  line(Level.WARN, at, new String(key, UTF_8), null)
                      .log(
                          "header {} is ignored, {} times since this was last logged: {}",
                          header.name(),
                          times,
                          header.reason()));
    }
  }

  private LoggingEventBuilder line(Level level, Notice notice, @Nullable String model) {
    return line(level, notice.source(), notice.stream(), model);
  }

  private LoggingEventBuilder line(
      Level level, @Nullable RecordPosition at, @Nullable String stream, @Nullable String model) {
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

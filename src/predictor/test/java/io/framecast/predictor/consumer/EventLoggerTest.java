package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.predictor.streams.EventType;
import io.framecast.predictor.streams.Notice;
import io.framecast.predictor.streams.Output;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoggerTest {
  private static final Topics TOPICS = Topics.DEFAULT;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private EventLogger events;

  @BeforeEach
  void listen() {
    Logger logger = new LoggerContext().getLogger("events");
    lines.start();
    logger.addAppender(lines);
    events = new EventLogger(TOPICS, logger);
  }

  @Test
  void logsAnEventWithItsPositionStreamAndVersion() {
    events.log(List.of(reset("cam1")), "v7", 0);
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage()).isEqualTo("reset: expected 3, found 9");
    assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.INFO);
    assertThat(fields(lines.list.get(0)))
        .containsExactly(
            "topic=framecast.frames", "partition=3", "offset=1841", "stream=cam1", "version=v7");
  }

  @Test
  void logsADeadLetterWithItsReasonAndPosition() {
    Notice refused =
        new Notice.Rejection(
            "cam2", new RecordPosition("framecast.frames", 2, 77), "expected a PNG, found {}");
    events.log(List.of(output(refused)), "v7", 0);
    ILoggingEvent line = lines.list.get(0);
    assertThat(line.getFormattedMessage()).isEqualTo("refused: expected a PNG, found {}");
    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertThat(fields(line))
        .containsExactly(
            "topic=framecast.frames", "partition=2", "offset=77", "stream=cam2", "version=v7");
  }

  @Test
  void logsARecordWithoutAStreamWithItsPositionOnly() {
    Notice refused =
        new Notice.Rejection(null, new RecordPosition("framecast.frames", 2, 77), "no stream");
    events.log(List.of(output(refused)), null, 0);
    assertThat(fields(lines.list.get(0)))
        .containsExactly("topic=framecast.frames", "partition=2", "offset=77");
  }

  @Test
  void limitsTheLoggedEventsOfASecond() {
    events.log(Collections.nCopies(1_000, reset("cam")), "v7", 0);
    assertThat(lines.list).hasSize(EventLogger.MOST_IN_A_SECOND);
    events.log(List.of(), null, Duration.ofMillis(999).toNanos());
    assertThat(lines.list).hasSize(EventLogger.MOST_IN_A_SECOND);
    events.log(List.of(reset("cam")), "v7", Duration.ofSeconds(1).toNanos());
    assertThat(lines.list).hasSize(EventLogger.MOST_IN_A_SECOND + 2);
    assertThat(lines.list.get(EventLogger.MOST_IN_A_SECOND).getFormattedMessage())
        .isEqualTo("and 980 more, see framecast.events and framecast.frames.dlq");
  }

  @Test
  void logsNoOutputWithoutANotice() {
    events.log(List.of(output(null)), "v7", 0);
    assertThat(lines.list).isEmpty();
  }

  private static Output reset(String stream) {
    RecordPosition at = new RecordPosition("framecast.frames", 3, 1841);
    return output(new Notice.StreamEvent(EventType.RESET, stream, at, "expected 3, found 9"));
  }

  private static Output output(@Nullable Notice notice) {
    return new Output(new ProducerRecord<>("any", new byte[1], new byte[1]), notice);
  }

  private static List<String> fields(ILoggingEvent line) {
    return line.getKeyValuePairs().stream().map(pair -> pair.key + "=" + pair.value).toList();
  }
}

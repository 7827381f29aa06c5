package io.framecast.predictor.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.topics.DeadLetter;
import io.framecast.topics.Event;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoggerTest {
  private static final Topics TOPICS = Topics.DEFAULT;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private EventLogger journal;

  @BeforeEach
  void listen() {
    Logger logger = new LoggerContext().getLogger("journal");
    lines.start();
    logger.addAppender(lines);
    journal = new EventLogger(TOPICS, logger);
  }

  @Test
  void anEventIsSaidWithItsPlaceStreamAndVersion() {
    journal.committed(List.of(reset("cam1")), "v7", 0);
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage()).isEqualTo("reset: expected 3, found 9");
    assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.INFO);
    assertThat(fields(lines.list.get(0)))
        .containsExactly(
            "topic=framecast.frames", "partition=3", "offset=1841", "stream=cam1", "version=v7");
  }

  @Test
  void aDeadLetterIsSaidWithTheReasonAndItsPlaceWhateverItsOwnHeadersSay() {
    ConsumerRecord<byte[], byte[]> frame =
        new ConsumerRecord<>("framecast.frames", 2, 77, "cam2".getBytes(UTF_8), new byte[1]);
    frame.headers().add("framecast-original-partition", "many".getBytes(UTF_8));
    Exception reason = new IllegalArgumentException("expected a PNG, found {}");
    journal.committed(List.of(DeadLetter.of(TOPICS.deadLetters(), frame, reason)), "v7", 0);
    ILoggingEvent line = lines.list.get(0);
    assertThat(line.getFormattedMessage()).isEqualTo("refused: expected a PNG, found {}");
    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertThat(fields(line))
        .containsExactly(
            "topic=framecast.frames", "partition=2", "offset=77", "stream=cam2", "version=v7");
  }

  @Test
  void aRecordOfNoStreamIsSaidWithItsPlaceOnly() {
    for (byte[] key : new byte[][] {null, new byte[300], {(byte) 0xff}}) {
      ConsumerRecord<byte[], byte[]> frame =
          new ConsumerRecord<>("framecast.frames", 2, 77, key, new byte[1]);
      Exception reason = new IllegalArgumentException("no stream");
      journal.committed(List.of(DeadLetter.of(TOPICS.deadLetters(), frame, reason)), null, 0);
    }
    assertThat(lines.list)
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(fields(line))
                    .containsExactly("topic=framecast.frames", "partition=2", "offset=77"));
  }

  @Test
  void strangersDoNotFillTheLog() {
    journal.committed(Collections.nCopies(1_000, reset("cam")), "v7", 0);
    assertThat(lines.list).hasSize(EventLogger.MOST_IN_A_SECOND);
    journal.committed(List.of(), null, Duration.ofMillis(999).toNanos());
    assertThat(lines.list).hasSize(EventLogger.MOST_IN_A_SECOND);
    journal.committed(List.of(reset("cam")), "v7", Duration.ofSeconds(1).toNanos());
    assertThat(lines.list).hasSize(EventLogger.MOST_IN_A_SECOND + 2);
    assertThat(lines.list.get(EventLogger.MOST_IN_A_SECOND).getFormattedMessage())
        .isEqualTo("and 980 more, see framecast.events and framecast.frames.dlq");
  }

  @Test
  void whatIsNoNewsIsNotSaid() {
    journal.committed(
        List.of(new ProducerRecord<>(TOPICS.predictions(), new byte[1], new byte[1])), "v7", 0);
    assertThat(lines.list).isEmpty();
  }

  @Test
  void aRecordThatCannotBeReadBackIsNamedAndEndsNothing() {
    journal.committed(
        List.of(
            new ProducerRecord<>(TOPICS.events(), new byte[1], "null".getBytes(UTF_8)),
            new ProducerRecord<>(TOPICS.deadLetters(), new byte[1], new byte[1]),
            reset("cam1")),
        "v7",
        0);
    assertThat(lines.list).hasSize(3);
    assertThat(lines.list.get(0).getFormattedMessage())
        .startsWith("a record of framecast.events is committed, and cannot be logged: ");
    assertThat(lines.list.get(2).getFormattedMessage()).isEqualTo("reset: expected 3, found 9");
  }

  private static ProducerRecord<byte[], byte[]> reset(String stream) {
    Event event = new Event(Event.RESET, stream, "framecast.frames-3@1841", "expected 3, found 9");
    return new ProducerRecord<>(TOPICS.events(), stream.getBytes(UTF_8), event.toJson());
  }

  private static List<String> fields(ILoggingEvent line) {
    return line.getKeyValuePairs().stream().map(pair -> pair.key + "=" + pair.value).toList();
  }
}

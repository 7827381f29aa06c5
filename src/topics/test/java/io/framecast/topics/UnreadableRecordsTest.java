package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.frames.RefusedFrameException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnreadableRecordsTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(UnreadableRecords.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final UnreadableRecords unreadable = new UnreadableRecords();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
  }

  @Test
  void countsEachUnreadableRecordAndLogsTheFirstOfATopic() {
    for (int offset = 0; offset < 5; offset++) {
      assertThat(
              unreadable.read(
                  record("scores", offset),
                  r -> {
                    throw new InvalidRecordException("expected a, found b");
                  }))
          .isFalse();
    }
    unreadable.add(record("events", 7), "expected c, found d");
    assertThat(unreadable.count("scores")).isEqualTo(5);
    assertThat(unreadable.count("events")).isEqualTo(1);
    assertThat(unreadable.count("frames")).isZero();
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "unreadable record scores-3@0: expected a, found b",
            "unreadable record events-3@7: expected c, found d");
  }

  @Test
  void countsARecordOfTwoReadersOnce() {
    unreadable.add(record("models", 4), "expected a, found b");
    unreadable.add(record("models", 4), "expected a, found b");
    unreadable.add(record("models", 2), "expected a, found b");
    assertThat(unreadable.count("models")).isEqualTo(1);
  }

  @Test
  void countsAFailureOfTheReaderButNotOfTheBroker() {
    assertThat(
            unreadable.read(
                record("t", 0),
                r -> {
                  throw new IndexOutOfBoundsException("5");
                }))
        .isFalse();
    assertThat(
            unreadable.read(
                record("t", 1),
                r -> {
                  throw new RefusedFrameException("expected a frame, found none");
                }))
        .isFalse();
    assertThatThrownBy(
            () ->
                unreadable.read(
                    record("t", 2),
                    r -> {
                      throw new TimeoutException("away");
                    }))
        .isInstanceOf(TimeoutException.class);
    assertThat(unreadable.read(record("t", 3), r -> {})).isTrue();
    assertThat(unreadable.count("t")).isEqualTo(2);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, long offset) {
    return new ConsumerRecord<>(topic, 3, offset, null, null);
  }
}

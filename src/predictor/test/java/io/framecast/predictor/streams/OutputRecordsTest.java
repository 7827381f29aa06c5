package io.framecast.predictor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.Event;
import io.framecast.topics.HeaderText;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutputRecordsTest {
  private static final StreamKey KEY = new StreamKey("cam1", "framecast.frames", 3);
  private final OutputRecords output = new OutputRecords(Topics.DEFAULT, Map.of());

  @Test
  void theNoticeOfADeadLetterHasItsOwnPositionWithAnyRecordHeaders() {
    ConsumerRecord<byte[], byte[]> frame =
        new ConsumerRecord<>("framecast.frames", 2, 77, "cam2".getBytes(UTF_8), new byte[1]);
    frame.headers().add("framecast-original-partition", "many".getBytes(UTF_8));
    Output letter = output.deadLetter(frame, "cam2", new NonFinitePredictionException("found {}"));
    assertThat(letter.notice())
        .isEqualTo(
            new Notice.Rejection(
                "cam2", new RecordPosition("framecast.frames", 2, 77), "found {}"));
    assertThat(HeaderText.text(letter.record().headers(), FrameHeaders.ERROR_MESSAGE))
        .isEqualTo("found {}");
  }

  static EventDetail[] details() {
    return new EventDetail[] {
      new EventDetail.StreamReset("expected 3, found 9"),
      new EventDetail.Quarantined("x".repeat(20_000)),
      new EventDetail.Rebuilt(12),
      new EventDetail.WeightsReplaced("a", "b", 3),
      new EventDetail.Swapped("b", "a", false),
      new EventDetail.WeightsRejected("b", "a", "no numbers"),
      new EventDetail.Evicted(Duration.ofHours(1)),
    };
  }

  @ParameterizedTest
  @MethodSource("details")
  void aNoticeEqualsTheEventThatAReaderOfTheTopicParses(EventDetail detail) {
    Output output = this.output.event(KEY, KEY.at(1841), detail);
    Event read = Event.parse(output.record().value());
    assertThat(read.event()).isEqualTo(detail.type().wireName());
    assertThat(output.notice())
        .isEqualTo(new Notice.StreamEvent(detail.type(), "cam1", KEY.at(1841), read.reason()));
    assertThat(read.source()).isEqualTo("framecast.frames-3@1841");
  }
}

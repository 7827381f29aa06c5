package io.framecast.trainer.verify;

import static io.framecast.trainer.verify.Verifications.camera;
import static io.framecast.trainer.verify.Verifications.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.topics.RecordPosition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records of the predictions topic that are no predictions, beside some that are. */
class SkippedRecordsTest {

  private final StreamFixture log = camera().answeredFrames(5);
  private final List<PublishedRecord> published = new ArrayList<>(log.published().toList());

  @Test
  void skipsARecordThatNamesNoFrameOrAPredictedOne() {
    published.add(5, malformed(3));
    published.add(
        3, new PublishedRecord.Malformed(new RecordPosition("predictions", 0, 99), null, 1, "why"));
    published.add(2, malformed(4));
    published.add(0, malformed(0));
    assertThat(check(log, published.stream(), SourceRange.ALL))
        .hasToString("5 predictions hold, from recorded.frames-1@0 to @4");
  }

  @Test
  void skipsARecordThatNamesNoAcceptedFrame() {
    log.record("other", new byte[] {1}).record(new byte[] {1}).frame(4);
    for (int offset = 5; offset < 9; offset++) {
      published.add(malformed(offset));
    }
    assertThat(check(log, published.stream(), SourceRange.ALL).held()).isEqualTo(5);
  }

  @Test
  void aRecordInPlaceOfAPredictionIsAMismatch() {
    for (int offset = 0; offset < 5; offset++) {
      List<PublishedRecord> spoiled = new ArrayList<>(published);
      spoiled.set(offset, malformed(offset));
      String frame = "recorded.frames-1@" + offset;
      assertThatThrownBy(() -> check(log, spoiled.stream(), SourceRange.ALL))
          .isInstanceOf(MismatchException.class)
          .hasMessage(
              "%s: expected its prediction, found only a record at predictions-0@99 that is none: expected a, found b",
              frame);
      SourceRange others = offset < 4 ? new SourceRange(offset + 1, 9) : new SourceRange(0, 3);
      assertThat(check(log, spoiled.stream(), others).held()).isPositive();
    }
  }

  @Test
  void namesTheFirstRecordAndCountsAll() {
    SkippedRecords none = SkippedRecords.none("prediction");
    assertThat(none).hasToString("");
    SkippedRecords one = none.with(malformed(3));
    assertThat(one)
        .hasToString(
            "1 record of predictions is no prediction: skipped, the first at predictions-0@99: expected a, found b");
    assertThat(one.with(malformed(4)))
        .hasToString(
            "2 records of predictions are no predictions: skipped, the first at predictions-0@99: expected a, found b");
  }

  private static PublishedRecord.Malformed malformed(long frame) {
    return new PublishedRecord.Malformed(
        new RecordPosition("predictions", 0, 99),
        new RecordPosition("recorded.frames", 1, frame),
        1,
        "expected a, found b");
  }
}

package io.framecast.trainer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.stream.Stream;

/** Verifies recorded logs for the tests. */
final class Verifications {

  static final Weights OTHER = StreamFixture.weights(8);
  static final Weights FRAGILE = StreamFixture.fragile();
  static final AcceptanceSettings ACCEPTANCE = new AcceptanceSettings(FrameLimits.DEFAULT, 4);

  private Verifications() {}

  static StreamFixture camera() {
    return new StreamFixture("recorded.frames", 1, "cam", 10, 12);
  }

  static VerificationResult check(StreamFixture log) {
    return check(log, SourceRange.ALL);
  }

  static VerificationResult check(StreamFixture log, SourceRange range) {
    return check(log, log.published(), range);
  }

  static VerificationResult check(
      StreamFixture log, Stream<PublishedRecord> published, SourceRange range) {
    try (KnownWeights known =
        new KnownWeights(List.of(StreamFixture.WEIGHTS, OTHER, FRAGILE), version -> null)) {
      return PartitionVerifier.verify(published, known, ACCEPTANCE, log, range);
    }
  }

  static void assertHold(StreamFixture log, int predictions) {
    VerificationResult result = check(log);
    assertThat(result.held()).isEqualTo(predictions);
    assertThat(result.lost()).isZero();
  }

  static void assertDiffers(StreamFixture log, String... parts) {
    assertThatThrownBy(() -> check(log))
        .isInstanceOf(MismatchException.class)
        .hasMessageContainingAll(parts);
  }

  static Prediction counting(Prediction p, long framesSeen) {
    return changed(p, p.contentType(), p.model(), p.source().offset(), framesSeen, p.filled());
  }

  static Prediction changed(
      Prediction p, String contentType, String model, long offset, long framesSeen, int filled) {
    return new Prediction(
        p.stream(),
        p.value(),
        contentType,
        p.sequence(),
        model,
        p.horizon(),
        new RecordPosition(p.source().topic(), p.source().partition(), offset),
        framesSeen,
        filled,
        SpanContext.getInvalid());
  }
}

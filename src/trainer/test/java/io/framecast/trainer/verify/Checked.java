package io.framecast.trainer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Limits;
import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.stream.Stream;

/** What the tests ask of a recorded log. */
final class Checked {

  static final Weights OTHER = Recorded.weights(8);
  static final Weights FRAGILE = Recorded.fragile();
  static final AcceptanceSettings ACCEPTANCE = new AcceptanceSettings(Limits.DEFAULT, 4);

  private Checked() {}

  static Recorded camera() {
    return new Recorded("recorded.frames", 1, "cam", 10, 12);
  }

  static VerificationResult check(Recorded log) {
    return check(log, SourceRange.ALL);
  }

  static VerificationResult check(Recorded log, SourceRange asked) {
    return check(log, log.published(), asked);
  }

  static VerificationResult check(
      Recorded log, Stream<PublishedRecord> published, SourceRange asked) {
    try (KnownWeights known =
        new KnownWeights(List.of(Recorded.WEIGHTS, OTHER, FRAGILE), version -> null)) {
      return PredictionVerifier.of(published, known, ACCEPTANCE, log, asked);
    }
  }

  static void assertHold(Recorded log, int predictions) {
    VerificationResult tally = check(log);
    assertThat(tally.held()).isEqualTo(predictions);
    assertThat(tally.lost()).isZero();
  }

  static void assertDiffers(Recorded log, String... parts) {
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
        new Source(p.source().topic(), p.source().partition(), offset),
        framesSeen,
        filled,
        SpanContext.getInvalid());
  }
}

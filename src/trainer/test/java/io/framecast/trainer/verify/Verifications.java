package io.framecast.trainer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Kernel;
import io.framecast.convlstm.Scaling;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.Peephole;
import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verifies recorded logs for the tests. */
final class Verifications {

  static final Weights OTHER = StreamFixture.weights(8);
  static final Weights FRAGILE = StreamFixture.fragile();
  static final Weights LIGHT_SHY = StreamFixture.lightShy();
  static final Weights FORECASTER = forecaster();
  static final AcceptanceSettings ACCEPTANCE = new AcceptanceSettings(FrameLimits.DEFAULT, 4);

  private Verifications() {}

  /** Returns weights of a network that predicts each lead by a step of its own. */
  private static Weights forecaster() {
    Kernel kernel = Kernel.square(3);
    List<Stage> forecaster =
        List.of(
            layer("forecaster", kernel),
            new Stage.HiddenStates("hidden"),
            new Stage.Conv2D("frame", 4, Kernel.square(1), Activation.SIGMOID, true));
    Configuration configuration =
        new Configuration(
            1,
            2,
            null,
            Scaling.NONE,
            Scaling.NONE,
            1,
            List.of(layer("encoder", kernel)),
            forecaster);
    return Weights.initial(configuration, 9);
  }

  private static Stage layer(String name, Kernel kernel) {
    return new Stage.ConvLstm2D(
        name, 3, kernel, Activation.TANH, Activation.SIGMOID, true, Peephole.NONE);
  }

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
    return check(log, published, forecasts(log, range), range);
  }

  static VerificationResult check(
      StreamFixture log,
      Stream<PublishedRecord> published,
      ForecastReader forecasts,
      SourceRange range) {
    List<Weights> weights = List.of(StreamFixture.WEIGHTS, OTHER, FRAGILE, LIGHT_SHY, FORECASTER);
    try (KnownWeights known = new KnownWeights(weights, version -> null)) {
      return PartitionVerifier.verify(published, forecasts, known, ACCEPTANCE, log, range);
    }
  }

  /** Reads the forecasts of a log from which retention has removed nothing. */
  static ForecastReader forecasts(StreamFixture log, SourceRange range) {
    return forecasts(log.publishedForecasts().toList(), false, range);
  }

  /** Reads forecasts; {@code isCut} says that older ones, and older predictions, may be lost. */
  static ForecastReader forecasts(
      Iterable<PublishedRecord> published, boolean isCut, SourceRange range) {
    return new ForecastReader(
        published.iterator(),
        new ForecastReader.Retention() {
          @Override
          public boolean hasLostPredictions() {
            return isCut;
          }

          @Override
          public boolean hasLostForecasts() {
            return isCut;
          }
        },
        range);
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

  static Prediction changed(Prediction p, @Nullable Long sequence, int horizon) {
    return new Prediction(
        p.stream(),
        p.value(),
        p.contentType(),
        sequence,
        p.model(),
        horizon,
        p.source(),
        p.framesSeen(),
        p.filled(),
        SpanContext.getInvalid());
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

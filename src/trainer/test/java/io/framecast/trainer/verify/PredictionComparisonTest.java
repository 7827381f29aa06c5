package io.framecast.trainer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionComparisonTest {
  private static final Frame FRAME = frame(0.25f);

  @Test
  void equalPixelsThatAreNotPackedAlikeAreTheSamePrediction() throws Exception {
    byte[] ours = Encoding.PNG8.encode(FRAME);
    byte[] theirs = PackedOtherwise.png(ours);
    assertThat(theirs).isNotEqualTo(ours);
    assertThat(
            PredictionComparison.requireSame(prediction(theirs), Encoding.PNG8, List.of(FRAME), -1))
        .isFalse();
    assertThat(
            PredictionComparison.requireSame(prediction(ours), Encoding.PNG8, List.of(FRAME), -1))
        .isTrue();
  }

  @Test
  void otherPixelsAreAnotherPredictionHoweverTheyArePacked() throws Exception {
    byte[] other = PackedOtherwise.png(Encoding.PNG8.encode(frame(0.26f)));
    for (byte[] value : new byte[][] {other, new byte[] {1, 2, 3}, Encoding.NPY_U1.encode(FRAME)}) {
      assertThatThrownBy(
              () ->
                  PredictionComparison.requireSame(
                      prediction(value), Encoding.PNG8, List.of(FRAME), -1))
          .isInstanceOf(MismatchException.class)
          .hasMessageContaining("that differ at byte");
    }
  }

  private static Frame frame(float last) {
    float[] pixels = new float[10 * 12];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 128f;
    }
    pixels[pixels.length - 1] = last;
    return new Frame(10, 12, 1, pixels);
  }

  private static Prediction prediction(byte[] value) {
    RecordPosition source = new RecordPosition("frames", 0, 7);
    return new Prediction(
        "cam", value, "image/png", null, "a-model", 1, source, 1, 0, SpanContext.getInvalid());
  }
}

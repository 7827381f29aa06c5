package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import io.opentelemetry.api.trace.SpanContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Comparison comparison = new Comparison();

  @Test
  void aFrameStandsBesideWhatWasPredictedForIt() {
    comparison.frame(frame(5, 1));
    comparison.prediction(prediction(5, 0));
    assertThat(comparison.pair("cam")).isNull();
    comparison.frame(frame(9, 1));
    Pair pair = comparison.pair("cam");
    assertThat(pair.stream()).isEqualTo("cam");
    assertThat(pair.arrived().pixels()).containsOnly(1);
    assertThat(pair.predicted().pixels()).containsOnly(0);
  }

  @Test
  void aPredictionForAnotherFrameIsNotShownBesideThisOne() {
    comparison.frame(frame(5, 1));
    comparison.prediction(prediction(5, 0));
    comparison.frame(frame(6, 1, "framecast-reset", "true"));
    assertThat(comparison.pair("cam")).as("starts afresh").isNull();
    comparison.frame(frame(7, 1));
    assertThat(comparison.pair("cam")).as("its prediction is still to come").isNull();
  }

  @Test
  void whatIsNoPictureIsNotShown() {
    comparison.frame(frame(5, 1));
    comparison.prediction(prediction(5, 0));
    comparison.frame(Records.frame("cam", 6));
    assertThat(comparison.pair("cam")).isNull();
  }

  private static ConsumerRecord<byte[], byte[]> frame(long offset, float grey, String... headers) {
    return Records.record("framecast.frames", "cam", offset, png(grey), headers);
  }

  private static Prediction prediction(long source, float grey) {
    return new Prediction(
        "cam",
        png(grey),
        "image/png",
        null,
        "m",
        new Source("framecast.frames", Records.PARTITION, source),
        1,
        0,
        SpanContext.getInvalid());
  }

  private static byte[] png(float grey) {
    float[] pixels = new float[8 * 9];
    java.util.Arrays.fill(pixels, grey);
    return Encoding.PNG8.encode(new Frame(8, 9, 1, pixels));
  }
}

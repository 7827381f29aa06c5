package io.framecast.trainer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.opentelemetry.api.trace.SpanContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

class PredictionComparisonTest {
  private static final Frame FRAME = frame(0.25f);

  @Test
  void equalPixelsThatAreNotPackedAlikeAreTheSamePrediction() throws Exception {
    byte[] ours = Encoding.PNG8.encode(FRAME);
    byte[] theirs = packedWithoutCompression(ours);
    assertThat(theirs).isNotEqualTo(ours);
    PredictionComparison.requireSame(prediction(theirs), Encoding.PNG8, List.of(FRAME), -1);
  }

  @Test
  void otherPixelsAreAnotherPredictionHoweverTheyArePacked() throws Exception {
    byte[] other = packedWithoutCompression(Encoding.PNG8.encode(frame(0.26f)));
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

  private static byte[] packedWithoutCompression(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
    ImageWriter writer = writers.next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(1); // none
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

package io.framecast.trainer.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.HeaderText;
import io.framecast.trainer.service.PrimingFrames.Kept;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PrimingFramesTest {
  private static final int HEIGHT = 8;
  private static final int WIDTH = 12;

  private final PrimingFrames frames = new PrimingFrames(FrameLimits.DEFAULT, 1);

  @Test
  void keepsAsManyFramesAsThePredictorPrimesWith() {
    for (int n = 0; n < 2 * SequencingRules.PRIMING_FRAMES; n++) {
      add(n, picture(n));
    }
    assertThat(frames.frames()).hasSize(SequencingRules.PRIMING_FRAMES);
    assertThat(bright(frames.frames().get(0))).isEqualTo(SequencingRules.PRIMING_FRAMES);
  }

  @Test
  void countsTheFramesThatAreMissingInAShortGap() {
    add(10, picture(0));
    add(13, picture(1));
    add(14, picture(2));
    assertThat(frames.frames()).extracting(Kept::missing).containsExactly(0, 2, 0);
  }

  @Test
  void beginsAgainAfterALongGap() {
    add(10, picture(0));
    add(10 + SequencingRules.DEFAULT.maxFill() + 2, picture(1));
    assertThat(frames.frames()).extracting(PrimingFramesTest::bright).containsExactly(1);
  }

  @Test
  void dropsDuplicatesAndDeadLetters() {
    add(10, picture(0));
    add(10, picture(1));
    add(11, "no frame".getBytes(UTF_8));
    add(11, picture(2));
    assertThat(frames.frames()).extracting(PrimingFramesTest::bright).containsExactly(0, 2);
    assertThat(frames.frames()).extracting(Kept::missing).containsExactly(0, 0);
  }

  @Test
  void beginsAgainWithFramesOfAnotherSizeAndAfterTheStreamsEnd() {
    add(10, picture(0));
    add(11, Encoding.PNG8.encode(new Frame(12, 8, 1, new float[8 * 12])));
    assertThat(frames.frames()).hasSize(1);
    add(12, null);
    assertThat(frames.frames()).isEmpty();
  }

  private void add(int sequence, byte[] value) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("frames", 0, 0, "cam".getBytes(UTF_8), value);
    HeaderText.add(record.headers(), "sequence", Integer.toString(sequence));
    frames.add(record);
  }

  private static byte[] picture(int bright) {
    float[] pixels = new float[HEIGHT * WIDTH];
    pixels[bright] = 1;
    return Encoding.PNG8.encode(new Frame(HEIGHT, WIDTH, 1, pixels));
  }

  /** Returns the index of the pixel that is one. */
  private static int bright(Kept kept) {
    float[] pixels = kept.decoded().frame().pixels();
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] == 1) {
        return i;
      }
    }
    throw new AssertionError("expected a bright pixel, found none");
  }
}

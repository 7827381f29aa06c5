package io.framecast.trainer.verify;

import static io.framecast.trainer.verify.Verifications.OTHER;
import static io.framecast.trainer.verify.Verifications.assertDiffers;
import static io.framecast.trainer.verify.Verifications.camera;
import static io.framecast.trainer.verify.Verifications.changed;
import static io.framecast.trainer.verify.Verifications.check;
import static io.framecast.trainer.verify.Verifications.counting;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.topics.Prediction;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class TamperedPredictionsTest {

  private final StreamFixture log = camera().answeredFrames(5);

  @Test
  void aTamperedValueIsNamedAndTheFirstOneOnly() {
    log.tamper(3, 130).tamper(4, 131);
    String version = StreamFixture.WEIGHTS.version();
    assertDiffers(
        log,
        "recorded.frames-1@3: expected the 608 bytes that "
            + version
            + " gives after the last 4 frames, found 608 that differ at byte 130");
  }

  @Test
  void aTamperedCountOrModelOrTypeOrSourceIsNamed() {
    Prediction p = log.predictions.get(3);
    log.predictions.set(3, counting(p, 5));
    assertDiffers(log, "@3: framecast-frames-seen: expected at most 4");
    log.predictions.set(3, counting(p, 3));
    assertDiffers(log, "after the last 3 frames, found", "; its run counts 4 here");
    log.predictions.set(3, counting(p, 1));
    assertDiffers(log, "after the last 1 frame, found", "; its run counts 4 here");
    log.predictions.set(3, changed(p, p.contentType(), p.model(), 3, 4, 3));
    assertDiffers(log, "@3: framecast-frames-seen: expected at least 5 with 3 filled in, found 4");
    log.predictions.set(3, changed(p, "image/png", p.model(), 3, 4, 0));
    assertDiffers(log, "@3: content-type: expected application/x-npy, found image/png");
    log.predictions.set(3, changed(p, p.contentType(), OTHER.version(), 3, 4, 0));
    assertDiffers(log, "@3: expected the 608 bytes that " + OTHER.version());
    log.predictions.set(3, changed(p, p.contentType(), p.model(), 7, 4, 0));
    assertDiffers(log, "@7: expected a frame of this stream, found none");
    log.predictions.set(3, changed(p, p.sequence(), 3));
    assertDiffers(
        log, "@3: framecast-horizon: expected none, since this is its prediction, found 3");
    log.predictions.set(3, changed(p, p.contentType(), "beef", 3, 4, 0));
    assertThatThrownBy(() -> check(log))
        .isInstanceOf(UnverifiableException.class)
        .hasMessageContaining("@3: expected a prediction of known weights (")
        .hasMessageEndingWith("found one of beef; --weights FILE adds some");
  }

  @Test
  void oneFrameHasOnePredictionAndTheyAreInOrder() {
    log.predictions.add(3, log.predictions.get(2));
    assertDiffers(log, "@2: expected one prediction, found a second one");
    log.predictions.remove(2);
    Collections.swap(log.predictions, 1, 2);
    assertDiffers(log, "@1: expected its prediction before that of offset 2, found it after that");
  }
}

package io.framecast.trainer.verify;

import static io.framecast.trainer.verify.StreamFixture.FILLED;
import static io.framecast.trainer.verify.Verifications.ACCEPTANCE;
import static io.framecast.trainer.verify.Verifications.FRAGILE;
import static io.framecast.trainer.verify.Verifications.OTHER;
import static io.framecast.trainer.verify.Verifications.assertDiffers;
import static io.framecast.trainer.verify.Verifications.assertHold;
import static io.framecast.trainer.verify.Verifications.camera;
import static io.framecast.trainer.verify.Verifications.check;
import static io.framecast.trainer.verify.Verifications.counting;
import static io.framecast.trainer.verify.Verifications.forecasts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionVerifierTest {

  private final StreamFixture log = camera();

  @Test
  void aCleanStreamHolds() {
    log.answeredFrames(6);
    assertThat(check(log)).hasToString("6 predictions hold, from recorded.frames-1@0 to @5");
  }

  @Test
  void everyEncodingHolds() {
    for (Encoding encoding : List.of(Encoding.PNG8, Encoding.NPY_U1, Encoding.PNG16)) {
      StreamFixture encoded = camera().in(encoding).answeredFrames(4);
      assertThat(check(encoded).held()).as(encoding.contentType()).isEqualTo(4);
    }
  }

  /** Otherwise it seems that every byte is as published. */
  @Test
  void saysWhereOnlyThePackingDiffers() throws Exception {
    log.in(Encoding.PNG8).answeredFrames(4);
    for (int i : new int[] {1, 2}) {
      log.predictions.set(i, PackedOtherwise.of(log.predictions.get(i)));
    }
    assertThat(check(log))
        .hasToString(
            "4 predictions hold, from recorded.frames-1@0 to @3; 2 of them are packed into other"
                + " bytes, with the same pixels");
  }

  @Test
  void otherStreamsInThePartitionDoNotMatter() {
    log.answeredFrames(2).record("other", new byte[] {1}).record("other", null);
    log.frame(2).answered(0, 1, 2);
    assertHold(log, 3);
  }

  @Test
  void aFrameWithoutSequenceIsTheNext() {
    log.answeredFrames(2).unnumbered(2).answered(0, 1, 2).frame(7).answered(0, 1, 2, 7);
    log.frame(9).answered(0, 1, 2, 7, FILLED, 9).unnumbered(10).frame(0);
    log.frame(1).answered(0, 1, 2, 7, FILLED, 9, 10, 0, 1);
    assertHold(log, 6);
  }

  @Test
  void gapsAreFilledAsThePredictionSays() {
    log.answeredFrames(2).frame(4).answered(0, 1, FILLED, FILLED, 4);
    log.frame(5).answered(0, 1, FILLED, FILLED, 4, 5);
    assertHold(log, 4);
    log.frame(7).answered(0, 1, FILLED, FILLED, 4, 5, FILLED, 7).tamper(4, 200);
    assertDiffers(log, "@4: expected the 608 bytes that ");
  }

  @Test
  void aGapLongerThanMaxFillMustHaveResetTheStream() {
    log.frame(0).answered(0).frame(6).answered(6).frame(7).answered(6, 7);
    assertHold(log, 3);
    log.frame(13).answered(6, 7, 13);
    assertDiffers(
        log,
        "@3: framecast-frames-seen: expected 1 (expected sequence 8, found 13: 5 frames are"
            + " missing, at most 4 are filled in), found 3");
    StreamFixture filled = camera().frame(0).answered(0);
    filled.frame(6).answered(0, FILLED, FILLED, FILLED, FILLED, FILLED, 6);
    assertDiffers(filled, "@1: framecast-filled: expected at most 4 (--max-fill), found 5");
  }

  @Test
  void aRepeatedFrameIsNone() {
    log.answeredFrames(3).frame(1).frame(2).frame(3).answered(0, 1, 2, 3);
    assertHold(log, 4);
    log.frame(2).answered(0, 1, 2, 3, 2);
    assertDiffers(
        log,
        "@6: expected no prediction of a refused frame (expected sequence 4, found 2: a repeated"
            + " frame), found one");
  }

  @Test
  void toAServiceThatBeganAgainNoFrameIsARepeatedOne() {
    log.answeredFrames(3).frame(2).answered(2).frame(3).answered(2, 3);
    assertHold(log, 5);
  }

  @Test
  void theHeaderAndTheSequenceResetAStream() {
    log.answeredFrames(3).frame(3, "framecast-reset", "true").answered(3);
    log.frame(4).answered(3, 4).frame(0).answered(0).frame(1).answered(0, 1);
    assertHold(log, 7);
    log.frame(2, "framecast-reset", "true").answered(0, 1, 2);
    assertDiffers(
        log, "@7: framecast-frames-seen: expected 1 (header framecast-reset asks for it), found 3");
  }

  @Test
  void anotherSizeResetsAStream() {
    log.answeredFrames(3).sized(24, 40).frame(3).answered(3).frame(4).answered(3, 4);
    assertHold(log, 5);
    log.sized(10, 12).frame(5).answered(5);
    log.predictions.set(5, counting(log.predictions.get(5), 3));
    assertDiffers(log, "expected 1 (frame is 10x12, this stream began with 24x40), found 3");
  }

  @Test
  void rejectedRecordsChangeNothing() {
    log.answeredFrames(2).record(new byte[] {1, 2, 3}).frame(2, "content-type", "image/jpeg");
    log.frame(2).answered(0, 1, 2);
    assertHold(log, 3);
    log.record(new byte[] {1, 2, 3}).answered(0, 1, 2);
    assertDiffers(
        log,
        "@5: expected no prediction of a refused frame (expected a PNG, JPEG or .npy file, found"
            + " bytes that begin 01 02 03), found one");
  }

  @Test
  void aFrameOfChannelsThatTheModelDoesNotHaveIsRefused() {
    Frame four = new Frame(10, 12, 4, new float[480]);
    byte[] value = Encoding.NPY_U1.withChannels(4).encode(four);
    log.answeredFrames(2).record(value, "sequence", "2").frame(3).answered(0, 1, FILLED, 3);
    assertHold(log, 3);
    log.record(value, "sequence", "4").answered(0, 1, FILLED, 3, 3);
    assertDiffers(log, "cannot take it: expected a frame of 1 channel, found 4), found one");
  }

  @Test
  void aPoisonedFrameLeavesTheStateAsBefore() {
    log.answeredFrames(FRAGILE, 3).frame(3, poison());
    log.frame(4).answered(FRAGILE, 0, 1, 2, FILLED, 4);
    log.frame(5).answered(FRAGILE, 0, 1, 2, FILLED, 4, 5);
    assertHold(log, 5);
    log.frame(6, poison()).answered(FRAGILE, 0, 1, 2, FILLED, 4, 5, 5);
    assertDiffers(log, "@6: expected no prediction of a refused frame (expected a finite");
  }

  @Test
  void aPoisonedFrameInFrontOfAnythingThatIsAskedAbout() {
    log.frame(0).frame(1).frame(2, poison());
    log.frame(3).answered(FRAGILE, 0, 1, FILLED, 3);
    log.frame(4).answered(FRAGILE, 0, 1, FILLED, 3, 4);
    assertHold(log, 2);
  }

  @Test
  void aServiceMayForgetAStreamAtAPoisonedFrame() {
    log.answeredFrames(FRAGILE, 3).frame(3, poison()).frame(4).answered(FRAGILE, 4);
    log.frame(5).answered(FRAGILE, 4, 5);
    assertHold(log, 5);
  }

  @Test
  void aStreamEndsAndBeginsAgain() {
    log.answeredFrames(3).record((byte[]) null).frame(1).answered(1).frame(2).answered(1, 2);
    assertHold(log, 5);
    log.record((byte[]) null).answered(1, 2, 2);
    assertDiffers(log, "@6: expected no prediction of a null value, which ends the stream");
    log.predictions.remove(5);
    log.frame(3).answered(1, 2, 3);
    assertDiffers(
        log,
        "@7: framecast-frames-seen: expected at most 1, as the stream's frames from offset 7 on"
            + " give, found 3");
  }

  @Test
  void aStateMayBePrimedWithTheLastFramesOnly() {
    log.answeredFrames(5).frame(5).answered(3, 4, 5).frame(6).answered(3, 4, 5, 6);
    assertHold(log, 7);
  }

  @Test
  void primingRepeatsFilledFramesExceptBeforeItsFirstFrame() {
    log.answeredFrames(2).frame(4).answered(0, 1, FILLED, FILLED, 4);
    log.frame(6).answered(0, 1, FILLED, FILLED, 4, FILLED, 6);
    log.frame(7).answered(OTHER, 4, FILLED, 6, 7).frame(8).answered(OTHER, 4, FILLED, 6, 7, 8);
    assertHold(log, 6);
    log.frame(9).answered(OTHER, 6, 7, 8, 9);
    log.predictions.set(6, counting(log.predictions.get(6), 5));
    assertDiffers(
        log,
        "@6: framecast-frames-seen: expected a number such as 6, as the stream's frames from offset"
            + " 2 on give, found 5");
  }

  @Test
  void anotherVersionBuildsAStateOfItsOwn() {
    log.answeredFrames(3).frame(3).answered(OTHER, 0, 1, 2, 3).frame(4).answered(3, 4);
    log.frame(5).answered(OTHER, 4, 5);
    assertHold(log, 6);
  }

  @Test
  void primingIncludesFramesFromBeforeARestart() {
    log.answeredFrames(3).frame(4).answered(4).frame(5).answered(4, 5);
    log.frame(6).answered(OTHER, 1, 2, FILLED, 4, 5, 6);
    assertHold(log, 6);
  }

  @Test
  void aFrameWithoutAPredictionTakesTheStateOn() {
    log.answeredFrames(2).frame(2).frame(4).frame(5).answered(0, 1, 2, FILLED, 4, 5);
    log.frame(6).answered(0, 1, 2, FILLED, 4, 5, 6).frame(7);
    assertThat(check(log))
        .hasToString(
            "4 predictions hold, from recorded.frames-1@0 to @5; 2 accepted frames between them"
                + " have none");
  }

  @Test
  void aRestartOfTheSourceWithoutAPrediction() {
    log.answeredFrames(4).frame(0).frame(1).answered(0, 1).frame(2).answered(0, 1, 2);
    assertHold(log, 6);
  }

  @Test
  void doesNotCheckPredictionsWhoseFramesAreLost() {
    log.answeredFrames(4).frame(4).answered(3, 4).frame(5).answered(3, 4, 5).lose(3);
    log.frame(6, "framecast-reset", "true").answered(6);
    assertThat(check(log))
        .hasToString(
            "3 predictions hold, from recorded.frames-1@0 to @6; 4 cannot be checked, the log has"
                + " lost frames that they need");
    log.lose(6);
    assertThat(check(log).lost()).isEqualTo(6);
    log.frame(7).answered(6, 7).frame(8).answered(5, 6, 7, 8);
    assertDiffers(log, "@8: framecast-frames-seen: expected at most 3");
  }

  @Test
  void checksOnlyTheRange() {
    log.answeredFrames(3).frame(3).answered(2, 3).frame(4).answered(2, 3, 4);
    log.frame(5).frame(6).answered(2, 3, 4, 5, 6).tamper(2, 130).tamper(5, 130);
    assertThat(check(log, new SourceRange(3, 5)).held()).isEqualTo(2);
    assertThat(check(log, new SourceRange(5, 5)).held()).isZero();
    assertThat(check(log, new SourceRange(0, 1)).held()).isEqualTo(2);
    assertThatThrownBy(() -> check(log, new SourceRange(3, 6)))
        .isInstanceOf(MismatchException.class)
        .hasMessageContaining("@6: ");
  }

  @Test
  void onlyTheFramesThatAStateHasSeenAreRun() {
    log.answeredFrames(6).frame(6).answered(OTHER, 5, 6);
    // the weights of those before need not be known
    try (KnownWeights known = new KnownWeights(List.of(OTHER), version -> null)) {
      SourceRange range = new SourceRange(6, 6);
      VerificationResult result =
          PartitionVerifier.verify(
              log.published(), forecasts(log, range), known, ACCEPTANCE, log, range);
      assertThat(result.held()).isEqualTo(1);
    }
  }

  @Test
  void aFrameThatNoModelTakesDoesNotRestartItsStream() {
    log.answeredFrames(3)
        .record(Encoding.NPY_F4.withChannels(2).encode(twoChannels(24, 40)), "sequence", "3");
    log.frame(3).answered(0, 1, 2, 3);
    assertHold(log, 4);
  }

  @Test
  void aPoisonedFrameThatAsksForAResetDoesNotRestartItsStream() {
    log.answeredFrames(FRAGILE, 3).frame(3, poison(), "framecast-reset", "true");
    log.frame(3).answered(FRAGILE, 0, 1, 2, 3);
    assertHold(log, 4);
  }

  private static Frame twoChannels(int height, int width) {
    return new Frame(height, width, 2, new float[2 * height * width]);
  }

  /** Finite pixels that are beyond what {@link StreamFixture#fragile} can take. */
  private static Frame poison() {
    float[] pixels = new float[120];
    Arrays.fill(pixels, 3e38f);
    return new Frame(10, 12, 1, pixels);
  }
}

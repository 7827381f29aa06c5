package io.framecast.trainer.verify;

import io.framecast.frames.Count;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Prediction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Compares published predictions and forecasts with the expected ones; throws {@link
 * MismatchException}.
 */
final class PredictionComparison {

  private PredictionComparison() {}

  /** Requires counts that some state that has taken this frame can have. */
  static void requirePossible(Prediction prediction, ValidatedFrame frame, int maxFill) {
    if (prediction.horizon() > 1) {
      throw new MismatchException(
          prediction.source(),
          String.format(
              Locale.ROOT,
              "%s: expected none, since this is its prediction, found %d",
              FrameHeaders.HORIZON,
              prediction.horizon()));
    }
    int filled = prediction.filled();
    if (filled > maxFill) {
      throw new MismatchException(
          prediction.source(),
          String.format(
              Locale.ROOT,
              "%s: expected at most %d (--max-fill), found %d",
              FrameHeaders.FILLED,
              maxFill,
              filled));
    }
    // what is filled in was predicted after an earlier frame
    long least = filled == 0 ? 1 : filled + 2;
    if (prediction.framesSeen() < least) {
      throw new MismatchException(
          prediction.source(),
          String.format(
              Locale.ROOT,
              "%s: expected at least %d with %d filled in, found %d",
              FrameHeaders.FRAMES_SEEN,
              least,
              filled,
              prediction.framesSeen()));
    }
    if (frame.resetReason() != null && prediction.framesSeen() > 1) {
      throw new MismatchException(
          prediction.source(),
          String.format(
              Locale.ROOT,
              "%s: expected 1 (%s), found %d",
              FrameHeaders.FRAMES_SEEN,
              frame.resetReason(),
              prediction.framesSeen()));
    }
  }

  /** Requires of a forecast what it must share with the prediction after the same frame. */
  static void requireFrom(Prediction forecast, Prediction prediction, ValidatedFrame frame) {
    requireEqual(forecast, FrameHeaders.MODEL, prediction.model(), forecast.model());
    requireEqual(
        forecast, FrameHeaders.FRAMES_SEEN, prediction.framesSeen(), forecast.framesSeen());
    requireEqual(forecast, FrameHeaders.FILLED, prediction.filled(), forecast.filled());
    OptionalLong sequence = frame.headers().sequence();
    requireEqual(
        forecast,
        FrameHeaders.SEQUENCE,
        sequence.isEmpty() ? null : sequence.getAsLong() + forecast.horizon(),
        forecast.sequence());
  }

  private static void requireEqual(
      Prediction found, String header, @Nullable Object expected, @Nullable Object value) {
    if (!Objects.equals(expected, value)) {
      throw new MismatchException(
          found,
          String.format(
              Locale.ROOT,
              "%s: expected %s, found %s",
              header,
              expected == null ? "none" : expected,
              value == null ? "none" : value));
    }
  }

  /**
   * Requires the pixels of this prediction or forecast, in the encoding of its frame. Another Java
   * may pack equal pixels of a PNG into other bytes.
   *
   * @param predictions the finite ones after the frame, that of the next frame first
   * @param continued the count if the prediction continued the run before it; -1 without a run
   * @return whether its bytes are the same too
   */
  static boolean requireSame(
      Prediction found, Encoding encoding, List<Frame> predictions, long continued) {
    if (!found.contentType().equals(encoding.contentType())) {
      throw new MismatchException(
          found,
          String.format(
              Locale.ROOT,
              "content-type: expected %s, found %s",
              encoding.contentType(),
              found.contentType()));
    }
    if (found.horizon() > predictions.size()) {
      throw new MismatchException(
          found, "expected none, since the pixels that the log gives are not finite, found one");
    }
    Frame prediction = predictions.get(found.horizon() - 1);
    byte[] expected = encoding.encode(prediction);
    int at = Arrays.mismatch(expected, found.value());
    if (at >= 0 && !hasSamePixels(found, encoding.quantize(prediction))) {
      throw new MismatchException(
          found,
          String.format(
              Locale.ROOT,
              "expected the %d bytes that %s gives after the last %s, found %d that differ at byte %d%s",
              expected.length,
              found.model(),
              Count.of(found.framesSeen(), "frame"),
              found.value().length,
              at,
              continued < 0 || continued == found.framesSeen()
                  ? ""
                  : "; its run counts " + continued + " here"));
    }
    return at < 0;
  }

  private static boolean hasSamePixels(Prediction found, Frame expected) {
    FrameLimits limits = FrameLimits.ofSize(expected.height(), expected.width());
    try {
      Frame decoded = new FrameDecoder(limits).decode(found.value(), found.contentType()).frame();
      return decoded.shape().equals(expected.shape())
          && Arrays.equals(decoded.pixels(), expected.pixels());
    } catch (RefusedFrameException | IllegalArgumentException e) {
      return false;
    }
  }
}

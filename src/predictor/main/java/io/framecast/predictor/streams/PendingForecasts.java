package io.framecast.predictor.streams;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.PublishedForecast;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The published forecasts of one stream that are not scored yet, oldest first. They belong to the
 * stream and not to its weights: a swap keeps them. Immutable.
 */
record PendingForecasts(List<PublishedForecast> all) {
  static final PendingForecasts NONE = new PendingForecasts(List.of());

  /** Forecasts were published, whatever the limits of frames are today. */
  private static final FrameDecoder DECODER =
      new FrameDecoder(new FrameLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));

  PendingForecasts {
    all = List.copyOf(all);
  }

  /**
   * A forecast of the frame that has arrived.
   *
   * @param model version of the weights that made it
   * @param lead how many frames ahead it was made
   * @param predicted the frame as published, in the channels of the frame that has arrived
   * @param source the last frame that was known then, in the same channels
   */
  record Arrived(String model, int lead, Frame predicted, Frame source) {}

  /**
   * Returns the forecasts of a frame, those of the shortest lead first.
   *
   * @param missing number of frames that are missing directly before it
   */
  List<Arrived> of(Frame frame, int missing) {
    List<Arrived> arrived = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      PublishedForecast one = all.get(i);
      int lead = one.age() + missing + 1;
      Frame predicted = decode(one.prediction(lead), one.contentType(), frame);
      Frame source = predicted == null ? null : decode(one.source(), one.contentType(), frame);
      if (predicted != null && source != null) {
        arrived.add(new Arrived(one.model(), lead, predicted, source));
      }
    }
    return arrived;
  }

  /** Decodes a frame to compare with this one; null if there is none that can be compared. */
  private static @Nullable Frame decode(
      byte @Nullable [] published, String contentType, Frame like) {
    if (published == null) {
      return null;
    }
    try {
      Frame frame = DECODER.decode(published, contentType).frame();
      boolean isComparable =
          frame.height() == like.height()
              && frame.width() == like.width()
              && frame.isConvertibleTo(like.channels());
      return isComparable ? frame.withChannels(like.channels()) : null;
    } catch (RefusedFrameException e) {
      return null; // a checkpoint that no predictor wrote
    }
  }

  /**
   * Returns the forecasts that are left after a frame.
   *
   * @param missing number of frames that are missing directly before it
   * @param made those that were made from it, null for none
   */
  PendingForecasts after(int missing, @Nullable PublishedForecast made) {
    if (all.isEmpty() && made == null) {
      return this;
    }
    List<PublishedForecast> left = new ArrayList<>();
    for (PublishedForecast one : all) {
      PublishedForecast later = one.after(missing + 1);
      if (later != null) {
        left.add(later);
      }
    }
    if (made != null) {
      left.add(made);
    }
    return new PendingForecasts(left);
  }

  /** Returns an upper bound for the bytes that they take in a checkpoint, and in memory. */
  long bytes() {
    return all.stream().mapToLong(FrameCapacity::forecastBytes).sum();
  }
}

package io.framecast.convlstm;

import io.framecast.frames.Count;
import java.util.List;

/**
 * Scales the pixels of a frame: {@code scale * value + offset}. Networks that were trained on
 * z-scores need it.
 *
 * @param scale one number, or one for each channel of a frame
 * @param offset one number, or one for each channel of a frame
 */
public record Scaling(List<Float> scale, List<Float> offset) {

  /** Changes nothing. */
  public static final Scaling NONE = new Scaling(List.of(1f), List.of(0f));

  /** Throws {@link IllegalArgumentException} for numbers that are not finite. */
  public Scaling {
    scale = List.copyOf(scale);
    offset = List.copyOf(offset);
    requireFinite("scale", scale);
    requireFinite("offset", offset);
  }

  private static void requireFinite(String key, List<Float> numbers) {
    for (float number : numbers) {
      Ranges.require(Float.isFinite(number), key, "finite numbers", number);
    }
  }

  boolean isNone() {
    return equals(NONE);
  }

  void requireChannels(String key, int channels) {
    for (List<Float> numbers : List.of(scale, offset)) {
      Ranges.require(
          numbers.size() == 1 || numbers.size() == channels,
          key,
          "one number, or one for each of " + Count.of(channels, "channel"),
          Count.of(numbers.size(), "number"));
    }
  }

  /** Writes the scaled values of pixels {@code [..., channels]}; both arrays may be the same. */
  void apply(float[] from, float[] to, int channels) {
    for (int c = 0; c < channels; c++) {
      float factor = scale.get(c % scale.size());
      float shift = offset.get(c % offset.size());
      for (int k = c; k < from.length; k += channels) {
        to[k] = factor * from[k] + shift;
      }
    }
  }
}

package io.framecast.trainer.evaluation;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Draws clips in three rows each: the truth, the prediction, and the error (red where the
 * prediction is too bright, blue where it is too dark). The first seven predictions are one step
 * ahead; the others are a roll-out, on a darker ground.
 */
public final class Filmstrip {

  private static final int CLIPS = 3;
  private static final int CONTEXT = 7;
  private static final int SCALE = 2;
  private static final int GAP = 4;

  private Filmstrip() {}

  public static byte[] png(Weights weights, long seed, int speed) {
    List<Clip> clips = Clip.set(seed, CLIPS, speed);
    int height = clips.get(0).targets().get(0).height() * SCALE + GAP;
    int width = clips.get(0).targets().get(0).width() * SCALE + GAP;
    BufferedImage picture =
        new BufferedImage(
            Clip.FRAMES * width + GAP,
            CLIPS * (3 * height + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        picture.setRGB(x, y, x < (CONTEXT - 1) * width + GAP / 2 ? 0x708090 : 0x404850);
      }
    }
    try (NetworkForecaster network = new NetworkForecaster(weights)) {
      for (int c = 0; c < CLIPS; c++) {
        List<Frame> noisy = clips.get(c).noisy();
        List<Frame> predictions = new ArrayList<>(network.oneStep(noisy.subList(0, CONTEXT - 1)));
        predictions.addAll(network.rollOut(noisy.subList(0, CONTEXT), Clip.FRAMES + 1 - CONTEXT));
        for (int t = 0; t < Clip.FRAMES; t++) {
          Frame truth = clips.get(c).targets().get(t);
          int x = GAP + t * width;
          int y = GAP + c * (3 * height + GAP);
          draw(picture, x, y, truth, null);
          draw(picture, x, y + height, predictions.get(t), null);
          draw(picture, x, y + 2 * height, predictions.get(t), truth);
        }
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", file);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return file.toByteArray();
  }

  /** Draws a frame in grey or, if there is a truth, its error in colour. */
  private static void draw(
      BufferedImage picture, int left, int top, Frame shown, @Nullable Frame truth) {
    for (int y = 0; y < shown.height() * SCALE; y++) {
      for (int x = 0; x < shown.width() * SCALE; x++) {
        int at = (y / SCALE * shown.width() + x / SCALE) * shown.channels();
        float value = shown.pixels()[at];
        int red = level(truth == null ? value : value - truth.pixels()[at]);
        int green = truth == null ? red : 0;
        int blue = truth == null ? red : level(truth.pixels()[at] - value);
        picture.setRGB(left + x, top + y, red << 16 | green << 8 | blue);
      }
    }
  }

  private static int level(float value) {
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  }
}

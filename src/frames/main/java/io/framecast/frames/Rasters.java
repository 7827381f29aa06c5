package io.framecast.frames;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;

/**
 * Converts between pixels and the JDK's images by raw sample values. It never converts colours,
 * because Java treats grey images as linear light and would change every value on its way to sRGB.
 */
final class Rasters {
  private static final ColorModel GREY8 = colourModel(ColorSpace.CS_GRAY, DataBuffer.TYPE_BYTE);
  private static final ColorModel GREY16 = colourModel(ColorSpace.CS_GRAY, DataBuffer.TYPE_USHORT);
  private static final ColorModel RGB8 = colourModel(ColorSpace.CS_sRGB, DataBuffer.TYPE_BYTE);
  private static final ColorModel RGB16 = colourModel(ColorSpace.CS_sRGB, DataBuffer.TYPE_USHORT);

  private Rasters() {}

  /** Returns the first {@code channels} bands, divided by the highest sample. */
  static float[] readSamples(Raster raster, int channels, int top) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    float[] pixels = new float[height * width * channels];
    int bands = raster.getNumBands();
    float[] row = new float[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          pixels[(y * width + x) * channels + c] = row[x * bands + c] / top;
        }
      }
    }
    return pixels;
  }

  /** Returns the colours of an indexed image, or its first channel for grey. */
  static float[] readPalette(BufferedImage image, int channels) {
    int height = image.getHeight();
    int width = image.getWidth();
    float[] pixels = new float[height * width * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = image.getRGB(x, y);
        for (int c = 0; c < channels; c++) {
          pixels[(y * width + x) * channels + c] = (rgb >> (16 - 8 * c) & 0xff) / 255f;
        }
      }
    }
    return pixels;
  }

  static BufferedImage toImage8(Frame frame) {
    byte[] samples = Samples.toBytes(frame.pixels());
    return createImage(
        frame.channels() == 1 ? GREY8 : RGB8, frame, new DataBufferByte(samples, samples.length));
  }

  static BufferedImage toImage16(Frame frame) {
    short[] samples = Samples.toShorts(frame.pixels());
    return createImage(
        frame.channels() == 1 ? GREY16 : RGB16,
        frame,
        new DataBufferUShort(samples, samples.length));
  }

  private static BufferedImage createImage(ColorModel model, Frame frame, DataBuffer samples) {
    int[] bands = frame.channels() == 1 ? new int[] {0} : new int[] {0, 1, 2};
    int stride = frame.width() * bands.length;
    PixelInterleavedSampleModel layout =
        new PixelInterleavedSampleModel(
            samples.getDataType(), frame.width(), frame.height(), bands.length, stride, bands);
    @Nullable WritableRaster raster = Raster.createWritableRaster(layout, samples, null);
    return new BufferedImage(model, raster, false, null);
  }

  private static ColorModel colourModel(int space, int sampleType) {
    return new ComponentColorModel(
        ColorSpace.getInstance(space), false, false, Transparency.OPAQUE, sampleType);
  }
}

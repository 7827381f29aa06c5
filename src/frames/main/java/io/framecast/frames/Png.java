package io.framecast.frames;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/**
 * Decodes and encodes PNG through the JDK's ImageIO.
 *
 * @param bits the bits of a sample, 8 or 16
 * @param channels 1 for grey, 3 for RGB
 */
record Png(int bits, int channels) implements Encoding {
  static final String CONTENT_TYPE = "image/png";
  static final FileSignature SIGNATURE = new FileSignature("PNG", "89504e470d0a1a0a");
  private static final ImageCodec CODEC = new ImageCodec("png");

  private static final int GREY = 0;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** Decodes grey or RGB samples; it ignores alpha, gamma and colour profiles. */
  static DecodedFrame decode(byte[] value, FrameLimits limits) throws RefusedFrameException {
    return decode(PngChunks.read(value, limits), limits);
  }

  /** Returns the same grey or RGB samples as a file without anything else. */
  static byte[] normalize(byte[] value, FrameLimits limits) throws RefusedFrameException {
    PngChunks chunks = PngChunks.read(value, limits);
    if (chunks.colourType() != GREY_ALPHA && chunks.colourType() != RGB_ALPHA) {
      return chunks.critical();
    }
    DecodedFrame decoded = decode(chunks, limits);
    return decoded.encoding().encode(decoded.frame());
  }

  private static DecodedFrame decode(PngChunks chunks, FrameLimits limits)
      throws RefusedFrameException {
    int height = chunks.height();
    int width = chunks.width();
    boolean grey = chunks.colourType() == GREY || chunks.colourType() == GREY_ALPHA;
    int channels = grey ? 1 : 3;
    BufferedImage image = CODEC.read(chunks.critical(), limits);
    float[] pixels;
    if (chunks.colourType() == PALETTE || chunks.bits() < 8) {
      pixels = Rasters.readPalette(image, channels);
    } else {
      Raster raster = image.getRaster();
      pixels = Rasters.readSamples(raster, channels, (1 << chunks.bits()) - 1);
    }
    return new DecodedFrame(
        new Frame(height, width, channels, pixels),
        new Png(chunks.bits() == 16 ? 16 : 8, channels));
  }

  @Override
  public byte[] encode(Frame frame) {
    Frame fitted = frame.withChannels(channels);
    return CODEC.write(bits == 16 ? Rasters.toImage16(fitted) : Rasters.toImage8(fitted), 0);
  }

  @Override
  public Frame quantize(Frame frame) {
    return Samples.quantize(frame.withChannels(channels), bits == 16 ? 65535 : 255);
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public Encoding withChannels(int target) {
    return new Png(bits, target);
  }
}

package io.framecast.frames;

import java.awt.image.Raster;

/**
 * JPEG through the JDK's ImageIO: read from those who send it, written only for tests and the
 * simulator.
 *
 * @param channels 1 grey, 3 colour
 */
record Jpeg(int channels) implements Encoding {
  static final String CONTENT_TYPE = "image/jpeg";
  static final Magic MAGIC = new Magic("JPEG", "ffd8ff");
  private static final ImageCodec CODEC = new ImageCodec("jpeg");

  /** High enough for the squares' edges to survive. */
  private static final float QUALITY = 0.95f;

  /**
   * An ordinary progressive file has about ten. Each scan may cost a pass over the whole image for
   * a few bytes of input.
   */
  private static final int MOST_SCANS = 64;

  private static final int START_OF_SCAN = 0xda;

  private static final Limits ANY =
      new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** One grey or three RGB channels; the prediction is to be written as an 8-bit PNG. */
  static Decoded decode(byte[] value, Limits limits) throws RefusedFrameException {
    MAGIC.expectIn(value);
    checkScans(value);
    ImageCodec.Opened image = CODEC.open(value);
    image.checkSize(limits);
    Raster raster = image.read().getRaster();
    int channels = raster.getNumBands();
    if (channels != 1 && channels != 3) {
      throw new RefusedFrameException(
          "expected a JPEG of 1 or 3 components, found " + channels + " (CMYK is not read)");
    }
    Frame frame =
        new Frame(
            raster.getHeight(),
            raster.getWidth(),
            channels,
            Rasters.samples(raster, channels, 255));
    return new Decoded(frame, new Png(8, channels));
  }

  private static void checkScans(byte[] value) throws RefusedFrameException {
    int scans = 0;
    for (int i = 1; i < value.length; i++) {
      if ((value[i] & 0xff) == START_OF_SCAN && (value[i - 1] & 0xff) == 0xff) {
        scans++;
      }
    }
    if (scans > MOST_SCANS) {
      throw new RefusedFrameException(
          "expected a JPEG of at most " + MOST_SCANS + " scans, found " + scans);
    }
  }

  @Override
  public byte[] encode(Frame frame) {
    return CODEC.write(Rasters.image8(frame.withChannels(channels)), QUALITY);
  }

  /** By the way through the bytes: what a JPEG loses is no matter of single pixels. */
  @Override
  public Frame asRead(Frame frame) {
    try {
      return decode(encode(frame), ANY).frame();
    } catch (RefusedFrameException e) {
      throw new IllegalStateException("a JPEG of our own cannot be read", e);
    }
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public Encoding withChannels(int wanted) {
    return new Jpeg(wanted);
  }
}

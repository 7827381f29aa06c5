package io.framecast.frames;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and encodes JPEG through the JDK's ImageIO. Only tests and the simulator encode it.
 *
 * @param channels 1 grey, 3 colour
 */
record Jpeg(int channels) implements Encoding {
  static final String CONTENT_TYPE = "image/jpeg";
  static final FileSignature SIGNATURE = new FileSignature("JPEG", "ffd8ff");
  private static final ImageCodec CODEC = new ImageCodec("jpeg");

  /** The warning of bytes between the pixels and the end marker, as libjpeg words it. */
  private static final Pattern STRAY_BYTES =
      Pattern.compile("(\\d{1,9}) extraneous bytes before marker 0xd9");

  /** More bytes, unless they are all equal, are rather pixels after damage before them. */
  private static final int MAX_STRAY = 8;

  /** This quality keeps the edges of the squares. */
  private static final float QUALITY = 0.95f;

  private static final FrameLimits UNLIMITED =
      new FrameLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** Decodes one grey or three RGB channels; the prediction is encoded as an 8-bit PNG. */
  static DecodedFrame decode(byte[] value, FrameLimits limits) throws RefusedFrameException {
    Raster raster = read(JpegSegments.normalize(value), limits).getRaster();
    int channels = raster.getNumBands();
    Frame frame =
        new Frame(
            raster.getHeight(),
            raster.getWidth(),
            channels,
            Rasters.readSamples(raster, channels, 255));
    return new DecodedFrame(frame, new Png(8, channels));
  }

  /**
   * Reads a file in its normal form. The reader reports only its first warning, so stray bytes are
   * harmless only before the end: then all pixels were decoded without a warning.
   */
  private static BufferedImage read(byte[] file, FrameLimits limits) throws RefusedFrameException {
    ImageCodec.Reading reading = CODEC.tryRead(file, limits);
    return isStrayAtEnd(file, reading.warning()) ? reading.image() : CODEC.requireWhole(reading);
  }

  private static boolean isStrayAtEnd(byte[] file, @Nullable String warning) {
    Matcher stray = STRAY_BYTES.matcher(warning == null ? "" : warning);
    if (!stray.find()) {
      return false;
    }
    int count = Integer.parseInt(stray.group(1));
    return count <= MAX_STRAY || isPadding(file, count);
  }

  /** Returns whether this many bytes before the end marker are equal. */
  private static boolean isPadding(byte[] file, int count) {
    int end = file.length - 2;
    for (int i = end - count; i < end; i++) {
      if (file[i] != file[end - 1]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte[] encode(Frame frame) {
    return CODEC.write(Rasters.toImage8(frame.withChannels(channels)), QUALITY);
  }

  /** Encodes and decodes the frame, because JPEG does not round pixel by pixel. */
  @Override
  public Frame quantize(Frame frame) {
    try {
      return decode(encode(frame), UNLIMITED).frame();
    } catch (RefusedFrameException e) {
      throw new IllegalStateException("the JDK cannot read a JPEG that it has written", e);
    }
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public Encoding withChannels(int target) {
    return new Jpeg(target);
  }
}

package io.framecast.frames;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one image format through the JDK's ImageIO, in memory. Each image gets its own
 * reader and writer: they are cheap and not thread-safe. No stream here uses the disk, for any
 * setting of {@link ImageIO#setUseCache}.
 */
final class ImageCodec {
  private static final int MAX_BANDS = 4;

  private final String format;
  private final ImageReaderSpi readerProvider;
  private final ImageWriterSpi writerProvider;

  ImageCodec(String format) {
    this.format = format.toUpperCase(Locale.ROOT);
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    readerProvider = reader.getOriginatingProvider();
    writerProvider = writer.getOriginatingProvider();
    reader.dispose();
    writer.dispose();
  }

  /**
   * Holds an image.
   *
   * @param warning the reader's first warning, null for none
   */
  record Reading(BufferedImage image, @Nullable String warning) {}

  /**
   * Reads an image file whose size is within the limits, which are checked before any pixel is
   * decoded. A warning refuses the file like a failure, because the reader has made up pixels.
   */
  BufferedImage read(byte[] file, FrameLimits limits) throws RefusedFrameException {
    return requireWhole(tryRead(file, limits));
  }

  /** Returns the image, unless its reader has warned. */
  BufferedImage requireWhole(Reading reading) throws RefusedFrameException {
    if (reading.warning != null) {
      throw new RefusedFrameException(broken(reading.warning));
    }
    return reading.image;
  }

  /** Reads an image file like {@link #read}, and returns a warning with the image. */
  Reading tryRead(byte[] file, FrameLimits limits) throws RefusedFrameException {
    @Nullable ImageReader reader = null;
    List<String> warnings = new ArrayList<>();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader = readerProvider.createReaderInstance();
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (warnings.isEmpty()) { // a hostile file may cause millions of them
              warnings.add(warning);
            }
          });
      limits.checkSize(reader.getHeight(0), reader.getWidth(0), MAX_BANDS);
      BufferedImage image = reader.read(0);
      return new Reading(image, warnings.isEmpty() ? null : warnings.get(0));
    } catch (IOException | RuntimeException e) {
      throw new RefusedFrameException(broken(reason(e)), e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private String broken(String reason) {
    return "expected a whole " + format + " file, found a broken one: " + Printable.of(reason);
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /**
   * Returns the image as a file.
   *
   * @param quality the compression quality, 0 for the writer's default
   */
  byte[] write(BufferedImage image, float quality) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriter writer = writerProvider.createWriterInstance();
      try {
        writer.setOutput(out);
        writer.write(null, new IIOImage(image, null, null), parameters(writer, quality));
      } finally {
        writer.dispose();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the image could not be written to memory", e);
    }
    return bytes.toByteArray();
  }

  private static @Nullable ImageWriteParam parameters(ImageWriter writer, float quality) {
    if (quality == 0) {
      return null;
    }
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    return parameters;
  }
}

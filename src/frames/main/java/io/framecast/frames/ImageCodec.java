package io.framecast.frames;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's reader and writer of one format, for bytes in memory. A fresh reader and writer per
 * image: they are cheap, and not for two threads. No stream here touches the disk, whatever {@link
 * ImageIO#setUseCache} says.
 */
final class ImageCodec {
  private static final int MOST_BANDS = 4;

  private final String format;
  private final ImageReaderSpi readers;
  private final ImageWriterSpi writers;

  ImageCodec(String format) {
    this.format = format.toUpperCase(Locale.ROOT);
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    readers = reader.getOriginatingProvider();
    writers = writer.getOriginatingProvider();
    reader.dispose();
    writer.dispose();
  }

  Opened open(byte[] file) {
    return new Opened(file);
  }

  /** A file whose header has been read at most. */
  final class Opened {
    private final byte[] file;

    private Opened(byte[] file) {
      this.file = file;
    }

    void checkSize(Limits limits) throws RefusedFrameException {
      int[] size = with(reader -> new int[] {reader.getHeight(0), reader.getWidth(0)});
      limits.checkSize(size[0], size[1], MOST_BANDS);
    }

    BufferedImage read() throws RefusedFrameException {
      return with(reader -> reader.read(0));
    }

    /** Any failure of the reader is the file's fault; a warning means pixels were made up. */
    private <T> T with(Use<T> use) throws RefusedFrameException {
      @Nullable ImageReader reader = null;
      try (MemoryCacheImageInputStream in =
          new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
        reader = readers.createReaderInstance();
        reader.setInput(in, true, true);
        FirstWarning warning = new FirstWarning();
        reader.addIIOReadWarningListener(warning);
        T result = use.of(reader);
        if (warning.text != null) {
          throw new IOException(warning.text);
        }
        return result;
      } catch (IOException | RuntimeException e) {
        throw new RefusedFrameException(
            "expected a whole " + format + " file, found a broken one: " + Quoted.of(reason(e)), e);
      } finally {
        if (reader != null) {
          reader.dispose();
        }
      }
    }

    private static String reason(Exception e) {
      String message = e.getMessage();
      return message == null ? e.getClass().getSimpleName() : message;
    }
  }

  /**
   * The image as a file.
   *
   * @param quality 0 for the writer's own
   */
  byte[] write(BufferedImage image, float quality) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriter writer = writers.createWriterInstance();
      try {
        writer.setOutput(out);
        writer.write(null, new IIOImage(image, null, null), parameters(writer, quality));
      } finally {
        writer.dispose();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
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

  @FunctionalInterface
  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private static final class FirstWarning implements IIOReadWarningListener {
    @Nullable String text;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      text = text == null ? warning : text;
    }
  }
}

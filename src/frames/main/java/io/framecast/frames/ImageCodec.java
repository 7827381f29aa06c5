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

  ImageFile open(byte[] file) {
    return new ImageFile(file);
  }

  /** Reads one image file; its pixels are decoded only by {@link #read}. */
  final class ImageFile {
    private final byte[] file;

    private ImageFile(byte[] file) {
      this.file = file;
    }

    void checkSize(Limits limits) throws RefusedFrameException {
      int[] size = withReader(reader -> new int[] {reader.getHeight(0), reader.getWidth(0)});
      limits.checkSize(size[0], size[1], MAX_BANDS);
    }

    BufferedImage read() throws RefusedFrameException {
      return withReader(reader -> reader.read(0));
    }

    /** Calls the reader; its failures and warnings refuse the file, as a warning invents pixels. */
    private <T> T withReader(ReaderFunction<T> function) throws RefusedFrameException {
      @Nullable ImageReader reader = null;
      try (MemoryCacheImageInputStream in =
          new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
        reader = readerProvider.createReaderInstance();
        reader.setInput(in, true, true);
        FirstWarning warning = new FirstWarning();
        reader.addIIOReadWarningListener(warning);
        T result = function.apply(reader);
        if (warning.text != null) {
          throw new IOException(warning.text);
        }
        return result;
      } catch (IOException | RuntimeException e) {
        throw new RefusedFrameException(
            "expected a whole " + format + " file, found a broken one: " + Printable.of(reason(e)),
            e);
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

  @FunctionalInterface
  private interface ReaderFunction<T> {
    T apply(ImageReader reader) throws IOException;
  }

  private static final class FirstWarning implements IIOReadWarningListener {
    @Nullable String text;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      text = text == null ? warning : text;
    }
  }
}

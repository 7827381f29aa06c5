package io.framecast.trainer.verify;

import io.framecast.topics.Prediction;
import io.opentelemetry.api.trace.SpanContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Packs PNGs as another writer does: the same pixels in other bytes. */
final class PackedOtherwise {

  private PackedOtherwise() {}

  static Prediction of(Prediction p) throws Exception {
    return new Prediction(
        p.stream(),
        png(p.value()),
        p.contentType(),
        p.sequence(),
        p.model(),
        p.horizon(),
        p.source(),
        p.framesSeen(),
        p.filled(),
        SpanContext.getInvalid());
  }

  static byte[] png(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
    ImageWriter writer = writers.next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(1); // none
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

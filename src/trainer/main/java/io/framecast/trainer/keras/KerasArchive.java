package io.framecast.trainer.keras;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The parts of a {@code .keras} archive. Each is read up to a limit, whatever size the archive
 * names, and other parts are not unpacked.
 */
record KerasArchive(String version, String config, byte[] weights) {
  private static final int MAX_METADATA = 1 << 16;
  private static final int MAX_WEIGHTS = 512 << 20;

  static boolean matches(byte[] start) {
    return start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && start[2] == 3
        && start[3] == 4;
  }

  static KerasArchive read(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] metadata = part(zip, "metadata.json", MAX_METADATA);
      String version =
          KerasJson.parse(new String(metadata, StandardCharsets.UTF_8))
              .path("keras_version")
              .asText("3");
      byte[] config = part(zip, "config.json", KerasJson.MAX_BYTES);
      byte[] weights = part(zip, "model.weights.h5", MAX_WEIGHTS);
      return new KerasArchive(version, new String(config, StandardCharsets.UTF_8), weights);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidKerasFileException(
          "expected a .keras archive, found a zip file that cannot be read: "
              + KerasLayer.reason(e),
          e);
    }
  }

  private static byte[] part(ZipFile zip, String name, int most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new InvalidKerasFileException("expected " + name + " in the archive, found none");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new InvalidKerasFileException(
            String.format(Locale.ROOT, "expected %s of at most %d bytes, found more", name, most));
      }
      CRC32 checksum = new CRC32(); // which the library does not compare
      checksum.update(bytes);
      if (checksum.getValue() != entry.getCrc()) {
        throw new InvalidKerasFileException(
            "expected " + name + " with its checksum, found a damaged one; copy the file again");
      }
      return bytes;
    }
  }
}

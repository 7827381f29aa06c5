package io.framecast.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.framecast.trainer.files.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a file that Keras has saved: an {@code .h5} file of Keras 2 or 3, or a {@code .keras}
 * archive. Its first bytes tell which one, not its name.
 */
final class KerasFile implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("[23](\\.[\\w.+-]{1,40})?");
  private static final List<String> ROOTS = List.of("layers", "_layer_checkpoint_dependencies");

  private final String version;
  private final JsonNode config;
  private final Hdf5File weights;
  private final boolean isArchive;

  private KerasFile(String version, JsonNode config, Hdf5File weights, boolean isArchive) {
    if (!VERSION.matcher(version).matches()) {
      throw new InvalidKerasFileException(
          "expected a file of Keras 2 or 3, found keras_version " + KerasLayer.quote(version));
    }
    this.version = version;
    this.config = config;
    this.weights = weights;
    this.isArchive = isArchive;
  }

  /**
   * Opens a file.
   *
   * @throws InvalidKerasFileException if it is none that Keras has saved with its configuration
   */
  static KerasFile open(Path file) {
    byte[] start;
    try (var in = Files.newInputStream(file)) {
      start = in.readNBytes(8);
    } catch (IOException e) {
      throw new InvalidInputException(
          file + ": expected a Keras file, found one that cannot be read; check the path", e);
    }
    if (Hdf5File.matches(start)) {
      Hdf5File weights = Hdf5File.open(file);
      try {
        String text = weights.text("", "model_config");
        if (text == null) {
          throw new InvalidKerasFileException(
              "expected a whole model with its attribute model_config, found only weights;"
                  + " save it by model.save(...)");
        }
        String version = weights.text("", "keras_version");
        return new KerasFile(
            version == null ? "2" : version, KerasJson.parse(text), weights, false);
      } catch (RuntimeException e) {
        weights.close();
        throw e;
      }
    }
    if (KerasArchive.matches(start)) {
      KerasArchive archive = KerasArchive.read(file);
      return new KerasFile(
          archive.version(),
          KerasJson.parse(archive.config()),
          Hdf5File.of(archive.weights()),
          true);
    }
    throw new InvalidKerasFileException(
        "expected a Keras file (.h5 or .keras), found one that begins otherwise");
  }

  /** Returns the version of Keras that saved the file. */
  String version() {
    return version;
  }

  boolean isKeras3() {
    return version.charAt(0) == '3';
  }

  JsonNode config() {
    return config;
  }

  /** Returns where the arrays of the layers are. */
  KerasArrays arrays(List<KerasLayer> all) {
    if (!isArchive) {
      return new NamedArrays(weights, weights.hasGroup("model_weights") ? "model_weights/" : "");
    }
    for (String root : ROOTS) {
      if (weights.hasGroup(root)) {
        return new NumberedArrays(weights, root + "/", all);
      }
    }
    throw new InvalidKerasFileException("expected a group layers in model.weights.h5, found none");
  }

  @Override
  public void close() {
    weights.close();
  }
}

package io.framecast.trainer.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads attributes and arrays of an HDF5 file. A broken file leads to one sentence: the library
 * throws many kinds of exceptions, and errors of memory, for such a file.
 */
final class Hdf5File implements AutoCloseable {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** An array of fewer numbers than these may have chunks of as many. */
  private static final long SMALL_CHUNK = 1 << 20;

  private static final long MOST_CHUNKS = 100_000;

  private final HdfFile file;

  private Hdf5File(HdfFile file) {
    this.file = file;
  }

  static boolean matches(byte[] start) {
    return Arrays.equals(start, SIGNATURE);
  }

  static Hdf5File open(Path file) {
    return reading(() -> new Hdf5File(new HdfFile(file)));
  }

  static Hdf5File of(byte[] bytes) {
    if (!matches(Arrays.copyOf(bytes, SIGNATURE.length))) {
      throw new InvalidKerasFileException("expected HDF5 in model.weights.h5, found other bytes");
    }
    return reading(() -> new Hdf5File(HdfFile.fromBytes(bytes)));
  }

  private static <T> T reading(Supplier<T> read) {
    try {
      return read.get();
    } catch (InvalidKerasFileException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new InvalidKerasFileException(
          "expected a whole HDF5 file, found one that cannot be read: " + KerasLayer.reason(e), e);
    }
  }

  boolean hasGroup(String path) {
    return reading(() -> node(path) instanceof Group);
  }

  /** Returns the attribute's text; null if there is none. */
  @Nullable String text(String path, String attribute) {
    List<String> all = texts(path, attribute);
    return all.isEmpty() ? null : all.get(0);
  }

  /**
   * Returns the attribute's texts, those of its parts behind one another; none if it is missing.
   */
  List<String> texts(String path, String attribute) {
    return reading(
        () -> {
          Node node = node(path);
          List<String> all = new ArrayList<>();
          if (node == null) {
            return all;
          }
          Attribute whole = node.getAttribute(attribute);
          if (whole != null) {
            return strings(whole);
          }
          for (int part = 0; node.getAttribute(attribute + part) != null; part++) {
            all.addAll(strings(node.getAttribute(attribute + part)));
          }
          return all;
        });
  }

  private static List<String> strings(Attribute attribute) {
    if (attribute.getSize() > KerasJson.MAX_BYTES) {
      throw new InvalidKerasFileException(
          "expected a short list in attribute " + attribute.getName() + ", found a long one");
    }
    Object data = attribute.isEmpty() ? new String[0] : attribute.getData();
    if (data instanceof String[] texts) {
      return List.of(texts);
    }
    if (data instanceof String text) {
      return List.of(text);
    }
    throw new InvalidKerasFileException(
        "expected text in attribute " + attribute.getName() + ", found another type");
  }

  /** Returns the names of the groups in a group. */
  List<String> groups(String path) {
    return reading(
        () ->
            node(path) instanceof Group group
                ? group.getChildren().values().stream()
                    .filter(child -> !child.isLink() && child.isGroup())
                    .map(Node::getName)
                    .toList()
                : List.of());
  }

  /** Returns whether there is something of that path. */
  boolean has(String path) {
    return reading(() -> node(path) != null);
  }

  /**
   * Returns an array as floats; null if there is none of that path.
   *
   * @param shape that it must have; it is compared before any number is read
   */
  @Nullable KerasArray array(String path, List<Integer> shape) {
    return reading(
        () -> {
          Node node = node(path);
          if (node == null) {
            return null;
          }
          String at = " at " + KerasLayer.quote(path);
          if (!(node instanceof Dataset dataset)) {
            throw new InvalidKerasFileException("expected an array" + at + ", found a group");
          }
          List<Integer> found = Arrays.stream(dataset.getDimensions()).boxed().toList();
          if (!found.equals(shape)) {
            throw new InvalidKerasFileException(
                "expected an array of shape " + shape + at + ", found " + found);
          }
          Attribute type =
              dataset.getAttribute("dtype"); // as Keras 3 marks what HDF5 does not have
          if (type != null && "bfloat16".equals(type.getData())) {
            throw new InvalidKerasFileException("expected float32" + at + ", found bfloat16");
          }
          requireUsualChunks(dataset, at);
          return new KerasArray(shape, floats(dataset.getDataFlat(), at));
        });
  }

  /** Chunks that are much larger than the array, or very many, take memory or time instead. */
  private static void requireUsualChunks(Dataset dataset, String at) {
    if (dataset instanceof ChunkedDataset chunked) {
      long chunk = 1;
      long chunks = 1;
      int[] whole = dataset.getDimensions();
      int[] sides = chunked.getChunkDimensions();
      for (int k = 0; k < whole.length; k++) {
        long side = Math.max(1, sides[k]);
        chunk = Math.multiplyExact(chunk, side);
        chunks *= (whole[k] + side - 1) / side;
      }
      if (chunk > Math.max(SMALL_CHUNK, dataset.getSize()) || chunks > MOST_CHUNKS) {
        throw new InvalidKerasFileException(
            String.format(
                Locale.ROOT,
                "expected chunks of the size of the array or parts of it%s, found %d of %d numbers",
                at,
                chunks,
                chunk));
      }
    }
  }

  private static float[] floats(Object flat, String at) {
    if (flat instanceof float[] floats) {
      return floats;
    }
    if (!(flat instanceof double[] doubles)) {
      throw new InvalidKerasFileException(
          "expected floating-point numbers" + at + ", found another type");
    }
    float[] floats = new float[doubles.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) doubles[k];
    }
    return floats;
  }

  /** Returns the node of a path; null if a part of it is missing. */
  private @Nullable Node node(String path) {
    Node node = file;
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        Node child = node instanceof Group group ? group.getChild(part) : null;
        if (child == null) {
          return null;
        }
        if (child.isLink()) { // to anywhere in this file, or to any other file
          throw new InvalidKerasFileException(
              "expected groups and arrays, found a link at " + KerasLayer.quote(path));
        }
        node = child;
      }
    }
    return node;
  }

  @Override
  public void close() {
    file.close();
  }
}

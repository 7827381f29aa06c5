package io.framecast.trainer.keras;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Writes files as Keras does: the configuration as text, and random arrays of given shapes. */
final class KerasFiles {
  static final long SEED = 20_171_203;

  private final String version;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> layers = new ArrayList<>();
  private final Map<String, Map<String, int[]>> shapes = new LinkedHashMap<>();

  /** The arrays that were written, by layer and name. */
  final Map<String, float[]> written = new TreeMap<>();

  KerasFiles(String version) {
    this.version = version;
  }

  /**
   * Adds a layer.
   *
   * @param keys of its configuration, without braces and name
   * @param arrays the paths of its arrays below the layer's group, with their shapes
   */
  KerasFiles layer(String className, String name, String keys, Map<String, int[]> arrays) {
    layers.add(
        "{\"class_name\": \"%s\", \"config\": {\"name\": \"%s\"%s}}"
            .replaceFirst("%s", className)
            .replaceFirst("%s", name)
            .replaceFirst("%s", keys.isEmpty() ? "" : ", " + keys));
    shapes.put(name, arrays);
    return this;
  }

  /** Returns the JSON of the layers added so far. */
  String layers() {
    return "[" + String.join(", ", layers) + "]";
  }

  /** Writes an {@code .h5} file with this configuration. */
  Path h5(Path file, String modelConfig) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("keras_version", version);
      hdf.putAttribute("model_config", modelConfig);
      WritableGroup root = hdf.putGroup("model_weights");
      root.putAttribute("layer_names", shapes.keySet().toArray(String[]::new));
      shapes.forEach(
          (name, arrays) -> {
            if (arrays.isEmpty()) {
              return; // the library writes an empty group so that it cannot read it
            }
            WritableGroup group = root.putGroup(name);
            group.putAttribute("weight_names", arrays.keySet().toArray(String[]::new));
            put(group, name, arrays);
          });
    }
    return file;
  }

  /**
   * Writes the HDF5 part of a {@code .keras} archive; returns the arrays by group and number.
   *
   * @param groups the shapes of the arrays by the path of the group above {@code vars}
   */
  Map<String, float[]> numbered(Path file, Map<String, List<int[]>> groups) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup root = hdf.putGroup("layers");
      groups.forEach(
          (path, shapes) -> {
            WritableGroup group = root;
            for (String part : path.split("/", -1)) {
              group = group.putGroup(part);
            }
            group = group.putGroup("vars");
            for (int k = 0; k < shapes.size(); k++) {
              group.putDataset(Integer.toString(k), array(path + "/" + k, shapes.get(k)));
            }
          });
    }
    return written;
  }

  private void put(WritableGroup group, String layer, Map<String, int[]> arrays) {
    Map<String, WritableGroup> groups = new LinkedHashMap<>();
    arrays.forEach(
        (path, shape) -> {
          WritableGroup parent = group;
          String[] parts = path.split("/", -1);
          String at = "";
          for (int k = 0; k < parts.length - 1; k++) {
            WritableGroup above = parent;
            String part = parts[k];
            at += "/" + part;
            parent = groups.computeIfAbsent(at, unused -> above.putGroup(part));
          }
          String last = parts[parts.length - 1];
          parent.putDataset(last, array(layer + "." + last.replace(":0", ""), shape));
        });
  }

  private Object array(String name, int[] shape) {
    int size = 1;
    for (int side : shape) {
      size *= side;
    }
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) random.nextDouble() + 0.5f;
    }
    written.put(name, values);
    return fold(values, 0, size, shape, 0);
  }

  private static Object fold(float[] values, int from, int size, int[] shape, int axis) {
    if (axis == shape.length - 1) {
      float[] row = new float[shape[axis]];
      System.arraycopy(values, from, row, 0, row.length);
      return row;
    }
    int[] rest = new int[shape.length - axis];
    System.arraycopy(shape, axis, rest, 0, rest.length);
    Object all = Array.newInstance(float.class, rest);
    int part = size / shape[axis];
    for (int k = 0; k < shape[axis]; k++) {
      Array.set(all, k, fold(values, from + k * part, part, shape, axis + 1));
    }
    return all;
  }
}

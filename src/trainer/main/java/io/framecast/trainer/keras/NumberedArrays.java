package io.framecast.trainer.keras;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds arrays in the HDF5 part of a {@code .keras} archive. The group of a layer is named after
 * its class, with a number from the second one of that class on; arrays have numbers only.
 */
final class NumberedArrays implements KerasArrays {
  private final Hdf5File file;
  private final IdentityHashMap<KerasLayer, String> groups = new IdentityHashMap<>();

  /**
   * Finds the groups. Those of a class are in the order of its layers, but some versions leave
   * numbers out (tf.keras 2.12 counts each layer twice).
   *
   * @param root a path that ends in a slash
   * @param all layers of the configuration, in its order
   */
  NumberedArrays(Hdf5File file, String root, List<KerasLayer> all) {
    this.file = file;
    Map<String, List<KerasLayer>> classes = new LinkedHashMap<>();
    for (KerasLayer layer : all) {
      classes
          .computeIfAbsent(snakeCase(layer.outerClass()), unused -> new ArrayList<>())
          .add(layer);
    }
    List<String> children = file.groups(root);
    classes.forEach(
        (name, layers) -> {
          List<String> found = numbered(children, name);
          for (int k = 0; k < layers.size(); k++) {
            String exact = k == 0 ? name : name + "_" + k;
            String group = found.size() == layers.size() ? found.get(k) : exact;
            groups.put(layers.get(k), root + group + "/");
          }
        });
  }

  /** Returns the groups of a class by their numbers. */
  private static List<String> numbered(List<String> children, String name) {
    String pattern =
        name.equals("conv_lstm2d") ? "conv_(lstm2d|lst_m2d)" : name; // as older ones write
    return children.stream()
        .filter(child -> child.matches(pattern + "(_\\d{1,6})?"))
        .sorted(Comparator.comparingInt(NumberedArrays::number))
        .toList();
  }

  private static int number(String group) {
    String end = group.substring(group.lastIndexOf('_') + 1);
    return end.matches("\\d+") ? Integer.parseInt(end) : 0;
  }

  /** Returns the name as Keras' saving does: ConvLSTM2D becomes conv_lstm2d. */
  private static String snakeCase(String name) {
    return name.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public Map<String, KerasArray> of(KerasLayer layer, Map<String, List<Integer>> shapes) {
    String group = groups.get(layer);
    String inner = layer.isTimeDistributed() ? group + "layer/" : group;
    String vars = inner + (layer.isRecurrent() ? "cell/vars/" : "vars/");
    Map<String, KerasArray> found = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<String, List<Integer>> wanted : shapes.entrySet()) {
      KerasArray array = file.array(vars + number++, wanted.getValue());
      if (array != null) {
        found.put(wanted.getKey(), array);
      }
    }
    if (file.has(vars + number)) {
      throw new InvalidKerasFileException(
          "expected the arrays " + shapes.keySet() + ", found more of them");
    }
    return found;
  }
}

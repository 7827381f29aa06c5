package io.framecast.trainer.keras;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds arrays in an {@code .h5} file: each layer has a group of its name, whose attribute {@code
 * weight_names} names the arrays in it, in Keras' order.
 *
 * @param root of the groups: empty, or a path that ends in a slash
 */
record NamedArrays(Hdf5File file, String root) implements KerasArrays {

  @Override
  public Map<String, KerasArray> of(KerasLayer layer, Map<String, List<Integer>> shapes) {
    String group = root + layer.groupName() + "/";
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(group)) { // the library does not find it
      throw new InvalidKerasFileException(
          "expected a name in ASCII in an .h5 file, found another one; save the model as .keras");
    }
    List<String> paths = file.texts(group, "weight_names");
    Map<String, String> byName = new LinkedHashMap<>();
    for (String path : paths) {
      String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst(":\\d+$", "");
      if (byName.put(name, path) != null) {
        throw new InvalidKerasFileException("expected one array " + name + ", found two");
      }
    }
    if (byName.size() > shapes.size()) {
      throw new InvalidKerasFileException(
          "expected the arrays " + shapes.keySet() + ", found " + byName.keySet());
    }
    boolean isByName = byName.keySet().containsAll(shapes.keySet());
    boolean isByOrder = !isByName && paths.size() == shapes.size();
    Map<String, KerasArray> found = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<String, List<Integer>> wanted : shapes.entrySet()) {
      String path = isByOrder ? paths.get(number++) : byName.get(wanted.getKey());
      KerasArray array = path == null ? null : file.array(group + path, wanted.getValue());
      if (array != null) {
        found.put(wanted.getKey(), array);
      }
    }
    return found;
  }
}

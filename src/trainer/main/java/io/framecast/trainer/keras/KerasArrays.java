package io.framecast.trainer.keras;

import java.util.List;
import java.util.Map;

/** Finds the arrays of a layer. */
interface KerasArrays {

  /**
   * Returns the arrays of a layer that the file holds, by their names in Keras.
   *
   * @param shapes of the arrays that the layer has by its configuration, in Keras' order
   * @throws InvalidKerasFileException for an array of another shape
   */
  Map<String, KerasArray> of(KerasLayer layer, Map<String, List<Integer>> shapes);
}

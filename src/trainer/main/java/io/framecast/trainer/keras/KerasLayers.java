package io.framecast.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers of a model, which must be one chain.
 *
 * @param all layers in the order of the configuration
 * @param chain from the input to the output
 */
record KerasLayers(List<KerasLayer> all, List<KerasLayer> chain) {
  private static final int MAX_LAYERS = 1_000;

  static KerasLayers of(JsonNode model) {
    String kind = model.path("class_name").asText("");
    JsonNode config = model.path("config");
    JsonNode layers = config.isArray() ? config : config.path("layers");
    if (!layers.isArray() || layers.isEmpty() || layers.size() > MAX_LAYERS) {
      throw new InvalidKerasFileException(
          "expected a Sequential or Functional model of 1 to "
              + MAX_LAYERS
              + " layers, found "
              + KerasLayer.quote(kind)
              + " with "
              + layers.size());
    }
    if (KerasLayer.isCustom(model)) {
      throw new InvalidKerasFileException(
          "expected a Sequential or Functional model of Keras, found a custom class "
              + KerasLayer.quote(kind));
    }
    List<KerasLayer> all = new ArrayList<>();
    layers.forEach(layer -> all.add(KerasLayer.of(layer)));
    requireOnce(all);
    return switch (kind) {
      case "Sequential" -> new KerasLayers(all, all);
      case "Functional", "Model" -> {
        List<KerasLayer> chain = chain(all);
        requireOutput(config, chain.get(chain.size() - 1));
        yield new KerasLayers(all, chain);
      }
      default ->
          throw new InvalidKerasFileException(
              "expected a Sequential or Functional model, found class " + KerasLayer.quote(kind));
    };
  }

  /** A layer that is used twice has one set of arrays. */
  private static void requireOnce(List<KerasLayer> all) {
    Set<String> names = new HashSet<>();
    for (KerasLayer layer : all) {
      if (!names.add(layer.groupName())) {
        throw layer.refuse("each layer once", "a second one of this name");
      }
    }
  }

  private static void requireOutput(JsonNode config, KerasLayer last) {
    List<String> outputs = InboundNodes.names(config.path("output_layers"));
    if (config.has("output_layers") && !outputs.equals(List.of(last.groupName()))) {
      throw last.refuse("the last layer as the only output", "outputs " + outputs);
    }
  }

  /** Orders the layers of a functional model; refuses branches, cycles and several inputs. */
  private static List<KerasLayer> chain(List<KerasLayer> all) {
    Map<String, KerasLayer> behind = new LinkedHashMap<>();
    KerasLayer first = null;
    for (KerasLayer layer : all) {
      if (layer.inputs().isEmpty()) {
        if (first != null) {
          throw layer.refuse("one input of the model", "a second one");
        }
        first = layer;
      } else if (layer.inputs().size() > 1) {
        throw layer.refuse("one chain of layers", "several inputs " + layer.inputs());
      } else if (behind.put(layer.inputs().get(0), layer) != null) {
        throw layer.refuse("one chain of layers", "a branch behind " + layer.inputs().get(0));
      }
    }
    List<KerasLayer> chain = new ArrayList<>();
    for (KerasLayer next = first; next != null; next = behind.get(next.groupName())) {
      if (chain.size() == all.size()) {
        throw next.refuse("one chain of layers", "a cycle");
      }
      chain.add(next);
    }
    if (chain.size() != all.size()) {
      KerasLayer lost =
          all.stream().filter(layer -> !chain.contains(layer)).findFirst().orElseThrow();
      throw lost.refuse("one chain of layers from the input on", "a layer that is not in it");
    }
    return chain;
  }
}
